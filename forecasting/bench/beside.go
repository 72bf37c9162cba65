package bench

import (
	"math"

	"hesuan/forecasting"
	"hesuan/forecasting/model"
	"hesuan/forecasting/score"
)

// Simple is how well a simple method does on the very same items, with the measures of [Figures].
type Simple struct {
	Method  string  `json:"method"`
	RMSSE   float64 `json:"rmsse"`
	Pinball float64 `json:"pinball"`
	Bias    float64 `json:"bias"`
}

// rareSets are the sets of rare demand, where simple methods stand beside ours in every run.
var rareSets = map[string]bool{"carparts": true, "m5items": true, "m5days": true}

// simple are those methods, each with the negative binomial spread around its rate, which none of them has from its authors and which
// makes it stronger.
var simple = []struct {
	name string
	fit  func(model.Input) (model.Fit, bool)
}{
	{"Naive", model.Counting(model.Naive)}, {"SeasonalNaive", model.Counting(model.SeasonalNaive)}, {"SES", model.Counting(model.SES)},
	{"Croston", model.Croston}, {"SBA", model.SBA}, {"TSB", model.TSB}, {"Empirical", empirical},
}

// empirical forecasts the mean of what has come so far; its quantiles are those of it.
func empirical(in model.Input) (model.Fit, bool) {
	f, ok := model.MovingAverage(len(in.Y))(in)
	f.Count = nil
	return f, ok
}

// beside measures the simple methods on the items that count for ours.
func beside(items []Item) []Simple {
	out := make([]Simple, len(simple))
	for i, m := range simple {
		one := &meter{}
		for _, it := range items {
			f, ok := m.fit(model.Input{Y: it.Series.Values, Period: it.Season, H: len(it.Test), Counts: true})
			if !ok {
				f.Mean = make([]float64, len(it.Test))
			}
			one.simply(it, f)
		}
		out[i] = Simple{Method: m.name, RMSSE: one.rmsse / one.scaled, Pinball: one.pin / one.scaled, Bias: one.errs / one.actual}
	}
	return out
}

// simply adds a simple method's forecast of one item.
func (m *meter) simply(it Item, f model.Fit) {
	scale, square, naive := it.scales()
	for j, y := range it.Test {
		m.errs, m.actual = m.errs+f.Mean[j]-y, m.actual+y
	}
	if !(scale > 0) || !(square > 0) {
		return
	}
	m.scaled++
	m.rmsse += math.Sqrt(score.MSE(it.Test, f.Mean) / square)
	past := forecasting.NewSample(append([]float64(nil), it.Series.Values...))
	q := make([][]float64, len(Levels))
	for k, p := range Levels {
		q[k] = make([]float64, len(f.Mean))
		for j, mean := range f.Mean {
			if q[k][j] = math.Ceil(past.Quantile(p) - 1e-9); f.Count != nil {
				q[k][j] = f.Count.With(mean).Quantile(p)
			}
		}
	}
	if naive > 0 {
		m.pin += pinball(it.Test, q) / naive
	}
}
