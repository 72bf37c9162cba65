package forecasting

import "hesuan/forecasting/model"

var (
	naive         = model.Model{Name: "Naive", Fit: model.Naive}
	seasonalNaive = model.Model{Name: "SeasonalNaive", Fit: model.SeasonalNaive}
)

// candidates are the models worth trying on a history of a class: the Croston family and the count model for rare demand, smoothing
// with trend and season for steady demand, and the two naive forecasts, which everything has to beat, always.
func candidates(h history, class Class) []model.Model {
	pool := []model.Model{naive, seasonalNaive}
	window := model.Model{Name: "MovingAverage", Fit: model.MovingAverage(window(h))}
	ses := model.Model{Name: "SES", Fit: model.SES}
	rare := class == Intermittent || class == Lumpy || class == Dead
	if rare && h.positive {
		return append(pool, window, ses, model.Model{Name: "Croston", Fit: model.Croston}, model.Model{Name: "SBA", Fit: model.SBA},
			model.Model{Name: "TSB", Fit: model.TSB}, model.Model{Name: "Count", Fit: model.CountModel})
	}
	pool = append(pool, window, ses, model.Model{Name: "Damped", Fit: model.Damped}, model.Model{Name: "Theta", Fit: model.Theta},
		model.Model{Name: "ETS", Fit: model.AutoETS})
	if h.whole && h.positive {
		pool = append(pool, model.Model{Name: "Count", Fit: model.CountModel})
	}
	return pool
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
