package forecasting

import (
	"math"

	"hesuan/forecasting/model"
)

// origins are the ends of the histories from which the last part is forecast again, latest first. The steps held out are the horizon,
// but at most a quarter of the history, so that enough is left to learn from.
func origins(h history, o Options) (ends []int, horizon int) {
	n := len(h.y)
	horizon = max(1, min(o.Horizon, n/4))
	least := 3
	if len(h.seasons) > 0 && n >= 3*h.seasons[0]+horizon {
		least = 2 * h.seasons[0]
	}
	for k := 1; k <= o.Origins; k++ {
		end := n - k*horizon
		if end < least {
			break
		}
		ends = append(ends, end)
	}
	return ends, horizon
}

// backtest replays every candidate on every origin. The result is in the order of the pool; a model that did not apply at some origin
// has fewer Origins than the others and cannot be taken.
func backtest(h history, pool []model.Model, o Options) []Trial {
	trials := make([]Trial, len(pool))
	for i, m := range pool {
		trials[i].Method = m.Name
	}
	ends, horizon := origins(h, o)
	for _, end := range ends {
		s, in := scalesOf(h, end), h.input(end, horizon)
		for i, m := range pool {
			if f, ok := m.Fit(in); ok && f.Finite() {
				trials[i].add(f, h, end, s)
			}
		}
	}
	for i := range trials {
		trials[i].finish()
	}
	return trials
}

// choose takes the single best candidate, or the mean of it and those within a tenth of its score, weighted by the inverse squares of
// their scores: combinations are more robust than winners. A candidate no better than both naive forecasts is never in it; when none is,
// the better naive forecast stands. Without a backtest (too short) the simplest sound methods are averaged.
func choose(h history, pool []model.Model, trials []Trial, o Options) (model.Fit, []Trial) {
	in := h.input(len(h.y), o.Horizon)
	bar, full := math.Inf(1), 0
	for _, t := range trials {
		full = max(full, t.Origins)
	}
	for i := range 2 {
		if trials[i].Origins == full && full > 0 {
			bar = math.Min(bar, trials[i].score())
		}
	}
	best := bar
	for _, t := range trials[2:] {
		if t.Origins == full && full > 0 {
			best = math.Min(best, t.score())
		}
	}
	var fits []model.Fit
	var weights []float64
	for i, m := range pool {
		t := &trials[i]
		taken := full > 0 && t.Origins == full && t.score() <= best*1.1 && (i < 2 && t.score() == best || i >= 2 && t.score() < bar)
		if !taken && !(full == 0 && (m.Name == "SES" || m.Name == "Naive")) {
			continue
		}
		f, ok := m.Fit(in)
		if ok && f.Finite() {
			t.Taken = true
			fits, weights = append(fits, f), append(weights, 1/math.Pow(t.score()+1e-6, 2))
		}
	}
	if len(fits) == 0 {
		f, _ := model.Naive(in)
		fits, weights = []model.Fit{f}, []float64{1}
		trials[0].Taken = true
	}
	rank(trials)
	return model.Combine(fits, weights), trials
}
