package forecasting

import (
	"math"
	"testing"
)

// origined are n series that were forecast as 10 at each origin, of which shares came.
func origined(n int, shares ...float64) [][]sums {
	out := make([][]sums, n)
	for i := range out {
		for _, s := range shares {
			out[i] = append(out[i], sums{10, 10 * s})
		}
	}
	return out
}

func TestRateIsWhatAllOriginsAgreeOn(t *testing.T) {
	for _, c := range []struct {
		name      string
		all       [][]sums
		low, high float64
	}{
		{"all a tenth too high", origined(manySeries, 0.9, 0.9, 0.9), 0.899, 0.901},
		{"now high, now low", origined(manySeries, 0.8, 1.25), 0.999, 1.001},
		{"all too low", origined(manySeries, 1.1, 1.1), 1, 1},
		{"mostly high: a part of it", origined(manySeries, 0.8, 0.9, 1), 0.9, 0.96},
		{"too few series", origined(manySeries-1, 0.9, 0.9), 1, 1},
		{"one origin", origined(manySeries, 0.9), 1, 1},
		{"nothing came", origined(manySeries, 0.9, 0), 1, 1},
		{"absurd", origined(manySeries, 0.1, 0.1), 0.7, 0.75},
		{"nothing rare", make([][]sums, 500), 1, 1},
	} {
		if got := rate(c.all); got < c.low || got > c.high {
			t.Errorf("%s: %v, want %v to %v", c.name, got, c.low, c.high)
		}
	}
}

func TestRateMovesRareDemandOnly(t *testing.T) {
	seldom, often := Series{}, Series{}
	for i := range 60 {
		seldom.Values = append(seldom.Values, float64(i%4/3*2))
		often.Values = append(often.Values, float64(20+i%3))
	}
	for _, c := range []struct {
		s    Series
		want float64
	}{{seldom, 0.5}, {often, 1}} {
		plain, _ := Run(c.s, Options{Horizon: 3})
		rated, _ := Run(c.s, Options{Horizon: 3, Calibration: Calibration{Rate: 0.5}})
		if got := rated.Mean[0] / plain.Mean[0]; math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v: %v times the mean, want %v", c.s.Values[:8], got, c.want)
		}
	}
}
