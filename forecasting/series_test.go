package forecasting

import (
	"math"
	"testing"
)

var nan = math.NaN()

func TestPrepareFillsGapsByProfileAndLine(t *testing.T) {
	h, err := prepare(Series{Values: []float64{nan, 10, 20, 12, 22, nan, 24, 16, 26}}, []int{2})
	if err != nil {
		t.Fatal(err)
	}
	if h.offset != 1 || len(h.y) != 8 || h.seen[4] || math.Abs(h.y[4]-14) > 1.5 {
		t.Fatalf("offset %d, seen %v, filled %v: want the low phase's line, about 14", h.offset, h.seen, h.y)
	}
}

func TestCensoredDaysAreUnknownNotZero(t *testing.T) { // SAL-04: days out of stock are no zero demand
	y := make([]float64, 60)
	out := make([]bool, 60)
	for i := range y {
		y[i] = 10
		if i%3 == 0 {
			y[i], out[i] = 0, true
		}
	}
	y[30], out[30] = 25, true // sold out after 25: at least 25 were wanted
	f, err := Run(Series{Values: y, Censored: out, Freq: Daily}, Options{Horizon: 14})
	if err != nil {
		t.Fatal(err)
	}
	if f.Mean[0] < 9.5 || f.Mean[0] > 12 {
		t.Fatalf("mean %v, want about 10: stock-outs are not zero demand (%s)", f.Mean[0], f.Method)
	}
	h, _ := prepare(Series{Values: y, Censored: out}, nil)
	if at := 30 - h.offset; h.y[at] != 25 || !h.seen[at] {
		t.Fatalf("a censored day above expectation is a lower bound that counts, got %v", h.y[at])
	}
}

func TestNoHistory(t *testing.T) {
	for _, y := range [][]float64{nil, {nan, nan}, {math.Inf(1)}} {
		if _, err := Run(Series{Values: y}, Options{Horizon: 3}); err != ErrNoHistory {
			t.Fatalf("%v: error %v, want ErrNoHistory", y, err)
		}
	}
	if _, err := Run(Series{Values: []float64{0, 0}, Censored: []bool{true, true}}, Options{Horizon: 3}); err != ErrNoHistory {
		t.Fatalf("a series always out of stock has no history, got %v", err)
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		y    []float64
		want Class
	}{
		{[]float64{5, 6, 5, 6}, Smooth}, {[]float64{1, 20, 2, 1}, Erratic}, {[]float64{0, 3, 0, 3, 0, 3}, Intermittent},
		{[]float64{0, 0, 1, 0, 30, 0, 1}, Lumpy}, {[]float64{0, 0}, Dead},
	} {
		if got := Classify(c.y); got != c.want {
			t.Errorf("%v is %s, want %s", c.y, got, c.want)
		}
	}
}
