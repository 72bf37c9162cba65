package forecasting

import "math"

// Price and promotion move demand by factors: a price by a power of itself over the usual price (the elasticity), a promotion by what
// it multiplies sales with. Both are found by Poisson regression around the level of the weeks nearby, drawn to no effect, and divided
// out before any model sees the history; the price and the promotions ahead put them back. An effect that does not stand out from the
// noise is left alone.

// offer is what a series knows of its prices and promotions, over history and horizon.
type offer struct {
	price []float64 // logarithm of the price over the mean of the history; nil if unknown or never moved
	promo []float64 // nil if unknown
}

// effect of an offer: the elasticity and the logarithm of the factor of a full promotion.
type effect struct{ elasticity, lift float64 }

// The priors: an elasticity is within ±2, a promotion within a factor of e, two times out of three. An effect must be twice its
// standard error. A price has to have moved by 3 % somewhere.
const (
	priorElasticity, priorLift = 2.0, 1.0
	standsOut                  = 2.0
	leastMove                  = 0.03
	offerReach                 = 8 // seasons of steps nearby, on each side
)

// offers reads the columns of a series from its first observed step to the end of the horizon. A price that is not given stands as
// the last one; a promotion that is not given is none.
func offers(s Series, h *history, horizon int) offer {
	n := len(h.y) + horizon
	var o offer
	if len(s.Price) > 0 {
		price := make([]float64, n)
		last := math.NaN()
		for t := range price {
			if i := t + h.offset; i < len(s.Price) && s.Price[i] > 0 && !math.IsInf(s.Price[i], 0) {
				last = s.Price[i]
			}
			price[t] = last
		}
		o.price = relative(price, len(h.y))
	}
	if len(s.Promo) > 0 {
		o.promo = make([]float64, n)
		any := false
		for t := range o.promo {
			if i := t + h.offset; i < len(s.Promo) && !math.IsNaN(s.Promo[i]) && !math.IsInf(s.Promo[i], 0) {
				o.promo[t] = s.Promo[i]
				any = any || t < len(h.y) && s.Promo[i] != 0
			}
		}
		if !any {
			o.promo = nil
		}
	}
	return o
}

// relative is the logarithm of each price over the mean price of the history; nil where it never moved.
func relative(price []float64, n int) []float64 {
	var sum, count float64
	for _, p := range price[:n] {
		if p > 0 {
			sum, count = sum+math.Log(p), count+1
		}
	}
	if count == 0 {
		return nil
	}
	out, moved := make([]float64, len(price)), false
	for t, p := range price {
		if p > 0 {
			out[t] = math.Log(p) - sum/count
			moved = moved || t < n && math.Abs(out[t]) > leastMove
		}
	}
	if !moved {
		return nil
	}
	return out
}

// factor of a step.
func (o offer) factor(e effect, t int) (price, promo float64) {
	price, promo = 1, 1
	if o.price != nil {
		price = math.Exp(math.Min(math.Max(e.elasticity*o.price[t], -3), 3))
	}
	if o.promo != nil {
		promo = math.Exp(math.Min(math.Max(e.lift*o.promo[t], -3), 3))
	}
	return price, promo
}

// respond divides prices and promotions out of the history and keeps their factors; without any it does nothing.
func (h *history) respond(s Series, o Options) {
	if !h.positive || len(s.Price)+len(s.Promo) == 0 {
		return
	}
	given := offers(s, h, o.Horizon)
	e := h.effectOf(given)
	if e == (effect{}) {
		return
	}
	h.price, h.promo = make([]float64, len(h.y)+o.Horizon), make([]float64, len(h.y)+o.Horizon)
	for t := range h.price {
		h.price[t], h.promo[t] = given.factor(e, t)
		if t < len(h.y) {
			h.y[t] /= h.price[t] * h.promo[t]
		}
	}
}

// effectOf estimates the effects in a few rounds: the level nearby without them, then they themselves.
func (h *history) effectOf(given offer) effect {
	var e effect
	m := 1
	if len(h.seasons) > 0 && h.seasons[0] <= 12 && len(h.y) >= 3*h.seasons[0] {
		m = h.seasons[0]
	}
	if given.price == nil && given.promo == nil {
		return e
	}
	for range 4 {
		e = h.regress(given, e, h.levelWithout(given, e, m))
	}
	return h.proven(given, e, h.levelWithout(given, e, m))
}

// levelWithout is what each step would have sold without its offer: the weighted mean of the steps nearby at the same phase of a
// short season, their offers divided out, itself left out. Steps of another price or promotion weigh less, as their offers are less
// well known.
func (h *history) levelWithout(given offer, e effect, m int) []float64 {
	out := make([]float64, len(h.y))
	for t := range out {
		var sum, weight float64
		for k := -offerReach; k <= offerReach; k++ {
			u := t + k*m
			if k == 0 || u < 0 || u >= len(h.y) || !h.at(u) {
				continue
			}
			price, promo := given.factor(e, u)
			w := 1 / (math.Max(price*promo, 0.05) * (1 + math.Abs(float64(k))/4))
			sum, weight = sum+w*h.y[u]/(price*promo), weight+w
		}
		if weight > 0 {
			out[t] = sum / weight
		}
	}
	return out
}

// slope is the gradient and the curvature of the Poisson likelihood with its priors.
type slope struct{ g1, g2, h11, h22, h12 float64 }

func (h *history) slope(given offer, e effect, level []float64, phi float64) slope {
	const p1, p2 = 1 / (priorElasticity * priorElasticity), 1 / (priorLift * priorLift)
	s := slope{g1: -e.elasticity * p1, g2: -e.lift * p2, h11: p1, h22: p2}
	for t, base := range level {
		if base <= 0 || !h.at(t) {
			continue
		}
		price, promo := given.factor(e, t)
		mu := base * price * promo
		x1, x2 := given.at(t)
		s.g1, s.g2 = s.g1+x1*(h.y[t]-mu)/phi, s.g2+x2*(h.y[t]-mu)/phi
		s.h11, s.h22, s.h12 = s.h11+x1*x1*mu/phi, s.h22+x2*x2*mu/phi, s.h12+x1*x2*mu/phi
	}
	return s
}

// regress is one Poisson regression of the history on its offers around the level, with the dispersion of its errors and the priors.
func (h *history) regress(given offer, e effect, level []float64) effect {
	phi := h.dispersion(given, e, level)
	for range 8 {
		s := h.slope(given, e, level, phi)
		det := s.h11*s.h22 - s.h12*s.h12
		e.elasticity = math.Min(math.Max(e.elasticity+limited((s.h22*s.g1-s.h12*s.g2)/det), -6), 3)
		e.lift = math.Min(math.Max(e.lift+limited((s.h11*s.g2-s.h12*s.g1)/det), -2), 3)
	}
	return e
}

// proven drops the effects that do not stand out from their standard errors.
func (h *history) proven(given offer, e effect, level []float64) effect {
	s := h.slope(given, e, level, h.dispersion(given, e, level))
	det := s.h11*s.h22 - s.h12*s.h12
	if !(math.Abs(e.elasticity) > standsOut*math.Sqrt(s.h22/det)) {
		e.elasticity = 0
	}
	if !(math.Abs(e.lift) > standsOut*math.Sqrt(s.h11/det)) {
		e.lift = 0
	}
	return e
}

// limited keeps one step of the regression short.
func limited(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return math.Min(math.Max(v, -0.7), 0.7)
}

// at are the regressors of a step.
func (o offer) at(t int) (price, promo float64) {
	if o.price != nil {
		price = o.price[t]
	}
	if o.promo != nil {
		promo = o.promo[t]
	}
	return price, promo
}

// dispersion is the mean squared error over the expectation, at least 1 for counts.
func (h *history) dispersion(given offer, e effect, level []float64) float64 {
	var sum, n, mean float64
	for t, base := range level {
		if base <= 0 || !h.at(t) {
			continue
		}
		price, promo := given.factor(e, t)
		mu := base * price * promo
		sum, n, mean = sum+(h.y[t]-mu)*(h.y[t]-mu)/mu, n+1, mean+mu
	}
	if n < 8 {
		return math.Inf(1)
	}
	if h.whole {
		return math.Max(1, sum/n)
	}
	return math.Max(sum/n, 1e-9*mean/n)
}
