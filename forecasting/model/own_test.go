package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// echoes are series of which each step remembers share w of the one before last.
func echoes(n, length int, w float64) []Input {
	out := make([]Input, n)
	for i := range out {
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		y := make([]float64, length)
		for t := range y {
			y[t] = rng.NormFloat64()
			if t > 1 {
				y[t] += w * y[t-2]
			}
		}
		out[i] = Input{Y: y, H: 2}
	}
	return out
}

func TestOwnAutoregressionGoesAsFarAsItsRowsCarryIt(t *testing.T) {
	pooled := LearnAutoregression(echoes(40, 100, 0.8), []int{1, 2}, 2, 1e-3)
	other := echoes(41, 400, -0.6)[40]
	truth := LearnAutoregression([]Input{other}, []int{1, 2}, 2, 1e-3)
	moved := func(prior float64) (*Autoregression, bool) {
		o := Own{Prior: prior}
		o.grow(pooled, other)
		return o.drawn(pooled)
	}
	own, ok := moved(10)
	if !ok || math.Abs(own.Coef[1]-truth.Coef[1]) > 0.1*math.Abs(pooled.Coef[1]-truth.Coef[1]) {
		t.Errorf("own %v, pooled %v, of the series alone %v", own.Coef, pooled.Coef, truth.Coef)
	}
	if stay, _ := moved(1e9); math.Abs(stay.Coef[1]-pooled.Coef[1]) > 1e-3 {
		t.Errorf("a certain prior gave way: %v, %v", stay.Coef, pooled.Coef)
	}
}

func TestOwnAutoregressionGrowsWithItsOrigins(t *testing.T) {
	pooled := LearnAutoregression(echoes(40, 100, 0.8), []int{1, 2}, 2, 1e-3)
	whole := echoes(41, 400, -0.6)[40]
	grown := &Own{Prior: 10}
	for _, c := range []struct {
		end       int
		tolerance float64 // rows stay relative to the size of the first history
	}{{300, 1e-12}, {350, 0.01}, {400, 0.01}, {320, 1e-12}} { // the last is shorter: begun anew
		in, end := whole, c.end
		in.Y = whole.Y[:end]
		got, _ := grown.Of(pooled)(in)
		want, _ := pooled.Own(10)(in)
		for j := range want.Mean {
			if math.Abs(got.Mean[j]-want.Mean[j]) > c.tolerance {
				t.Errorf("%d steps: %v, at once %v", end, got.Mean, want.Mean)
			}
		}
	}
}

func TestLogarithmsMakeGrowthStraight(t *testing.T) {
	in := Input{Y: make([]float64, 30), H: 4}
	for i := range in.Y {
		in.Y[i] = 5 * math.Pow(1.1, float64(i))
	}
	f, ok := Logged("Logged", Drift)(in)
	for j, v := range f.Mean {
		if want := 5 * math.Pow(1.1, float64(30+j)); !ok || math.Abs(v/want-1) > 1e-9 {
			t.Errorf("step %d: %v, want %v", j, v, want)
		}
		if math.Abs(f.Factor[j]-f.Mean[j]/f.Mean[0]) > 1e-9 {
			t.Errorf("errors must grow with the level: %v", f.Factor)
		}
	}
	in.Y[3] = 0
	if _, ok := Logged("Logged", Drift)(in); ok {
		t.Error("zero has no logarithm")
	}
}
