package stock

import "math"

// ExactRQ is the optimal reorder point and lot of the continuously reviewed (r,Q) policy with Poisson demand of rate lambda and lead time
// lead (Federgruen and Zheng 1992): the lot grows to whichever side of the best stock is cheaper, while that lowers the mean cost.
// k is the cost of an order, h of holding a piece, p of owing one, a period.
func ExactRQ(h, p, k, lambda, lead float64) (r, q int, cost float64) {
	d := poisson(lambda * lead)
	g := func(y int) float64 { return d.cost(y, h, p) }
	y := 0
	for g(y+1) < g(y) {
		y++
	}
	r, q = y-1, 1
	total := k*lambda + g(y)
	for {
		below, above := g(r), g(r+q+1)
		if math.Min(below, above) >= total/float64(q) {
			return r, q, total / float64(q)
		}
		total += math.Min(below, above)
		if q++; below <= above {
			r--
		}
	}
}

// ExactSS is the optimal periodic (s,S) policy for Poisson demand of mean a period, without lead time, by the algorithm of Zheng and
// Federgruen (1991).
func ExactSS(h, p, k, mean float64) (s, S int, cost float64) {
	d := poisson(mean)
	g := func(y int) float64 { return d.cost(y, h, p) }
	top := 0
	for g(top+1) < g(top) {
		top++
	}
	w := newRenewal(d, k, g)
	s = top - 1
	for w.mean(s, top) > g(s) {
		s--
	}
	S, cost = top, w.mean(s, top)
	for y := top + 1; g(y) <= cost; y++ {
		if w.mean(s, y) >= cost {
			continue
		}
		S = y
		for w.mean(s, y) <= g(s+1) {
			s++
		}
		cost = w.mean(s, y)
	}
	return s, S, cost
}

// renewal knows the mean cost of an (s,S) policy from the renewal density of the demand.
type renewal struct {
	d discrete
	k float64
	g func(int) float64
	m []float64 // expected visits at j below S in a cycle
}

func newRenewal(d discrete, k float64, g func(int) float64) *renewal {
	return &renewal{d: d, k: k, g: g, m: []float64{1 / (1 - d.pmf[0])}}
}

func (w *renewal) visits(j int) float64 {
	for i := len(w.m); i <= j; i++ {
		var sum float64
		for l := 1; l <= i && l < len(w.d.pmf); l++ {
			sum += w.d.pmf[l] * w.m[i-l]
		}
		w.m = append(w.m, sum/(1-w.d.pmf[0]))
	}
	return w.m[j]
}

func (w *renewal) mean(s, S int) float64 {
	total, length := w.k, 0.0
	for j := range S - s {
		total += w.visits(j) * w.g(S-j)
		length += w.visits(j)
	}
	return total / length
}

// PowerSS is the power approximation of an (s,S) policy (Ehrhardt and Mosier 1984) from mean and deviation of the demand of a period.
func PowerSS(h, p, k, mean, sd float64) (s, S float64) {
	q := 1.30 * math.Pow(mean, 0.494) * math.Pow(k/h, 0.506) * math.Pow(1+sd*sd/(mean*mean), 0.116)
	z := math.Sqrt(q * h / (p * sd))
	s = 0.973*mean + sd*(0.183/z+1.063-2.192*z)
	return s, s + q
}
