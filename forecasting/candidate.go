package forecasting

import "hesuan/forecasting/model"

// candidate is a model and, where it differs, how it is fitted for the final forecast: a model learned across series has seen less for the
// backtest, so that the backtest stays one.
type candidate struct {
	name      string
	fit, last func(model.Input) (model.Fit, bool)
}

// candidates are the models worth trying on a history of a class, and the places of those that make the combination: the Croston family
// and the count model for rare demand; theta, smoothing and ARIMA for steady demand, and what was learned across the series. The two naive
// forecasts, which everything has to beat, come first.
func candidates(h history, class Class, o Options) (pool []candidate, naives int, core []int) {
	add := func(name string, fit func(model.Input) (model.Fit, bool)) {
		pool = append(pool, candidate{name: name, fit: fit})
	}
	add("Naive", model.Naive)
	add("SeasonalNaive", model.SeasonalNaive)
	short := h.period(len(h.y)) > h.period(0)
	if short {
		add("SeasonalNaive/short", model.Short(model.SeasonalNaive))
	}
	naives = len(pool)
	rare := class == Intermittent || class == Lumpy || class == Dead
	switch {
	case rare && h.positive:
		add("Croston", model.Croston)
		add("MovingAverage", model.MovingAverage(window(h)))
		add("SES", model.SES)
		add("SBA", model.SBA)
		add("TSB", model.TSB)
		add("Count", model.CountModel)
		return pool, naives, places(naives+1, len(pool))
	case len(h.y) < 6:
		add("SES", model.SES)
		add("Drift", model.Drift)
		return pool, naives, places(naives, naives+1)
	}
	add("SES", model.SES)
	add("Theta", model.Theta)
	add("DynamicTheta", model.DynamicTheta)
	add("CES", model.CES)
	add("ETS", model.Flat("ETS", model.AutoETS))
	add("ARIMA", model.Flat("ARIMA", model.AutoARIMA))
	if p := o.shared; p != nil {
		pool = append(pool, candidate{name: "Pooled", fit: p.early.Fit, last: p.late.Fit})
	}
	if short {
		add("ETS/short", model.Short(model.AutoETS))
	}
	return pool, naives, places(naives+1, len(pool))
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
