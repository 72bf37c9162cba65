package forecasting

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestGreatSeasonsAreKnown(t *testing.T) {
	for day, want := range map[string]int{"2023-11-20": shopping, "2023-12-23": shopping, "2023-12-24": yearEnd, "2024-01-01": yearEnd,
		"2024-01-02": -1, "2023-11-11": singles, "2024-06-18": midyear, "2024-02-09": beforeSpring, "2024-02-10": afterSpring,
		"2023-11-19": -1, "2024-08-01": -1} {
		at, _ := time.Parse(time.DateOnly, day)
		if got := greatOf(at); got != want {
			t.Errorf("%s is %d, want %d", day, got, want)
		}
	}
}

// Fifteen weeks of many series that all sell half as much again before Christmas: what comes after is foretold from the ordinary weeks.
func TestAfterTheGreatSeasonDemandIsOrdinary(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	start := time.Date(2023, 9, 4, 0, 0, 0, 0, time.UTC)
	var all []Series
	var usual float64
	for range 150 {
		base := 5 + 20*rng.Float64()
		usual += base
		s := Series{Freq: Weekly, Start: start, Values: make([]float64, 15)} // to the week of 11 December
		for w := range s.Values {
			mu := base
			if seasonOf(start, Weekly, w) == shopping {
				mu *= 1.5
			}
			s.Values[w] = math.Max(0, math.Round(mu+math.Sqrt(mu)*rng.NormFloat64()))
		}
		all = append(all, s)
	}
	var next, january float64
	err := RunAll(context.Background(), all, Options{Horizon: 6, Paths: 50}, 2, func(_ int, f Forecast, err error) {
		if err != nil {
			t.Fatal(err)
		}
		next, january = next+f.Mean[0], january+f.Mean[4]
		p := f.Explain()
		sum := p.Level[0] + p.Trend[0] + p.Season[0] + p.Holiday[0] + p.Recent[0]
		if math.Abs(sum-f.Mean[0]) > 1e-9*(1+f.Mean[0]) {
			t.Fatalf("the parts sum to %v, not to %v", sum, f.Mean[0])
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if next < 1.3*usual || math.Abs(january/usual-1) > 0.08 {
		t.Errorf("of %.0f usual pieces: before Christmas %.0f, in January %.0f", usual, next, january)
	}
}
