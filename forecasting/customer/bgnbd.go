package customer

import (
	"math"

	"hesuan/forecasting/simplex"
)

// History is what BG/NBD needs of a customer: X repeat purchases, the last at time Last after the first purchase, observed until Age
// after it.
type History struct{ X, Last, Age float64 }

// BGNBD is the beta-geometric/NBD model (Fader, Hardie, Lee 2005): while alive a customer buys at a gamma distributed rate (R, Alpha),
// and after each purchase drops out with a beta distributed probability (A, B).
type BGNBD struct {
	R, Alpha, A, B float64
	LogLikelihood  float64
}

// FitBGNBD estimates the parameters by maximum likelihood, by a simplex on their logarithms from 1.
func FitBGNBD(all []History) BGNBD {
	unpack := func(x []float64) BGNBD {
		return BGNBD{R: math.Exp(x[0]), Alpha: math.Exp(x[1]), A: math.Exp(x[2]), B: math.Exp(x[3])}
	}
	x := climb(4, func(x []float64) float64 {
		m, sum := unpack(x), 0.0
		for _, h := range all {
			sum += m.logLikelihood(h)
		}
		return sum
	})
	m := unpack(x)
	for _, h := range all {
		m.LogLikelihood += m.logLikelihood(h)
	}
	return m
}

// climb maximises f from the origin, again from where it came to, until that gains nothing.
func climb(n int, f func([]float64) float64) []float64 {
	loss := func(x []float64) float64 {
		for _, v := range x {
			if math.Abs(v) > 12 {
				return math.Inf(1)
			}
		}
		return -f(x)
	}
	x, step, last := make([]float64, n), make([]float64, n), math.Inf(1)
	for i := range step {
		step[i] = 0.5
	}
	for range 20 {
		at, v := simplex.Minimize(loss, x, step, 600, 1e-12)
		x = append([]float64(nil), at...)
		if last-v < 1e-9*math.Abs(v) {
			break
		}
		last = v
	}
	return x
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func (m BGNBD) logLikelihood(h History) float64 {
	a1 := lgamma(m.R+h.X) - lgamma(m.R) + m.R*math.Log(m.Alpha)
	a2 := lgamma(m.A+m.B) + lgamma(m.B+h.X) - lgamma(m.B) - lgamma(m.A+m.B+h.X)
	a3 := -(m.R + h.X) * math.Log(m.Alpha+h.Age)
	if h.X == 0 {
		return a1 + a2 + a3
	}
	a4 := math.Log(m.A) - math.Log(m.B+h.X-1) - (m.R+h.X)*math.Log(m.Alpha+h.Last)
	top := math.Max(a3, a4)
	return a1 + a2 + top + math.Log(math.Exp(a3-top)+math.Exp(a4-top))
}

// odds are those of being gone already.
func (m BGNBD) odds(h History) float64 {
	if h.X == 0 {
		return 0
	}
	return m.A / (m.B + h.X - 1) * math.Pow((m.Alpha+h.Age)/(m.Alpha+h.Last), m.R+h.X)
}

// Alive is the probability that the customer is still one.
func (m BGNBD) Alive(h History) float64 { return 1 / (1 + m.odds(h)) }

// Expected is the expected number of purchases in the next t.
func (m BGNBD) Expected(h History, t float64) float64 {
	r, c := m.R+h.X, m.A+m.B+h.X-1
	z := t / (m.Alpha + h.Age + t)
	gone := math.Pow((m.Alpha+h.Age)/(m.Alpha+h.Age+t), r) * hypergeometric(r, m.B+h.X, c, z)
	return c / (m.A - 1) * (1 - gone) / (1 + m.odds(h))
}

// hypergeometric is Gauss' series 2F1(a, b; c; z) for 0 ≤ z < 1.
func hypergeometric(a, b, c, z float64) float64 {
	sum, term := 1.0, 1.0
	for k := 0.0; k < 20_000 && math.Abs(term) > 1e-15*math.Abs(sum); k++ {
		term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z
		sum += term
	}
	return sum
}
