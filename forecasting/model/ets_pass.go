package model

import "math"

// step moves the states over one observation; the error form does not matter for the states, because a relative error times the
// forecast is the plain error (all shapes but those of a multiplicative trend, which are left out on purpose: they diverge).
func (s *smoothing) step(err float64, season byte, sx *float64) {
	q := s.l + s.phi*s.b
	e := err
	switch season {
	case 'A':
		*sx += s.gamma * err
	case 'M':
		e = err / *sx
		if q > 1e-9 {
			*sx = math.Max(*sx+s.gamma*err/q, 1e-3)
		}
	}
	s.l = q + s.alpha*e
	s.b = s.phi*s.b + s.beta*e
}

func ahead(q float64, season byte, sx float64) float64 {
	switch season {
	case 'A':
		return q + sx
	case 'M':
		return q * sx
	}
	return q
}

// objective is −2 log likelihood of the parameters, +Inf outside the region.
func (e *smoother) objective(p []float64) float64 {
	s, ok := e.unpack(p)
	if !ok {
		return math.Inf(1)
	}
	return e.lossOf(s)
}

// pass runs the recursion over the history, calls seeing with every one-step forecast, and returns the last states.
func (e *smoother) pass(s smoothing, seeing func(t int, forecast float64)) smoothing {
	copy(e.ring, e.season)
	var none float64
	for t, y := range e.y {
		sx := &none
		if e.ring != nil {
			sx = &e.ring[t%e.m]
		}
		f := ahead(s.l+s.phi*s.b, e.shape.Season, *sx)
		seeing(t, f)
		err := y - f
		if e.seen != nil && !e.seen[t] {
			err = 0
		}
		s.step(err, e.shape.Season, sx)
	}
	return s
}

func (e *smoother) fit(in Input) (Fit, bool) {
	s, ok := e.unpack(e.par)
	if !ok || math.IsInf(e.loss, 0) || math.IsNaN(e.loss) {
		return Fit{}, false
	}
	f := Fit{Name: e.shape.String(), Fitted: make([]float64, len(in.Y))}
	last := e.pass(s, func(t int, v float64) { f.Fitted[t] = v * e.scale })
	f.Mean, f.Psi = e.project(last, len(in.Y), in.H)
	e.shocks(&f, in)
	k, n := float64(e.params()), float64(len(f.Err))
	f.AICc = e.loss + 2*k
	if n-k-1 > 0 {
		f.AICc += 2 * k * (k + 1) / (n - k - 1)
	} else {
		f.AICc = math.Inf(1)
	}
	f.Params = map[string]float64{"alpha": s.alpha, "beta": s.beta, "gamma": s.gamma, "phi": s.phi,
		"level": last.l * e.scale, "trend": last.b * e.scale}
	return f, f.Finite()
}

// shocks are the one-step errors; where errors grow with the level, as those at the level of today, so that they stay in the units of
// the data, and Factor says how much larger they are at each step ahead.
func (e *smoother) shocks(f *Fit, in Input) {
	relative := e.shape.Error == 'M' || e.shape.Season == 'M'
	var level float64
	for _, v := range f.Fitted[max(0, len(f.Fitted)-max(e.m, 4)):] {
		level += math.Abs(v) / float64(min(len(f.Fitted), max(e.m, 4)))
	}
	level = math.Max(level, 1e-9*e.scale)
	for t, y := range in.Y {
		if !in.seen(t) {
			continue
		}
		err := y - f.Fitted[t]
		if relative {
			err *= level / math.Max(f.Fitted[t], 1e-3*level)
		}
		f.Err = append(f.Err, err)
	}
	if !relative {
		return
	}
	f.Factor = make([]float64, in.H)
	for j, v := range f.Mean {
		f.Factor[j] = math.Abs(v) / level
	}
}

// project carries the last states h steps on, and returns the point forecasts and the error weights.
func (e *smoother) project(s smoothing, n, h int) (point, psi []float64) {
	point, psi = make([]float64, h), make([]float64, h)
	sum, w := 0.0, 1.0
	for j := range h {
		w *= s.phi
		sum += w
		var sx float64
		if e.ring != nil {
			sx = e.ring[(n+j)%e.m]
		}
		point[j] = ahead(s.l+sum*s.b, e.shape.Season, sx) * e.scale
		if psi[j] = 1; j > 0 {
			psi[j] = s.alpha + s.beta*(sum-w)
			if e.ring != nil && j%e.m == 0 {
				psi[j] += s.gamma
			}
		}
	}
	return point, psi
}
