package model

import (
	"fmt"
	"math"
)

// Order is the order of a seasonal ARIMA model (p,d,q)(P,D,Q) with or without a constant.
type Order struct {
	P, D, Q, SP, SD, SQ int
	Constant            bool
}

func (o Order) String() string {
	s := fmt.Sprintf("ARIMA(%d,%d,%d)", o.P, o.D, o.Q)
	if o.SP+o.SD+o.SQ > 0 {
		s += fmt.Sprintf("(%d,%d,%d)", o.SP, o.SD, o.SQ)
	}
	if o.Constant {
		s += "+c"
	}
	return s
}

// params is the number of estimated numbers, the variance included.
func (o Order) params() int {
	k := o.P + o.Q + o.SP + o.SQ + 1
	if o.Constant {
		k++
	}
	return k
}

// arima is one order bound to one differenced history.
type arima struct {
	Order
	m      int
	w      []float64 // differenced, scaled, mean taken off
	mu     float64
	scale  float64
	n      int // length before differencing
	x, e   []float64
	ar, ma []tap
}

// tap is one non-zero lag of a polynomial.
type tap struct {
	lag int
	w   float64
}

// newArima differences the history. It declines when too little is left for the number of parameters.
func newArima(in Input, o Order) (*arima, bool) {
	a := &arima{Order: o, m: in.period(), n: len(in.Y)}
	if a.m < 2 && o.SP+o.SD+o.SQ > 0 {
		return nil, false
	}
	w := in.Y
	for range o.SD {
		w = difference(w, a.m)
	}
	for range o.D {
		w = difference(w, 1)
	}
	if len(w) < o.params()+o.P+o.SP*a.m+3 {
		return nil, false
	}
	if o.Constant {
		a.mu = mean(w)
	}
	for _, v := range w {
		a.scale += (v - a.mu) * (v - a.mu)
	}
	a.scale = math.Sqrt(a.scale / float64(len(w)))
	if a.scale <= 1e-12*math.Abs(in.Y[len(in.Y)-1]) || a.scale == 0 {
		a.scale = 1
	}
	a.w, a.e = make([]float64, len(w)), make([]float64, len(w))
	for t, v := range w {
		a.w[t] = (v - a.mu) / a.scale
	}
	return a, true
}

func difference(y []float64, lag int) []float64 {
	if len(y) <= lag {
		return nil
	}
	out := make([]float64, len(y)-lag)
	for t := range out {
		out[t] = y[t+lag] - y[t]
	}
	return out
}

// unfold turns unconstrained numbers into polynomials whose roots lie outside the unit circle: tanh gives partial autocorrelations,
// Durbin and Levinson's recursion the coefficients (Monahan 1984).
func (a *arima) unfold(x []float64) {
	i := 0
	take := func(k int) []float64 { i += k; return stationary(x[i-k : i]) }
	phi, theta, sphi, stheta := take(a.P), take(a.Q), take(a.SP), take(a.SQ)
	a.ar = multiply(phi, sphi, a.m, -1, a.ar[:0])
	a.ma = multiply(theta, stheta, a.m, 1, a.ma[:0])
}

func stationary(x []float64) []float64 {
	var out, prev [8]float64
	for k := range x {
		r := math.Tanh(x[k])
		prev = out
		out[k] = r
		for j := range k {
			out[j] = prev[j] - r*prev[k-1-j]
		}
	}
	return append([]float64(nil), out[:len(x)]...)
}

// multiply gives the taps of 1 ∓ Σ … of the product of a plain and a seasonal polynomial, both with coefficients as on the right-hand
// side; sign is −1 for the autoregressive side, whose cross terms change sign, and +1 for the moving average.
func multiply(plain, seasonal []float64, m int, sign float64, taps []tap) []tap {
	for i, v := range plain {
		taps = append(taps, tap{i + 1, v})
	}
	for k, s := range seasonal {
		taps = append(taps, tap{(k + 1) * m, s})
		for i, v := range plain {
			taps = append(taps, tap{(k+1)*m + i + 1, sign * s * v})
		}
	}
	return taps
}

// loss is the conditional sum of squares over the number of its terms, in logs times n: −2 log likelihood up to a constant. The first
// steps, which the autoregression cannot reach, are conditioned on.
func (a *arima) loss(x []float64) float64 {
	a.unfold(x)
	return a.css()
}

func (a *arima) css() float64 {
	start := a.P + a.SP*a.m
	var ss float64
	w, e := a.w, a.e
	clear(e[:start])
	for t := start; t < len(w); t++ {
		v := w[t]
		for _, p := range a.ar {
			v -= p.w * w[t-p.lag]
		}
		for _, p := range a.ma {
			if p.lag <= t {
				v -= p.w * e[t-p.lag]
			}
		}
		e[t] = v
		ss += v * v
	}
	n := float64(len(w) - start)
	return float64(len(w)) * math.Log(ss/n+1e-12)
}
