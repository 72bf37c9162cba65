package change

import (
	"math"
	"math/rand/v2"
	"testing"
)

func noisy(n int, f func(t int) float64) []float64 {
	rng := rand.New(rand.NewPCG(3, 3))
	y := make([]float64, n)
	for t := range y {
		y[t] = f(t) + rng.NormFloat64()
	}
	return y
}

func TestQuietHistoriesHoldNothing(t *testing.T) {
	for _, y := range [][]float64{noisy(200, func(int) float64 { return 50 }), make([]float64, 100), {1, 2, 3}, nil,
		noisy(140, func(t int) float64 { return 50 + 20*math.Sin(2*math.Pi*float64(t)/7) })} {
		if got := Find(y, 7); len(got) > 0 {
			t.Errorf("%d values: %+v", len(y), got)
		}
	}
}

func TestOutlier(t *testing.T) {
	y := noisy(120, func(int) float64 { return 50 })
	y[60], y[90] = 80, math.NaN()
	got := Find(y, 7)
	if len(got) != 1 || got[0].Kind != Outlier || got[0].At != 60 || math.Abs(got[0].Size-30) > 4 || got[0].Confidence < 0.99 {
		t.Fatalf("%+v", got)
	}
}

func TestLevelShift(t *testing.T) {
	got := Find(noisy(160, func(t int) float64 { return 50 + 8*math.Floor(float64(t)/100) }), 7)
	if len(got) != 1 || got[0].Kind != Shift || got[0].At < 97 || got[0].At > 103 || math.Abs(got[0].Size-8) > 1.5 {
		t.Fatalf("%+v", got)
	}
}

func TestTrendTurn(t *testing.T) {
	y := noisy(120, func(t int) float64 { return 60 - 0.6*math.Abs(float64(t-60)) })
	for _, e := range Find(y, 1) {
		if e.Kind == Turn && e.At > 50 && e.At < 70 && e.Size < -0.8 {
			return
		}
	}
	t.Fatalf("no turn at 60 in %+v", Find(y, 1))
}
