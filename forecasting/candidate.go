package forecasting

import "hesuan/forecasting/model"

// candidates are the models worth trying on a history of a class, and the places of those that make the combination: the Croston family
// and the count model for rare demand; theta, smoothing and ARIMA for steady demand. The two naive forecasts, which everything has to
// beat, come first.
func candidates(h history, class Class) (pool []model.Model, core []int) {
	pool = []model.Model{{Name: "Naive", Fit: model.Naive}, {Name: "SeasonalNaive", Fit: model.SeasonalNaive}}
	rare := class == Intermittent || class == Lumpy || class == Dead
	if rare && h.positive {
		pool = append(pool, model.Model{Name: "Croston", Fit: model.Croston}, model.Model{Name: "MovingAverage", Fit: model.MovingAverage(window(h))},
			model.Model{Name: "SES", Fit: model.SES}, model.Model{Name: "SBA", Fit: model.SBA}, model.Model{Name: "TSB", Fit: model.TSB},
			model.Model{Name: "Count", Fit: model.CountModel})
		return pool, places(3, len(pool))
	}
	if len(h.y) < 6 {
		pool = append(pool, model.Model{Name: "SES", Fit: model.SES}, model.Model{Name: "Drift", Fit: model.Drift})
		return pool, places(2, 3)
	}
	pool = append(pool, model.Model{Name: "SES", Fit: model.SES}, model.Model{Name: "ETS", Fit: model.AutoETS}, model.Model{Name: "Theta", Fit: model.Theta},
		model.Model{Name: "DynamicTheta", Fit: model.DynamicTheta}, model.Model{Name: "CES", Fit: model.CES},
		model.Model{Name: "ARIMA", Fit: model.AutoARIMA})
	return pool, places(3, len(pool))
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
