package model

import (
	"math"

	"hesuan/forecasting/simplex"
)

// Shape is the form of an exponential smoothing model: the letters of Hyndman, Koehler, Snyder and Grose (2002). Trend is N, A or D
// (damped additive), Error and Season are N, A or M.
type Shape struct{ Error, Trend, Season byte }

func (s Shape) String() string {
	trend := string(s.Trend)
	if s.Trend == 'D' {
		trend = "Ad"
	}
	return "ETS(" + string(s.Error) + "," + trend + "," + string(s.Season) + ")"
}

// ETS fits one exponential smoothing state space model by maximum likelihood (Hyndman, Koehler, Ord, Snyder, "Forecasting with
// Exponential Smoothing", 2008): smoothing parameters, damping and the initial level and trend by a simplex within the usual region
// (0 < β < α < 1, 0 < γ < 1 − α, 0.8 ≤ φ ≤ 0.98); the initial season by classical decomposition. A step that was not seen moves the
// state along without an error. Multiplicative forms need positive data; a season needs two full ones.
func ETS(shape Shape) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		e, ok := newSmoother(in, shape)
		if !ok {
			return Fit{}, false
		}
		e.optimise()
		return e.fit(in)
	}
}

// smoother is one shape bound to one scaled history. Its parameter vector is α, [β], [γ], [φ], l0, [b0], the order of optimise.
type smoother struct {
	shape  Shape
	y      []float64
	seen   []bool
	m      int
	scale  float64
	season []float64 // initial seasonal states
	ring   []float64 // seasonal states of the running pass
	l0, b0 float64
	par    []float64
	loss   float64 // −2 log likelihood up to a constant
}

// smoothing are the unpacked parameters of one pass.
type smoothing struct{ alpha, beta, gamma, phi, l, b float64 }

func newSmoother(in Input, shape Shape) (*smoother, bool) {
	e := &smoother{shape: shape, seen: in.Seen, m: 1}
	if shape.Season != 'N' {
		if e.m = in.period(); e.m < 2 {
			return nil, false
		}
	}
	if (shape.Error == 'M' || shape.Season == 'M') && !Positive(in.Y) {
		return nil, false
	}
	if len(in.Y) < e.params()+2 && (shape.Trend != 'N' || shape.Season != 'N' || len(in.Y) < 2) {
		return nil, false
	}
	e.rescale(in.Y)
	e.start()
	return e, true
}

// params is the number of free parameters and states, as AICc counts them (the variance included).
func (e *smoother) params() int {
	k := 3
	if e.shape.Trend != 'N' {
		k += 2
	}
	if e.shape.Trend == 'D' {
		k++
	}
	if e.shape.Season != 'N' {
		k += e.m
	}
	return k
}

// rescale brings the history to a mean size of 1, so that one tolerance and one first step fit every series.
func (e *smoother) rescale(y []float64) {
	for _, v := range y {
		e.scale += math.Abs(v)
	}
	if e.scale /= float64(len(y)); e.scale == 0 {
		e.scale = 1
	}
	e.y = make([]float64, len(y))
	for t, v := range y {
		e.y[t] = v / e.scale
	}
}

// start finds the initial states: indices for the season, a straight line through the first values for level and trend.
func (e *smoother) start() {
	flat := e.y
	if e.shape.Season != 'N' {
		e.season = Indices(e.y, e.m, e.shape.Season == 'M')
		e.ring = make([]float64, e.m)
		flat = make([]float64, len(e.y))
		for t, v := range e.y {
			flat[t] = e.unseason(v, e.season[t%e.m])
		}
	}
	n := min(len(flat), max(10, 2*e.m))
	a, b := line(flat[:n])
	if e.shape.Trend == 'N' {
		e.l0 = mean(flat[:n])
		return
	}
	e.l0, e.b0 = a-b, b
}

func (e *smoother) unseason(v, s float64) float64 {
	if e.shape.Season == 'M' {
		return v / s
	}
	return v - s
}

// line is the least squares line through y at 0, 1, 2, …: value at 0 and slope.
func line(y []float64) (a, b float64) {
	n := float64(len(y))
	if n < 2 {
		return mean(y), 0
	}
	var sxy float64
	mid, mu := (n-1)/2, mean(y)
	for t, v := range y {
		sxy += (float64(t) - mid) * (v - mu)
	}
	b = sxy / (n * (n*n - 1) / 12)
	return mu - b*mid, b
}

func (e *smoother) optimise() {
	x := []float64{0.3}
	step := []float64{0.3}
	add := func(v, s float64) { x, step = append(x, v), append(step, s) }
	if e.shape.Trend != 'N' {
		add(0.05, 0.1)
	}
	if e.shape.Season != 'N' {
		add(0.05, 0.1)
	}
	if e.shape.Trend == 'D' {
		add(0.93, 0.04)
	}
	add(e.l0, 0.1)
	if e.shape.Trend != 'N' {
		add(e.b0, 0.02)
	}
	e.par, e.loss = simplex.Minimize(e.objective, x, step, 60+70*len(x), 1e-6)
	e.loss = e.objective(e.par)
}

func (e *smoother) unpack(p []float64) (smoothing, bool) {
	s := smoothing{alpha: p[0], phi: 1}
	i := 1
	next := func() float64 { i++; return p[i-1] }
	if e.shape.Trend != 'N' {
		s.beta = next()
	}
	if e.shape.Season != 'N' {
		s.gamma = next()
	}
	if e.shape.Trend == 'D' {
		s.phi = next()
	}
	s.l = next()
	if e.shape.Trend != 'N' {
		s.b = next()
	}
	ok := s.alpha > 1e-4 && s.alpha < 0.9999 && s.beta >= 0 && s.beta <= s.alpha && s.gamma >= 0 && s.gamma <= 1-s.alpha &&
		(e.shape.Trend != 'D' || s.phi >= 0.8 && s.phi <= 0.98)
	return s, ok
}
