package model

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestBoostFindsAStepAndAProduct(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var x, y, w []float64
	truth := func(a, b float64) float64 {
		f := 1.0
		if a > 0.5 {
			f *= 2
		}
		if b > 0.7 {
			f *= 0.5
		}
		return f
	}
	for range 4000 {
		a, b := rng.Float64(), rng.Float64()
		x, y, w = append(x, a, b, rng.Float64()), append(y, truth(a, b)*rng.ExpFloat64()), append(w, 1)
	}
	m := LearnBoost(x, 3, y, w)
	for _, at := range [][2]float64{{0.2, 0.2}, {0.8, 0.2}, {0.2, 0.9}, {0.8, 0.9}} {
		if got, want := m.Factor([]float64{at[0], at[1], 0.5}), truth(at[0], at[1]); math.Abs(math.Log(got/want)) > 0.15 {
			t.Errorf("at %v the factor is %.3f, want about %.3f", at, got, want)
		}
	}
	if !reflect.DeepEqual(m, LearnBoost(x, 3, y, w)) {
		t.Error("the same rows gave other trees")
	}
}

// Short series that all sell double on two days of the week, and fade: the panel sees it, one series of three weeks does not.
func TestPanelLearnsWhatSeriesShare(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	rate := func(base float64, day int) float64 {
		if day%7 >= 5 {
			base *= 2
		}
		return base * math.Pow(0.97, float64(day))
	}
	var all []Input
	for range 300 {
		base, y := 0.5+2*rng.Float64(), make([]float64, 21)
		for d := range y {
			y[d] = poissonDraw(rate(base, d), rng)
		}
		all = append(all, Input{Y: y, Period: 7, H: 7})
	}
	p := LearnPanel(all, 7, 7)
	if p == nil {
		t.Fatal("nothing was learned")
	}
	var strong, weak, want, got float64
	for _, in := range all {
		f, ok := p.Fit(in)
		if !ok {
			t.Fatal("a history was refused")
		}
		strong, weak = strong+f.Mean[5]+f.Mean[6], weak+f.Mean[0]+f.Mean[1]
		for d := range 7 {
			got, want = got+f.Mean[d], want+rate(1.5, 21+d)
		}
	}
	if strong < 1.4*weak {
		t.Errorf("the strong days have %.0f, the weak ones %.0f", strong, weak)
	}
	if math.Abs(got/want-1) > 0.2 {
		t.Errorf("the week is foretold as %.0f, expected %.0f: the fading is not seen", got, want)
	}
}

func poissonDraw(rate float64, rng *rand.Rand) float64 {
	n, p := 0.0, rng.Float64()
	for limit := math.Exp(-rate); p > limit; n++ {
		p *= rng.Float64()
	}
	return n
}
