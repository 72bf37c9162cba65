package score

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestPointMeasures(t *testing.T) {
	y, f, hist := []float64{10, math.NaN(), 20}, []float64{12, 99, 16}, []float64{0, 0, 2, 4, 8, 6}
	near(t, "MAE", MAE(y, f), 3)
	near(t, "MSE", MSE(y, f), 10)
	near(t, "Bias", Bias(y, f), -2.0/30)
	near(t, "SMAPE", SMAPE(y, f), 100*(2.0/22+4.0/36))
	near(t, "SMAPE of zeros", SMAPE([]float64{0}, []float64{0}), 0)
	near(t, "SeasonalScale", SeasonalScale(hist, 1), (0+2+2+4+2)/5.0)
	near(t, "SeasonalScale 2", SeasonalScale(hist, 2), (2+4+6+2)/4.0)
	near(t, "SquareScale", SquareScale(hist), (4+16+4)/3.0)
	near(t, "RMSSE", RMSSE(y, f, hist), math.Sqrt(10.0/8))
	near(t, "MASE", MASE(y, f, hist, 1), 1.5)
	near(t, "OWA", OWA(5, 1, 10, 4), 0.375)
}

func TestIntervalMeasures(t *testing.T) {
	y, l, u := []float64{1, 5, 9}, []float64{0, 6, 0}, []float64{2, 8, 8}
	near(t, "Pinball", Pinball(10, 8, 0.9), 1.8)
	near(t, "Pinball above", Pinball(8, 10, 0.9), 0.2)
	near(t, "MeanPinball", MeanPinball(y[:1], [][]float64{{0, 2}}, []float64{0.1, 0.9}), 0.1)
	near(t, "Coverage", Coverage(y, l, u), 1.0/3)
	near(t, "Width", Width(l, u), 4)
	near(t, "MSIS", MSIS(y, l, u, 0.05, 2), (12+40+40)/3.0/2)
}
