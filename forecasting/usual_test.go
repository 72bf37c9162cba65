package forecasting

import (
	"math"
	"testing"
)

func TestStackedWeights(t *testing.T) {
	// Errors of variance 1 and 2, independent: the best weights are 2/3 and 1/3; a third model that only adds noise gets nothing.
	gram := []float64{1, 0, 1, 0, 2, 0, 1, 0, 9}
	w := leastSquares(gram, []float64{1. / 3, 1. / 3, 1. / 3}, 1e-6)
	if math.Abs(w[0]-2./3) > 1e-3 || math.Abs(w[1]-1./3) > 1e-3 || w[2] > 1e-3 {
		t.Errorf("weights %v", w)
	}
	if far := leastSquares(gram, []float64{0.2, 0.3, 0.5}, 1e9); math.Abs(far[2]-0.5) > 1e-6 {
		t.Errorf("a strong prior must stand: %v", far)
	}
}
