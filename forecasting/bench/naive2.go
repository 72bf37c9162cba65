package bench

import (
	"hesuan/forecasting/model"
)

// Naive2 is the benchmark of the M competitions: the last value after a season that shows is taken out by multiplicative decomposition,
// with the season put back.
func Naive2(y []float64, m, h int) []float64 {
	out := make([]float64, h)
	last := y[len(y)-1]
	if m < 2 || !model.Seasonal(y, m) {
		for j := range out {
			out[j] = last
		}
		return out
	}
	s := model.Indices(y, m, true)
	for j := range out {
		out[j] = last / s[(len(y)-1)%m] * s[(len(y)+j)%m]
	}
	return out
}
