package forecasting

import (
	"math/rand/v2"
	"testing"
)

// After a bulk order of ten days nothing is asked for two weeks: rates do not know that, analogues do.
func TestWhatCameAfterWeeksLikeTheLastOneIsSeen(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var y []float64
	for len(y) < 500 {
		for range 10 {
			y = append(y, 4+float64(rng.IntN(5)))
		}
		for range 14 + rng.IntN(3) {
			y = append(y, 0)
		}
	}
	end := 400
	for y[end] > 0 || y[end-1] == 0 { // the first day of a silence
		end++
	}
	silent, _ := Run(Series{Values: y[:end], Freq: Daily}, Options{Horizon: 14})
	loud, _ := Run(Series{Values: y[:end-9], Freq: Daily}, Options{Horizon: 14})
	if low, high := silent.Sum(0, 9).Quantile(0.2), loud.Sum(0, 9).Quantile(0.8); low > 10 || high < 40 {
		t.Errorf("after a bulk order P20 of nine days is %g, at its beginning P80 %g", low, high)
	}
}

// A product that has gone quiet is not stocked again for what it sold once.
func TestAProductGoneQuietStaysQuiet(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	y := make([]float64, 400)
	for i := range 300 {
		y[i] = float64(rng.IntN(7))
	}
	f, _ := Run(Series{Values: y, Freq: Daily}, Options{Horizon: 28})
	if q := f.Sum(0, 8).Quantile(0.95); q > 3 {
		t.Errorf("after a hundred days without a sale P95 of eight days is %g", q)
	}
}
