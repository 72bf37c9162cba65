package forecasting

import "hesuan/forecasting/model"

// candidate is a model and, where it differs, how it is fitted for the final forecast: a model learned across series has seen less for the
// backtest, so that the backtest stays one.
type candidate struct {
	name      string
	fit, last func(model.Input) (model.Fit, bool)
	view      view
}

// view is what a candidate sees of the dates.
type view byte

const (
	either   view = iota // belongs to every combination
	blind                // sees steps only
	calendar             // sees the calendar
)

// candidates are the models worth trying on a history, and the places of those that make the combination: the Croston family and the count
// model for rare demand; theta, smoothing and ARIMA for steady demand, but only levels where the history is shorter than twice the horizon,
// as no trend can be trusted for so long; and what was learned across the series. The naive forecasts, which everything has to beat,
// come first.
func candidates(h history, o Options) (pool []candidate, naives int, core []int) {
	add := func(name string, fit func(model.Input) (model.Fit, bool)) {
		pool = append(pool, candidate{name: name, fit: fit})
	}
	naive := model.Naive
	if rare(h) {
		naive = rareNaive
	}
	add("Naive", naive)
	add("SeasonalNaive", model.SeasonalNaive)
	short := h.period(len(h.y)) > h.period(0)
	if short {
		add("SeasonalNaive/short", model.Short(model.SeasonalNaive))
	}
	naives = len(pool)
	if o.shared != nil && o.shared.late != nil {
		wrap := func(fit func(model.Input) (model.Fit, bool)) func(model.Input) (model.Fit, bool) { return fit }
		if rare(h) {
			wrap = model.Counting
		}
		defer func() {
			pool = append(pool, candidate{name: "Pooled", fit: wrap(o.shared.early.Fit), last: wrap(o.shared.late.Fit)})
			core = append(core, len(pool)-1)
		}()
	}
	switch {
	case rare(h):
		add("Croston", model.Croston)
		add("MovingAverage", model.Counting(model.MovingAverage(window(h))))
		add("SES", model.Counting(model.SES))
		add("SBA", model.SBA)
		add("TSB", model.TSB)
		add("Count", model.CountModel)
		add("ADIDA", model.ADIDA)
		add("IMAPA", model.IMAPA)
		return pool, naives, places(naives+1, len(pool)-2) // the last two are for the record: they repeat what the others say
	case len(h.y) < 6:
		add("SES", model.SES)
		add("Drift", model.Drift)
		return pool, naives, places(naives, naives+1)
	case len(h.y) < 2*o.Horizon:
		add("Theta", model.Theta)
		add("SES", model.SES)
		add("MovingAverage", model.MovingAverage(3))
		return pool, naives, places(naives+1, len(pool))
	}
	add("SES", model.Flat("SES", model.SES))
	add("Theta", model.Flat("Theta", model.Theta))
	add("DynamicTheta", model.Flat("DynamicTheta", model.DynamicTheta))
	add("CES", model.Flat("CES", model.CES))
	choose := func(name string, fit func(model.Input) (model.Fit, bool)) {
		c := candidate{name: name, fit: model.Flat(name, model.Remember(fit))}
		if len(h.y) <= chooseAgain {
			c.last = model.Flat(name, fit)
		}
		pool = append(pool, c)
	}
	if h.calendar == nil || len(h.y) < 365 { // else they are fitted to what the calendar leaves, and twice would be slow
		choose("ETS", model.AutoETS)
		choose("ARIMA", model.AutoARIMA)
	}
	if h.calendar != nil {
		for i := range pool {
			pool[i].view = blind
		}
		for _, m := range []model.Model{{Name: "SES", Fit: model.SES}, {Name: "Theta", Fit: model.DynamicTheta}, {Name: "ETS", Fit: model.Remember(model.AutoETS)},
			{Name: "ARIMA", Fit: model.Remember(model.AutoARIMA)}} {
			name := "Calendar/" + m.Name
			add(name, model.Profiled(name, h.span(), model.Flat(name, m.Fit)))
			pool[len(pool)-1].view = calendar
		}
	}
	if short {
		add("ETS/short", model.Short(model.Recent(500, model.Remember(model.AutoETS))))
	}
	return pool, naives, places(naives+1, len(pool))
}

// rareNaive is the naive forecast of rare counts: the last rate with the spread of counts. As a walk, cut off at zero, it would climb.
func rareNaive(in model.Input) (model.Fit, bool) {
	f, ok := model.Counting(model.Naive)(in)
	clear(f.Psi)
	return f, ok
}

// chooseAgain is the longest history for which the forms chosen at the first origin are chosen anew for the forecast: in a short one the last steps
// tell much.
const chooseAgain = 150

// rare reports whether demand comes so seldom that models of rates suit it.
func rare(h history) bool {
	class := Classify(dense(h))
	return h.positive && (class == Intermittent || class == Lumpy || class == Dead)
}

func places(from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// window of the moving average: whole seasons, about a month of days.
func window(h history) int {
	if len(h.seasons) == 0 || h.seasons[0] < 2 {
		return 3
	}
	if m := h.seasons[0]; m < 10 {
		return 4 * m
	}
	return h.seasons[0]
}
