package stock

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Loss is the standard normal loss function G(k) = φ(k) − k(1 − Φ(k)): the expected shortfall of a stock k deviations above the mean.
func Loss(k float64) float64 {
	return distuv.UnitNormal.Prob(k) - k*distuv.UnitNormal.Survival(k)
}

// Spread is the deviation of demand over an uncertain interval: √(L·σ_d² + d̄²·σ_L²). sdDemand is that of the forecast error of one step.
func Spread(meanDemand, sdDemand, lead, sdLead float64) float64 {
	return math.Sqrt(lead*sdDemand*sdDemand + meanDemand*meanDemand*sdLead*sdLead)
}

// CycleFactor is the safety factor k for a probability of not running out in a cycle.
func CycleFactor(service float64) float64 { return distuv.UnitNormal.Quantile(service) }

// FillRate is the share of demand served from the shelf by orders of q with a safety factor k: 1 − σ_L·G(k)/q (Silver, Pyke, Thomas
// 2017).
func FillRate(k, sd, q float64) float64 { return 1 - sd*Loss(k)/q }

// FillFactor is the least safety factor k, at least −4, that serves the share fill of demand; found by bisection, as G falls with k.
func FillFactor(fill, sd, q float64) float64 {
	lo, hi := -4.0, 8.0
	for range 100 {
		if mid := (lo + hi) / 2; FillRate(mid, sd, q) < fill {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
