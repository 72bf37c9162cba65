package model

import "math"

// loss is −2 log likelihood of the parameters up to a constant: what pass computes, in tight loops, because fitting spends its whole
// time here. Additive errors: n·log(mean e²). Relative errors: the same of e/ŷ, plus twice the logs of the forecasts.
func (e *smoother) lossOf(s smoothing) float64 {
	var ss, logs float64
	var n int
	switch {
	case e.shape.Season == 'N':
		ss, logs, n = e.lossPlain(s)
	default:
		copy(e.ring, e.season)
		ss, logs, n = e.lossSeason(s, e.shape.Season == 'M')
	}
	if n == 0 || math.IsNaN(ss) || math.IsInf(ss, 0) {
		return math.Inf(1)
	}
	return float64(n)*math.Log(ss/float64(n)+1e-12) + 2*logs
}

func (e *smoother) lossPlain(s smoothing) (ss, logs float64, n int) {
	relative := e.shape.Error == 'M'
	l, b, prod := s.l, s.b, 1.0
	for t, y := range e.y {
		b *= s.phi
		f := l + b
		if e.seen != nil && !e.seen[t] {
			l = f
			continue
		}
		err := y - f
		l = f + s.alpha*err
		b += s.beta * err
		n++
		if relative {
			if f < 1e-6 {
				return math.NaN(), 0, n
			}
			err /= f
			if prod *= f; prod > 1e100 || prod < 1e-100 {
				logs, prod = logs+math.Log(prod), 1
			}
		}
		ss += err * err
	}
	return ss, logs + math.Log(prod), n
}

func (e *smoother) lossSeason(s smoothing, factor bool) (ss, logs float64, n int) {
	relative := e.shape.Error == 'M'
	l, b, prod, k := s.l, s.b, 1.0, 0
	for t, y := range e.y {
		b *= s.phi
		q := l + b
		sx := &e.ring[k]
		if k++; k == e.m {
			k = 0
		}
		f := q + *sx
		if factor {
			f = q * *sx
		}
		if e.seen != nil && !e.seen[t] {
			l = q
			continue
		}
		err := y - f
		part, move := err, s.gamma*err
		if factor {
			part = err / *sx
			if q > 1e-9 {
				*sx = math.Max(*sx+move/q, 1e-3)
			}
		} else {
			*sx += move
		}
		l = q + s.alpha*part
		b += s.beta * part
		n++
		if relative {
			if f < 1e-6 {
				return math.NaN(), 0, n
			}
			err /= f
			if prod *= f; prod > 1e100 || prod < 1e-100 {
				logs, prod = logs+math.Log(prod), 1
			}
		}
		ss += err * err
	}
	return ss, logs + math.Log(prod), n
}
