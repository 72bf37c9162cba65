package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

var all = []Model{{"Naive", Naive}, {"SeasonalNaive", SeasonalNaive}, {"Drift", Drift}, {"MovingAverage", MovingAverage(5)}, {"SES", SES},
	{"Holt", Holt}, {"Damped", Damped}, {"HoltWinters", HoltWinters}, {"ETS", AutoETS}, {"Theta", Theta}, {"DynamicTheta", DynamicTheta},
	{"CES", CES}, {"ARIMA", AutoARIMA}, {"Croston", Croston}, {"SBA", SBA}, {"TSB", TSB}, {"Count", CountModel},
	{"ADIDA", ADIDA}, {"IMAPA", IMAPA}, {"Logged", Logged("Logged", Theta)},
	{"Own", LearnAutoregression(echoes(40, 50, 0.5), []int{1, 2, 3}, 3, 1e-3).Own(10)}}

// walk is a random walk with a season, around level.
func walk(n, m int, level, noise float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	y := make([]float64, n)
	for t := range y {
		level += noise * 0.1 * rng.NormFloat64()
		y[t] = level + noise*rng.NormFloat64() + 0.2*level*math.Sin(2*math.Pi*float64(t)/float64(m))
	}
	return y
}

func TestModelsAnswerWithNumbersOrNotAtAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		in := Input{Y: walk(n, 4, rapid.SampledFrom([]float64{0, 1, 100, -5, 1e90}).Draw(t, "level"),
			rapid.SampledFrom([]float64{0, 0.1, 50, 1e90}).Draw(t, "noise"), uint64(n)),
			Period: rapid.IntRange(0, 12).Draw(t, "m"), H: rapid.IntRange(1, 15).Draw(t, "h")}
		if rapid.Bool().Draw(t, "gappy") {
			in.Seen = make([]bool, n)
			for i := range in.Seen {
				in.Seen[i] = i%3 != 1
			}
		}
		if rapid.Bool().Draw(t, "counts") {
			for i, v := range in.Y {
				in.Y[i] = math.Floor(math.Abs(math.Mod(v, 3)))
			}
		}
		for _, m := range all {
			f, ok := m.Fit(in)
			if ok && (!f.Finite() || len(f.Mean) != in.H || len(f.Psi) != in.H || f.Psi[0] != 1 || f.Name == "") {
				t.Fatalf("%s: %+v", m.Name, f)
			}
		}
	})
}

func TestModelsAreShiftEquivariant(t *testing.T) {
	a := Input{Y: walk(60, 1, 0, 1, 3), Period: 1, H: 6}
	b := a
	b.Y = make([]float64, len(a.Y))
	for i, v := range a.Y {
		b.Y[i] = v + 8
	}
	for _, m := range []Model{{"Naive", Naive}, {"Drift", Drift}, {"MovingAverage", MovingAverage(5)},
		{"ARIMA", ARIMA(Order{P: 1, D: 1, Q: 1})}} {
		f, _ := m.Fit(a)
		g, _ := m.Fit(b)
		for j := range f.Mean {
			if math.Abs(f.Mean[j]+8-g.Mean[j]) > 1e-6 {
				t.Errorf("%s: %v + 8 became %v", m.Name, f.Mean[j], g.Mean[j])
			}
		}
	}
}

func TestARIMAFindsItsOwnCoefficients(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	y := make([]float64, 800)
	var e0 float64
	for t := 1; t < len(y); t++ {
		e := rng.NormFloat64()
		y[t] = 0.7*y[t-1] + e + 0.4*e0
		e0 = e
	}
	a, _ := newArima(Input{Y: y, H: 3}, Order{P: 1, Q: 1})
	a.optimise(nil)
	if math.Abs(a.ar[0].w-0.7) > 0.08 || math.Abs(a.ma[0].w-0.4) > 0.1 {
		t.Fatalf("AR %v, MA %v; drawn with 0.7 and 0.4", a.ar, a.ma)
	}
	f, _ := a.fit(Input{Y: y, H: 3}, a.loss(a.x))
	if math.Abs(f.Psi[1]-1.1) > 0.1 || math.Abs(f.Sigma(2)-1) > 0.1 {
		t.Fatalf("psi %v sigma %v, want 1, 1.1, 0.77 and 1", f.Psi, f.Sigma(2))
	}
}

func TestSeasonIsProjectedInPhase(t *testing.T) {
	y := make([]float64, 50) // not a whole number of seasons
	for i := range y {
		y[i] = 100 + float64(i) + []float64{-20, 0, 5, 15}[i%4]
	}
	for _, m := range []Model{{"ETS", AutoETS}, {"Theta", Theta}, {"DynamicTheta", DynamicTheta}, {"CES", CES}, {"ARIMA", AutoARIMA},
		{"HoltWinters", HoltWinters}} {
		f, ok := m.Fit(Input{Y: y, Period: 4, H: 4})
		for j := range f.Mean {
			want := 150 + float64(j) + []float64{-20, 0, 5, 15}[(50+j)%4]
			if !ok || math.Abs(f.Mean[j]-want) > 6 {
				t.Errorf("%s step %d: %v, want %v", m.Name, j, f.Mean[j], want)
			}
		}
	}
}

func TestIntermittentRates(t *testing.T) {
	y := []float64{0, 0, 6, 0, 0, 6, 0, 0, 6, 0, 0, 6, 0, 0, 6, 0, 0, 6}
	f, _ := Croston(Input{Y: y, H: 1})
	if math.Abs(f.Mean[0]-2) > 0.05 {
		t.Errorf("Croston of 6 every third step: %v", f.Mean[0])
	}
	dead := append(append([]float64{}, y...), make([]float64, 60)...)
	c, _ := Croston(Input{Y: dead, H: 1})
	d, _ := TSB(Input{Y: dead, H: 1})
	if d.Mean[0] > 0.3*c.Mean[0] {
		t.Errorf("TSB %v must decay where Croston %v does not", d.Mean[0], c.Mean[0])
	}
	gap := Input{Y: dead, H: 1, Seen: make([]bool, len(dead))}
	for i := range y {
		gap.Seen[i] = true
	}
	if g, _ := TSB(gap); g.Mean[0] < 1.5 {
		t.Errorf("unseen steps are no decay: %v", g.Mean[0])
	}
}

func TestNegBin(t *testing.T) {
	d := NegBin{Mean: 2, Size: 1.5}
	var sum float64
	for k := range 40 {
		sum += math.Exp(logProb(float64(k), 2, 1.5))
		if math.Abs(d.CDF(float64(k))-sum) > 1e-9 {
			t.Fatalf("CDF(%d) = %v, summed %v", k, d.CDF(float64(k)), sum)
		}
	}
	if q := d.Quantile(0.9); d.CDF(q) < 0.9 || d.CDF(q-1) >= 0.9 {
		t.Fatalf("P90 %v", q)
	}
	if s := d.Sum(4); s.Mean != 8 || math.Abs(s.Size-6) > 1e-12 {
		t.Fatalf("the sum of four steps has four times mean and size: %+v", s)
	}
}

// SAL-04
func TestARIMASeesTheTrendOfTenSteps(t *testing.T) {
	var rise float64
	const draws = 30
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 3))
		y := make([]float64, 10)
		for i := range y {
			y[i] = 100 + 10*float64(i) + 4*rng.NormFloat64()
		}
		f, ok := AutoARIMA(Input{Y: y, Period: 1, H: 3})
		if !ok {
			t.Fatal("no fit")
		}
		rise += (f.Mean[2] - y[9]) / draws
	}
	if rise < 18 || rise > 42 {
		t.Errorf("ten steps up by 10 each are followed by three that bring %.0f", rise)
	}
}
