package bench

import (
	"context"
	"maps"
	"math"
	"slices"
	"sort"
	"time"

	"hesuan/forecasting"
	"hesuan/forecasting/score"
)

// Figures are the measures of one group of a set, means over its series.
type Figures struct {
	Group      string  `json:"group"`
	Series     int     `json:"series"`
	SMAPE      float64 `json:"smape"`
	MASE       float64 `json:"mase"`
	OWA        float64 `json:"owa,omitempty"`
	RMSSE      float64 `json:"rmsse"`
	Pinball    float64 `json:"pinball"`     // mean scaled pinball loss over Levels, per step
	PinballSum float64 `json:"pinball_sum"` // the same for sums of three steps
	Bias       float64 `json:"bias"`        // Σ(forecast − actual) / Σ actual
	VN1        float64 `json:"vn1"`         // (Σ|F − A| + |Σ(F − A)|) / Σ A
	Cover80    float64 `json:"coverage_80"` //
	Cover95    float64 `json:"coverage_95"` //
	Width95    float64 `json:"width_95"`    // scaled as MASE
	MSIS       float64 `json:"msis_95"`     //
	Millis     float64 `json:"ms_a_series"` // of one core
}

// Levels of the quantiles that are measured: P10 … P99, and the ends of the 80 and 95 % intervals.
var Levels = []float64{0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99}

// pinballLevels are the places in Levels that count for the pinball loss.
var pinballLevels = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12}

// Report is the result of one set.
type Report struct {
	Set     string      `json:"set"`
	Figures []Figures   `json:"figures"`
	Beside  []Simple    `json:"beside,omitempty"` // simple methods of rare demand, on the same items
	Peers   []Published `json:"published"`
}

// Run forecasts the items of a set and measures them, group by group and over all. Groups are forecast in files of so many series, 0 for
// each in one: what is learned across series ends with the file.
func Run(ctx context.Context, set string, items []Item, file, cores int, progress func(done int)) (Report, error) {
	groups := map[string][]Item{}
	var names []string
	for _, it := range items {
		if groups[it.Group] == nil {
			names = append(names, it.Group)
		}
		groups[it.Group] = append(groups[it.Group], it)
	}
	sort.Strings(names)
	r := Report{Set: set, Peers: Peers[set]}
	all := &meter{}
	for _, name := range names {
		one := &meter{}
		for _, alike := range files(groups[name], file) {
			if err := measure(ctx, alike, cores, []*meter{one, all}, progress); err != nil {
				return r, err
			}
		}
		r.Figures = append(r.Figures, one.figures(name))
	}
	if len(names) > 1 {
		r.Figures = append(r.Figures, all.figures("all"))
	}
	if rareSets[set] {
		r.Beside = beside(items)
	}
	return r, nil
}

// files are the items of a group that are forecast together: those with tests of the same length, at most so many.
func files(items []Item, most int) [][]Item {
	if most <= 0 {
		most = len(items)
	}
	var out [][]Item
	for _, alike := range byHorizon(items) {
		out = append(out, slices.Collect(slices.Chunk(alike, most))...)
	}
	return out
}

// byHorizon divides items by the length of their tests, longest first.
func byHorizon(items []Item) [][]Item {
	byLength := map[int][]Item{}
	for _, it := range items {
		byLength[-len(it.Test)] = append(byLength[-len(it.Test)], it)
	}
	var out [][]Item
	for _, h := range slices.Sorted(maps.Keys(byLength)) {
		out = append(out, byLength[h])
	}
	return out
}

// measure runs one group through the engine; its series are forecast together.
func measure(ctx context.Context, items []Item, cores int, meters []*meter, progress func(int)) error {
	series := make([]forecasting.Series, len(items))
	for i, it := range items {
		series[i] = it.Series
	}
	start := time.Now()
	o := forecasting.Options{Horizon: len(items[0].Test), Levels: Levels}
	err := forecasting.RunAll(ctx, series, o, cores, func(i int, f forecasting.Forecast, err error) {
		if err != nil { // a series without history is forecast as nothing
			f = forecasting.Forecast{Mean: make([]float64, len(items[i].Test))}
		}
		for _, m := range meters {
			m.add(items[i], &f)
		}
		progress(1)
	})
	for _, m := range meters {
		m.millis += time.Since(start).Seconds() * 1000 * float64(min(cores, len(items)))
	}
	return err
}

// meter sums up measures.
type meter struct {
	n, scaled, banded                            float64
	smape, mase, smape2, mase2, rmsse, pin, pin3 float64
	c80, c95, width, msis, millis                float64
	errs, abs, actual                            float64
}

func (m *meter) add(it Item, f *forecasting.Forecast) {
	m.n++
	m.smape += score.SMAPE(it.Test, f.Mean)
	for j, y := range it.Test {
		if !math.IsNaN(y) {
			m.errs, m.abs, m.actual = m.errs+f.Mean[j]-y, m.abs+math.Abs(f.Mean[j]-y), m.actual+y
		}
	}
	scale, square, naive := it.scales()
	two := Naive2(it.Series.Values, it.Season, len(it.Test))
	m.smape2 += score.SMAPE(it.Test, two)
	if !(scale > 0) || !(square > 0) {
		return
	}
	m.scaled++
	m.mase += score.MAE(it.Test, f.Mean) / scale
	m.mase2 += score.MAE(it.Test, two) / scale
	m.rmsse += math.Sqrt(score.MSE(it.Test, f.Mean) / square)
	if f.Quantiles != nil {
		m.band(it, f, scale, naive)
	}
}

// scales are what the errors of an item are divided by: those of MASE, RMSSE (squared) and the pinball loss.
func (it Item) scales() (seasonal, square, naive float64) {
	hist := it.Series.Values
	if square = it.Scale; square == 0 {
		square = score.SquareScale(hist)
	}
	return score.SeasonalScale(hist, it.Season), square, score.SeasonalScale(hist, 1)
}

// band measures quantiles and intervals.
func (m *meter) band(it Item, f *forecasting.Forecast, scale, naive float64) {
	h := len(it.Test)
	q := make([][]float64, len(Levels))
	for k := range q {
		q[k] = make([]float64, h)
		for j := range h {
			q[k][j] = f.Quantiles[j][k]
		}
	}
	m.banded++
	m.c80 += score.Coverage(it.Test, q[1], q[9])
	m.c95 += score.Coverage(it.Test, q[0], q[11])
	m.width += score.Width(q[0], q[11]) / scale
	m.msis += score.MSIS(it.Test, q[0], q[11], 0.05, scale)
	var loss3, n3 float64
	for j := 0; j+3 <= h; j += 3 {
		sum, total := f.Sum(j, 3), it.Test[j]+it.Test[j+1]+it.Test[j+2]
		if math.IsNaN(total) {
			continue
		}
		for _, k := range pinballLevels {
			v := sum.Quantile(Levels[k])
			if f.Whole {
				v = math.Ceil(v - 1e-9)
			}
			loss3, n3 = loss3+score.Pinball(total, v, Levels[k]), n3+1
		}
	}
	if naive > 0 {
		m.pin += pinball(it.Test, q) / naive
		m.pin3 += loss3 / math.Max(n3, 1) / naive
	}
}

// pinball is the mean loss of the quantiles q, by level of Levels and step.
func pinball(test []float64, q [][]float64) (loss float64) {
	for _, k := range pinballLevels {
		loss += score.MeanPinball(test, column(q[k]), Levels[k:k+1]) / float64(len(pinballLevels))
	}
	return loss
}

func column(v []float64) [][]float64 {
	out := make([][]float64, len(v))
	for i := range v {
		out[i] = v[i : i+1]
	}
	return out
}

func (m *meter) figures(group string) Figures {
	return Figures{Group: group, Series: int(m.n), SMAPE: m.smape / m.n, MASE: m.mase / m.scaled,
		OWA:   score.OWA(m.smape/m.n, m.mase/m.scaled, m.smape2/m.n, m.mase2/m.scaled),
		RMSSE: m.rmsse / m.scaled, Pinball: m.pin / m.banded, PinballSum: m.pin3 / m.banded, Bias: m.errs / m.actual,
		VN1: (m.abs + math.Abs(m.errs)) / m.actual, Cover80: m.c80 / m.banded, Cover95: m.c95 / m.banded, Width95: m.width / m.banded,
		MSIS: m.msis / m.banded, Millis: m.millis / m.n}
}
