package stock

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"hesuan/forecasting"
)

// NewsvendorNormal is the quantity with F(Q) = p/(h + p) for normal demand: h is the cost of a piece left over, p of a piece short.
// With it comes the expected cost, (h + p)·φ(z)·σ.
func NewsvendorNormal(h, p, mean, sd float64) (quantity, cost float64) {
	z := distuv.UnitNormal.Quantile(p / (h + p))
	return mean + z*sd, (h + p) * distuv.UnitNormal.Prob(z) * sd
}

// NewsvendorPoisson is the least whole quantity with F(Q) ≥ p/(h + p) for Poisson demand, and its expected cost.
func NewsvendorPoisson(h, p, mean float64) (quantity, cost float64) {
	d := poisson(mean)
	q := 0
	for q < len(d.cdf)-1 && d.cdf[q] < p/(h+p) {
		q++
	}
	return float64(q), d.cost(q, h, p)
}

// Newsvendor is the quantity for a demand known by draws: its critical quantile (报童模型).
func Newsvendor(h, p float64, demand forecasting.Sample) float64 { return demand.Quantile(p / (h + p)) }

// discrete is a distribution on 0, 1, 2, … with the tail beyond its length neglected (below 1e-17).
type discrete struct {
	pmf, cdf []float64
	mean     float64
}

func poisson(mean float64) discrete {
	d := discrete{mean: mean}
	var sum float64
	dist := distuv.Poisson{Lambda: mean}
	for k := 0; k < 20 || float64(k) < mean+12*math.Sqrt(mean)+20; k++ {
		p := dist.Prob(float64(k))
		sum += p
		d.pmf, d.cdf = append(d.pmf, p), append(d.cdf, sum)
	}
	return d
}

// cost is the expected holding and shortage cost of one period with the stock y (which may be negative) before demand.
func (d discrete) cost(y int, h, p float64) float64 {
	if y < 0 {
		return p * (d.mean - float64(y))
	}
	var over float64
	for k := 0; k < y && k < len(d.pmf); k++ {
		over += float64(y-k) * d.pmf[k]
	}
	if y >= len(d.pmf) {
		over = float64(y) - d.mean
	}
	return h*over + p*(d.mean-float64(y)+over)
}
