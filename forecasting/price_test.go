package forecasting

import (
	"math"
	"math/rand/v2"
	"testing"
)

// offered is weekly demand around 50 of elasticity −2, doubled by promotions; the price moves every few weeks.
func offered(seed uint64, n, ahead int) Series {
	rng := rand.New(rand.NewPCG(seed, 4))
	s := Series{Freq: Weekly, Price: make([]float64, n+ahead), Promo: make([]float64, n+ahead)}
	price := 10.0
	for t := range s.Price {
		if t%4 == 0 {
			price = 10 * math.Exp(0.25*(rng.Float64()-0.5))
		}
		s.Price[t] = price
		if t%9 == 3 {
			s.Promo[t] = 1
		}
		if mu := 50 * math.Pow(price/10, -2) * (1 + s.Promo[t]); t < n {
			s.Values = append(s.Values, math.Max(0, math.Round(mu+math.Sqrt(mu)*rng.NormFloat64())))
		}
	}
	return s
}

func TestPriceAndPromotionAheadMoveTheForecast(t *testing.T) {
	s := offered(1, 90, 6)
	for j := range 6 {
		s.Price[90+j], s.Promo[90+j] = 10, 0
	}
	s.Price[92], s.Promo[94] = 8, 1
	f, err := Run(s, Options{Horizon: 6})
	if err != nil {
		t.Fatal(err)
	}
	if cheap := f.Mean[2] / f.Mean[1]; math.Abs(cheap-math.Pow(0.8, -2)) > 0.3 {
		t.Errorf("a price of 8 for 10 sells %.2f times as much, want about %.2f", cheap, math.Pow(0.8, -2))
	}
	if lift := f.Mean[4] / f.Mean[3]; math.Abs(lift-2) > 0.3 {
		t.Errorf("a promotion sells %.2f times as much, want about 2", lift)
	}
	p := f.Explain()
	for j, m := range f.Mean {
		sum := p.Level[j] + p.Trend[j] + p.Season[j] + p.Holiday[j] + p.Price[j] + p.Promo[j] + p.Recent[j]
		if math.Abs(sum-m) > 1e-9*m {
			t.Errorf("step %d: the parts sum to %v, the forecast is %v", j, sum, m)
		}
	}
	if p.Price[2] < 10 || p.Promo[4] < 30 || p.Promo[2] != 0 {
		t.Errorf("price adds %v, promotion %v", p.Price, p.Promo)
	}
}

func TestOffersWithoutEffectAreLeftAlone(t *testing.T) {
	wrong := 0
	for seed := range uint64(20) {
		s := offered(seed, 90, 0)
		rng := rand.New(rand.NewPCG(seed, 5))
		for i := range s.Values {
			s.Values[i] = math.Round(50 + 7*rng.NormFloat64())
		}
		h, _ := prepare(s, nil)
		if e := h.effectOf(offers(s, &h, 4)); e != (effect{}) {
			wrong++
		}
	}
	if wrong > 5 {
		t.Errorf("of 20 series without any effect %d got one", wrong)
	}
}
