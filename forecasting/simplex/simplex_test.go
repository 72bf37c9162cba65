package simplex

import (
	"math"
	"testing"
)

func TestMinimizeFindsTheValley(t *testing.T) {
	rosenbrock := func(x []float64) float64 {
		return math.Pow(1-x[0], 2) + 100*math.Pow(x[1]-x[0]*x[0], 2)
	}
	x, v := Minimize(rosenbrock, []float64{-1.2, 1}, []float64{0.5, 0.5}, 2000, 1e-14)
	if math.Abs(x[0]-1) > 1e-3 || v > 1e-6 {
		t.Fatalf("%v at %v, want 0 at 1, 1", v, x)
	}
}

func TestMinimizeStaysInsideTheDomain(t *testing.T) {
	x, _ := Minimize(func(x []float64) float64 {
		if x[0] < 2 {
			return math.Inf(1)
		}
		return x[0]
	}, []float64{3}, []float64{1}, 200, 1e-10)
	if x[0] < 2 || x[0] > 2.001 {
		t.Fatalf("%v, want the edge at 2", x)
	}
}
