package forecasting

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestCoresDoNotChangeTheAnswer(t *testing.T) { // issue: same seed, same answer, whatever the number of cores
	var all []Series
	for seed := range uint64(24) {
		all = append(all, weekly(120, seed))
	}
	all = append(all, Series{Freq: Daily})
	run := func(cores int) (out []Forecast, failed int) {
		err := RunAll(context.Background(), all, Options{Horizon: 14, Paths: 50}, cores, func(i int, f Forecast, err error) {
			if err != nil {
				failed++
			}
			f.from = nil
			out = append(out, f)
		})
		if err != nil {
			t.Fatal(err)
		}
		return out, failed
	}
	one, failed := run(1)
	many, _ := run(5)
	if !reflect.DeepEqual(one, many) || failed != 1 || len(one) != len(all) {
		t.Fatalf("one core and five differ, or %d of 1 empty series failed", failed)
	}
}

func TestRunAllStopsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	n := 0
	all := make([]Series, 500)
	for i := range all {
		all[i] = weekly(30, uint64(i))
	}
	err := RunAll(ctx, all, Options{Horizon: 7, Paths: 10, Origins: 1}, 2, func(int, Forecast, error) {
		if n++; n == 3 {
			stop()
		}
	})
	if err == nil || n > 200 {
		t.Fatalf("%d done after the end, error %v", n, err)
	}
	stop()
}

// Many random walks: the calendar must not be read into them.
func TestRandomWalkStaysAWalk(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	var ours, naive float64
	for range 6 {
		s := weekly(900, 1)
		v := 1000.0
		for i := range s.Values {
			v += 5 * rng.NormFloat64()
			s.Values[i] = v
		}
		cut := s
		cut.Values = s.Values[:870]
		f, err := Run(cut, Options{Horizon: 30, Paths: 20})
		if err != nil {
			t.Fatal(err)
		}
		for j, y := range s.Values[870:] {
			ours, naive = ours+abs(f.Mean[j]-y), naive+abs(s.Values[869]-y)
		}
	}
	if ours > 1.25*naive {
		t.Fatalf("error %.0f, of the naive forecast %.0f", ours, naive)
	}
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}
