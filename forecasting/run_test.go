package forecasting

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anySeries draws the histories that break forecasting code: constants, zeros, one point, gaps, huge, tiny and negative numbers.
func anySeries(t *rapid.T) Series {
	n := rapid.IntRange(1, 90).Draw(t, "n")
	scale := rapid.SampledFrom([]float64{0, 1, 1, 7, 1e-12, 1e12, 1e160, -3, math.MaxFloat64}).Draw(t, "scale")
	kind := rapid.SampledFrom([]string{"constant", "counts", "walk", "season", "spike"}).Draw(t, "kind")
	s := Series{Values: make([]float64, n),
		Freq: rapid.SampledFrom([]Freq{Other, Yearly, Quarterly, Monthly, Weekly, Daily, Hourly}).Draw(t, "freq")}
	rng := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 1000).Draw(t, "seed")), 1))
	level := 0.5
	for i := range s.Values {
		level += 0.1 * rng.NormFloat64()
		v := map[string]float64{"constant": 1, "counts": math.Floor(rng.ExpFloat64()), "walk": level,
			"season": 0.5 + 0.4*math.Sin(float64(i)), "spike": math.Floor(float64(i) / float64(n-1+1) * 1.05)}[kind]
		if s.Values[i] = v * scale; rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
			s.Values[i] = math.NaN()
		}
	}
	if rapid.Bool().Draw(t, "offers") {
		s.Price, s.Promo = make([]float64, n+5), make([]float64, n+5)
		for i := range s.Price {
			s.Price[i], s.Promo[i] = scale*(1+rng.Float64()), math.Floor(1.2*rng.Float64())
		}
	}
	if rapid.Bool().Draw(t, "censor") {
		s.Censored = make([]bool, n)
		s.Censored[n/2] = true
	}
	return s
}

func TestForecastIsAlwaysNumbersInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t)
		f, err := Run(s, Options{Horizon: rapid.IntRange(1, 20).Draw(t, "h"), Paths: 100})
		if err == ErrNoHistory {
			return
		}
		for j, m := range f.Mean {
			if math.IsNaN(m) || math.IsInf(m, 0) {
				t.Fatalf("mean %v of %s", f.Mean, f.Method)
			}
			last := math.Inf(-1)
			for _, q := range f.Quantiles[j] {
				if math.IsNaN(q) || math.IsInf(q, 0) || q < last {
					t.Fatalf("quantiles %v of %s", f.Quantiles[j], f.Method)
				}
				last = q
			}
		}
		for _, tr := range f.Trials {
			if math.IsNaN(tr.MASE + tr.RMSSE + tr.Pinball + tr.Bias) {
				t.Fatalf("trial %+v", tr)
			}
		}
		if q := f.Sum(0, 30).Quantile(0.9); math.IsNaN(q) {
			t.Fatal("sum is not a number")
		}
	})
}

func TestSameSeedSameAnswer(t *testing.T) {
	s := weekly(200, 3)
	a, _ := Run(s, Options{Horizon: 14, Seed: 5})
	b, _ := Run(s, Options{Horizon: 14, Seed: 5})
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two runs differ")
	}
	if c, _ := Run(s, Options{Horizon: 14, Seed: 6}); reflect.DeepEqual(a.Paths(), c.Paths()) {
		t.Fatal("the seed has no effect")
	}
}

func TestScaleEquivariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := weekly(rapid.IntRange(40, 120).Draw(t, "n"), uint64(rapid.IntRange(0, 99).Draw(t, "seed")))
		for i := range s.Values {
			s.Values[i] += 0.5 // not whole
		}
		k := math.Ldexp(1, rapid.IntRange(-8, 12).Draw(t, "power"))
		big := s
		big.Values = make([]float64, len(s.Values))
		for i, v := range s.Values {
			big.Values[i] = v * k
		}
		a, _ := Run(s, Options{Horizon: 7, Paths: 50})
		b, _ := Run(big, Options{Horizon: 7, Paths: 50})
		for j := range a.Mean {
			if math.Abs(b.Mean[j]-k*a.Mean[j]) > 1e-6*k*math.Abs(a.Mean[j]) {
				t.Fatalf("step %d: %v × %v became %v", j, a.Mean[j], k, b.Mean[j])
			}
		}
	})
}

func TestNeverTakesWhatLosesToNaive(t *testing.T) { // SAL-04: stored accuracy of every candidate
	for seed := range uint64(20) {
		f, _ := Run(weekly(150, seed), Options{Horizon: 14})
		bar := math.Inf(1)
		for _, tr := range f.Trials {
			if tr.Method == "Naive" || tr.Method == "SeasonalNaive" {
				bar = math.Min(bar, tr.score())
			}
		}
		for _, tr := range f.Trials {
			if tr.Taken && tr.score() > bar {
				t.Fatalf("%s taken with %v, naive has %v", tr.Method, tr.score(), bar)
			}
		}
	}
}

func TestWeekIsLearned(t *testing.T) {
	s := weekly(210, 1)
	f, _ := Run(s, Options{Horizon: 14})
	if f.Mean[5] < 1.3*f.Mean[0] { // weekday 5 sells double
		t.Fatalf("no week in %v (%s)", f.Mean, f.Method)
	}
	sum := f.Sum(0, 7)
	var want float64
	for _, m := range f.Mean[:7] {
		want += m
	}
	if math.Abs(sum.Mean()-want) > 0.1*want || sum.Quantile(0.9) <= sum.Quantile(0.5) {
		t.Fatalf("sum of a week %v, P90 %v, want about %v", sum.Mean(), sum.Quantile(0.9), want)
	}
}

// weekly is daily demand of whole pieces, twice as large on two days of the week.
func weekly(n int, seed uint64) Series {
	rng := rand.New(rand.NewPCG(seed, 9))
	s := Series{Values: make([]float64, n), Freq: Daily, Start: time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)}
	for i := range s.Values {
		mu := 40.0
		if i%7 >= 5 {
			mu = 80
		}
		s.Values[i] = math.Max(0, math.Round(mu+8*rng.NormFloat64()))
	}
	return s
}

func BenchmarkDailyYear(b *testing.B) {
	s := weekly(365, 1)
	for b.Loop() {
		Run(s, Options{Horizon: 28})
	}
}

func BenchmarkSparseYear(b *testing.B) {
	s := weekly(365, 1)
	for i := range s.Values {
		s.Values[i] = math.Floor(s.Values[i] / 75)
	}
	for b.Loop() {
		Run(s, Options{Horizon: 28})
	}
}

// A SKU that sold three pieces in four months, last of all nothing for weeks, is not foretold to sell dozens: whatever method wins,
// the demand of a window stays near its history's.
func TestRareDemandStaysRare(t *testing.T) {
	y, out := make([]float64, 120), make([]bool, 120)
	y[21], y[66], y[77] = 1, 1, 1
	for i := 79; i < len(y); i++ {
		out[i] = true
	}
	f, err := Run(Series{Values: y, Censored: out, Freq: Daily}, Options{Horizon: 28})
	if err != nil {
		t.Fatal(err)
	}
	if window := f.Sum(0, 25); window.Mean() > 4 || window.Quantile(0.9) > 6 {
		t.Errorf("%s: mean %.2f, P90 %.2f of 25 days, %.3f a day", f.Method, window.Mean(), window.Quantile(0.9), f.Mean[0])
	}
}

func TestOneValueIsNotCertain(t *testing.T) {
	f, err := Run(Series{Values: []float64{100}, Freq: Yearly}, Options{Horizon: 3})
	if err != nil || f.Mean[0] != 100 || f.Quantile(0, 0.9) <= f.Quantile(0, 0.1) || f.Quantile(2, 0.9) < f.Quantile(0, 0.9) {
		t.Fatalf("%+v %v", f.Quantiles, err)
	}
}
