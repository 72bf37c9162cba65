package forecasting

import (
	"math"
	"math/rand/v2"
	"testing"
)

// SAL-04
func TestShortHistories(t *testing.T) {
	var rise, peak, rest float64
	const draws = 20
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 9))
		years, months := make([]float64, 9), make([]float64, 26)
		for i := range years {
			years[i] = 100 + 10*float64(i) + 3*rng.NormFloat64()
		}
		for i := range months {
			months[i] = 100 + 8*rng.NormFloat64()
			if i%12 == 10 { // November
				months[i] += 80
			}
		}
		f, err := Run(Series{Values: years, Freq: Yearly}, Options{Horizon: 6})
		if err != nil {
			t.Fatal(err)
		}
		rise += (f.Mean[5] - years[8]) / draws
		if f, err = Run(Series{Values: months, Freq: Monthly}, Options{Horizon: 12}); err != nil {
			t.Fatal(err)
		}
		for j, v := range f.Mean {
			if (26+j)%12 == 10 {
				peak += v / draws
			} else {
				rest += v / 11 / draws
			}
		}
	}
	if rise < 30 {
		t.Errorf("after nine years that rose by 10 each, the next six bring %.0f", rise)
	}
	if math.Abs(peak-180) > 45 || math.Abs(rest-100) > 10 {
		t.Errorf("after two Novembers of 180 among months of 100 the next one is said to be %.0f among %.0f", peak, rest)
	}
}
