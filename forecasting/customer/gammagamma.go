package customer

import "math"

// Spend is the mean value of the X repeat purchases of a customer.
type Spend struct{ X, Mean float64 }

// GammaGamma is the model of what a purchase is worth (Fader and Hardie 2013): gamma with shape P around a customer's own mean, whose
// scale is itself gamma (Q, V) across customers. It assumes that value does not depend on frequency.
type GammaGamma struct{ P, Q, V float64 }

// FitGammaGamma estimates the parameters by maximum likelihood from customers with at least one repeat purchase of a positive value.
func FitGammaGamma(all []Spend) GammaGamma {
	unpack := func(x []float64) GammaGamma {
		return GammaGamma{P: math.Exp(x[0]), Q: math.Exp(x[1]), V: math.Exp(x[2])}
	}
	x := climb(3, func(x []float64) float64 {
		m, sum := unpack(x), 0.0
		for _, s := range all {
			if s.X > 0 && s.Mean > 0 {
				sum += m.logLikelihood(s)
			}
		}
		return sum
	})
	return unpack(x)
}

func (m GammaGamma) logLikelihood(s Spend) float64 {
	px := m.P * s.X
	return lgamma(px+m.Q) - lgamma(px) - lgamma(m.Q) + m.Q*math.Log(m.V) + (px-1)*math.Log(s.Mean) + px*math.Log(s.X) -
		(px+m.Q)*math.Log(m.V+s.X*s.Mean)
}

// Expected is the expected value of a customer's purchase: its own mean, drawn to that of all customers.
func (m GammaGamma) Expected(s Spend) float64 {
	return m.P * (m.V + s.X*s.Mean) / (m.P*s.X + m.Q - 1)
}
