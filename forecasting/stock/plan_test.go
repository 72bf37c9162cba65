package stock

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"hesuan/forecasting"
)

func demand(n int, mu, sd float64, seed uint64) forecasting.Series {
	rng := rand.New(rand.NewPCG(seed, 4))
	s := forecasting.Series{Values: make([]float64, n), Freq: forecasting.Daily}
	for i := range s.Values {
		s.Values[i] = math.Max(0, math.Round(mu+sd*rng.NormFloat64()))
	}
	return s
}

func TestTermsSumToQuantity(t *testing.T) { // PUR-05
	rapid.Check(t, func(t *rapid.T) {
		mu := rapid.SampledFrom([]float64{0, 0.3, 4, 250}).Draw(t, "mu")
		f, err := forecasting.Run(demand(rapid.IntRange(1, 80).Draw(t, "n"), mu, mu/3, 1), forecasting.Options{Horizon: 20, Paths: 100})
		if err != nil {
			t.Fatal(err)
		}
		lead := Lead{Mean: rapid.Float64Range(0, 12).Draw(t, "lead"), SD: rapid.Float64Range(0, 5).Draw(t, "sd")}
		p := Policy{Review: 7, Service: rapid.Float64Range(0.5, 0.99).Draw(t, "service"), MOQ: float64(rapid.IntRange(0, 50).Draw(t, "moq")),
			Pack: float64(rapid.IntRange(0, 12).Draw(t, "pack"))}
		at := Position{OnHand: float64(rapid.IntRange(0, 500).Draw(t, "hand")), Reserved: float64(rapid.IntRange(0, 50).Draw(t, "reserved"))}
		terms := Plan(f, lead, p, at)
		if terms.Sum() != terms.Quantity || terms.Quantity < 0 || terms.Quantity != math.Trunc(terms.Quantity) {
			t.Fatalf("terms do not sum: %+v", terms)
		}
		if q := terms.Quantity; q > 0 && (q < p.MOQ || p.Pack > 1 && math.Mod(q, p.Pack) != 0) {
			t.Fatalf("quantity %v breaks MOQ %v or pack %v", q, p.MOQ, p.Pack)
		}
	})
}

func TestTargetFollowsTheFormula(t *testing.T) {
	f, _ := forecasting.Run(demand(400, 100, 20, 2), forecasting.Options{Horizon: 30, Paths: 4000})
	lead := Lead{Mean: 9, SD: 2}
	got := Plan(f, lead, Policy{Review: 1, Service: 0.95}, Position{})
	want := 100*10 + 1.645*math.Sqrt(10*20*20+100*100*2*2)
	if math.Abs(got.Target-want) > 0.05*want {
		t.Fatalf("target %v, the normal formula gives %v (%s)", got.Target, want, f.Method)
	}
	if got.LeadSpread < got.DemandSpread {
		t.Fatalf("the uncertain lead time is the larger part here: %+v", got)
	}
}

func TestFillTargetServesThatShare(t *testing.T) {
	f, _ := forecasting.Run(demand(400, 10, 6, 2), forecasting.Options{Horizon: 20, Paths: 2000})
	for _, fill := range []float64{0.9, 0.97} {
		target := Plan(f, Lead{Mean: 4}, Policy{Review: 1, Fill: fill}, Position{}).Target
		rng := rand.New(rand.NewPCG(8, 8))
		y := make([]float64, 4000)
		for i := range y {
			y[i] = math.Max(0, math.Round(10+6*rng.NormFloat64()))
		}
		o := Replay(y, target, 50, func(int) int { return 4 }, MinMax(target-1, target))
		if o.Fill < fill || o.Fill > fill+0.09 { // lost demand does not wait, so that more is served than the formula of backorders says
			t.Errorf("level %v serves %v, want %v or a little more", target, o.Fill, fill)
		}
	}
}

func TestMeasuredLead(t *testing.T) {
	l := MeasuredLead(nil, Lead{Mean: 8})
	if l.Mean != 8 || l.SD <= 0 {
		t.Fatalf("an agreement alone: %+v", l)
	}
	l = MeasuredLead([]float64{10, 12, 14, 12, 10, 14, 12, math.NaN()}, Lead{Mean: 8})
	if l.Mean < 10.5 || l.Mean > 12 || l.Observed != 7 {
		t.Fatalf("seven receipts outweigh the agreement: %+v", l)
	}
	if l.Quantile(0.9) <= l.Quantile(0.5) || (Lead{}).Quantile(0.9) != 0 {
		t.Fatal("quantiles do not rise")
	}
}

func TestRounded(t *testing.T) {
	for _, c := range [][4]float64{{0, 10, 6, 0}, {1, 10, 6, 12}, {13, 10, 6, 18}, {12, 0, 0, 12}, {12.2, 0, 1, 13}} {
		if got := Rounded(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("need %v, MOQ %v, pack %v: %v, want %v", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestAForecastOfNothingOrdersNothing(t *testing.T) {
	terms := Plan(forecasting.Forecast{}, Lead{Mean: 7, SD: 2}, Policy{Review: 7}, Position{})
	if terms.Quantity != 0 || terms.Target != 0 || terms.Sum() != 0 {
		t.Errorf("%+v", terms)
	}
}
