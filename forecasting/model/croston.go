package model

import (
	"math"
)

// Croston, SBA and TSB forecast the demand rate of intermittent series: sizes apart from intervals, or from the probability of a
// demand. They look at observed steps only, so a stock-out neither lengthens an interval nor decays a probability. Their smoothing
// parameters are chosen by the squared error of the rate against the demand, on a small grid (Kourentzes 2014 warns of absolute
// errors: they prefer the zero forecast).
//
// Croston (1972): size z and interval p are smoothed when a demand comes; the rate is z/p.
func Croston(in Input) (Fit, bool) { return bestRate("Croston", in, crostonGrid(1)) }

// SBA is Croston's method with the bias correction (1 − α/2) of Syntetos and Boylan (2005).
func SBA(in Input) (Fit, bool) { return bestRate("SBA", in, crostonGrid(2)) }

// TSB (Teunter, Syntetos, Babai 2011) smooths the probability of a demand every step, so that dead stock decays to zero.
func TSB(in Input) (Fit, bool) {
	var grid []rater
	for _, a := range []float64{0.05, 0.1, 0.2} {
		for _, b := range []float64{0.02, 0.05, 0.1, 0.2, 0.3} {
			grid = append(grid, &tsb{alpha: a, beta: b})
		}
	}
	return bestRate("TSB", in, grid)
}

// rater is a recursion that holds a demand rate.
type rater interface {
	begin(first, gap float64)
	see(y float64)
	rate() float64
	memory() float64 // share of a demand's surprise that stays in the rate
}

type croston struct{ alpha, bias, z, p, gap float64 }

func crostonGrid(kind int) []rater {
	var grid []rater
	for _, a := range []float64{0.05, 0.1, 0.15, 0.2, 0.3} {
		bias := 1.0
		if kind == 2 {
			bias = 1 - a/2
		}
		grid = append(grid, &croston{alpha: a, bias: bias})
	}
	return grid
}

func (c *croston) begin(first, gap float64) { c.z, c.p, c.gap = first, gap, 1 }
func (c *croston) rate() float64            { return c.bias * c.z / math.Max(c.p, 1) }
func (c *croston) memory() float64          { return c.alpha }
func (c *croston) see(y float64) {
	if y == 0 {
		c.gap++
		return
	}
	c.z += c.alpha * (y - c.z)
	c.p += c.alpha * (c.gap - c.p)
	c.gap = 1
}

type tsb struct{ alpha, beta, z, prob float64 }

func (c *tsb) begin(first, gap float64) { c.z, c.prob = first, 1/math.Max(gap, 1) }
func (c *tsb) rate() float64            { return c.z * c.prob }
func (c *tsb) memory() float64          { return c.beta }
func (c *tsb) see(y float64) {
	if y == 0 {
		c.prob -= c.beta * c.prob
		return
	}
	c.prob += c.beta * (1 - c.prob)
	c.z += c.alpha * (y - c.z)
}

// dense are the observed steps of a history, closed up.
func dense(in Input) []float64 {
	if in.Seen == nil {
		return in.Y
	}
	out := make([]float64, 0, len(in.Y))
	for t, v := range in.Y {
		if in.Seen[t] {
			out = append(out, v)
		}
	}
	return out
}

// beginnings are the mean size and the mean interval of the demands of the first half, the starting state of the recursions.
func beginnings(y []float64) (size, gap float64) {
	half := y[:max(1, (len(y)+1)/2)]
	var sum, n float64
	for _, v := range half {
		if v != 0 {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		for _, v := range y {
			if v != 0 {
				return v, float64(len(y))
			}
		}
		return 0, float64(max(1, len(y)))
	}
	return sum / n, float64(len(half)) / n
}

func bestRate(name string, in Input, grid []rater) (Fit, bool) {
	y := dense(in)
	if len(y) < 2 {
		return Fit{}, false
	}
	for _, v := range y {
		if v < 0 {
			return Fit{}, false
		}
	}
	size, gap := beginnings(y)
	best, low := rater(nil), math.Inf(1)
	for _, r := range grid {
		r.begin(size, gap)
		var ss float64
		for _, v := range y {
			e := v - r.rate()
			ss += e * e
			r.see(v)
		}
		if ss < low {
			best, low = r, ss
		}
	}
	if best == nil {
		return Fit{}, false
	}
	f := Fit{Name: name, AICc: math.NaN()}
	best.begin(size, gap)
	for _, v := range y {
		f.Err = append(f.Err, v-best.rate())
		best.see(v)
	}
	f.Mean, f.Psi = constant(in.H, best.rate()), walkPsi(in.H, best.memory())
	f.Count = fitCount(y, best.rate())
	return f, f.Finite()
}
