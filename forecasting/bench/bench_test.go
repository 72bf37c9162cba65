package bench

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"hesuan/forecasting"
	"hesuan/forecasting/model"
	"hesuan/forecasting/score"
)

const data = "../../../shared/data"

func load(t *testing.T, set string) []Item {
	t.Helper()
	items, err := Load(data, set)
	if os.IsNotExist(err) {
		t.Skipf("SKIPPED: no data in %s", data)
	}
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// The naive figures that the organisers publish show that data and measures are read as they mean them.
func TestNaiveFiguresAreThePublishedOnes(t *testing.T) {
	for _, c := range []struct {
		set   string
		m     int
		smape float64
		mase  float64
		fit   func(y []float64, m, h int) []float64
	}{
		{"m4hourly", 24, 18.383, 2.395, Naive2}, {"m4weekly", 1, 9.161, 2.777, Naive2},
		{"m4hourly", 24, 0, 1.19321, seasonal}, {"carparts", 12, 0, 1.2014638, seasonal},
	} {
		var smape, mase, n, scaled float64
		for _, it := range load(t, c.set) {
			f := c.fit(it.Series.Values, c.m, len(it.Test))
			smape, n = smape+score.SMAPE(it.Test, f), n+1
			if v := score.MASE(it.Test, f, it.Series.Values, c.m); !math.IsNaN(v) && !math.IsInf(v, 0) {
				mase, scaled = mase+v, scaled+1
			}
		}
		if got := smape / n; c.smape > 0 && math.Abs(got-c.smape) > 0.002 {
			t.Errorf("%s: sMAPE %v, published %v", c.set, got, c.smape)
		}
		if got := mase / scaled; math.Abs(got-c.mase) > 0.001 {
			t.Errorf("%s: MASE %v, published %v", c.set, got, c.mase)
		}
	}
}

func seasonal(y []float64, m, h int) []float64 {
	f, _ := model.SeasonalNaive(model.Input{Y: y, Period: m, H: h})
	return f.Mean
}

func TestRunMeasuresEverySet(t *testing.T) {
	for _, set := range []string{"m3", "m5days", "vn1"} {
		items := load(t, set)
		r, err := Run(context.Background(), set, items[:24], 0, 2, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Figures {
			if f.Series != 24 || math.IsNaN(f.RMSSE+f.Pinball+f.Cover95+f.MSIS) || f.Cover95 < 0.7 {
				t.Errorf("%s: %+v", set, f)
			}
		}
		for _, b := range r.Beside {
			if math.IsNaN(b.RMSSE+b.Pinball+b.Bias) || b.RMSSE < 0.7 || b.Pinball < 0.2 {
				t.Errorf("%s: %+v beside %+v", set, b, r.Figures[0])
			}
		}
		if want := set == "m5days"; want != (len(r.Beside) > 0) {
			t.Errorf("%s: %d simple methods beside ours", set, len(r.Beside))
		}
	}
}

func TestSeriesAreForecastInFiles(t *testing.T) {
	items := load(t, "m3")[:24]
	var widths []float64
	for _, file := range []int{0, 24, 1} {
		r, err := Run(context.Background(), "m3", items, file, 2, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		if f := r.Figures[0]; f.Series != 24 {
			t.Errorf("%d series in files of %d", f.Series, file)
		}
		widths = append(widths, r.Figures[0].Width95)
	}
	if widths[0] != widths[1] || widths[0] == widths[2] {
		t.Errorf("mean widths %v in one file, one of 24, 24 of one", widths)
	}
}

func TestReplayComparesPolicies(t *testing.T) {
	r, err := Replay(t.Context(), load(t, "m5days")[:6], 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Policies) != 1+len(replayServices) || r.Policies[1].Stock >= r.Policies[len(r.Policies)-1].Stock || math.IsNaN(r.Saved) {
		t.Fatalf("%+v", r)
	}
}

func TestShortKeepsTheLastStepsAndTheirDates(t *testing.T) {
	day := time.Date(2024, 2, 26, 0, 0, 0, 0, time.UTC)
	items := []Item{{ID: "long", Series: forecasting.Series{Values: []float64{1, 2, 3, 4, 5}, Freq: forecasting.Daily, Start: day}, Test: []float64{6, 7, 8}, Scale: 9},
		{ID: "brief", Series: forecasting.Series{Values: []float64{1, 2}}, Test: []float64{3, 4, 5}},
		{ID: "hardly tested", Series: forecasting.Series{Values: []float64{1, 2, 3}}, Test: []float64{4}}}
	got := Short(items, 3, 2)
	if len(got) != 1 || !slices.Equal(got[0].Series.Values, []float64{3, 4, 5}) || !slices.Equal(got[0].Test, []float64{6, 7}) || got[0].Scale != 0 ||
		!got[0].Series.Start.Equal(day.AddDate(0, 0, 2)) {
		t.Errorf("%+v", got)
	}
	if all := Short(items, 0, 0); len(all) != 3 || all[0].Scale != 9 {
		t.Errorf("%+v", all)
	}
}
