package forecasting

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestEaster(t *testing.T) {
	for y, want := range map[int]string{2008: "03-23", 2011: "04-24", 2016: "03-27", 2025: "04-20"} {
		if got := easter(y).Format("01-02"); got != want {
			t.Errorf("Easter %d is %s, want %s", y, got, want)
		}
	}
}

// Three years of daily demand that doubles in the fortnight before the Chinese new year and stops for a week after it.
func TestMovingHolidayIsForetold(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	start := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	s := Series{Freq: Daily, Start: start}
	shape := func(day time.Time) float64 {
		first, _ := time.Parse(time.DateOnly, day.Format("2006-")+lunar[day.Year()])
		switch d := daysBetween(first, day); {
		case d >= -14 && d < 0:
			return 2
		case d >= 0 && d < 7:
			return 0.1
		}
		return 1
	}
	for day := start; day.Before(time.Date(2025, 1, 10, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		s.Values = append(s.Values, math.Max(0, math.Round(100*shape(day)+8*rng.NormFloat64())))
	}
	f, err := Run(s, Options{Horizon: 30}) // 10 January to 8 February 2025; the new year is on 29 January
	if err != nil {
		t.Fatal(err)
	}
	var before, after float64
	for j := 7; j < 17; j++ {
		before += f.Mean[j] / 10
	}
	for j := 20; j < 25; j++ {
		after += f.Mean[j] / 5
	}
	if before < 130 || after > 75 {
		t.Fatalf("%s: %.0f before the new year and %.0f after, want about 200 and 10", f.Method, before, after)
	}
}
