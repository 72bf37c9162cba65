package model

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// GammaQuantile is the p quantile of the gamma distribution with mean 1 and the given shape, so variance 1/shape. Wilson and Hilferty's
// cube (1931) for shapes above 50, where it is right to four digits; bisection of the incomplete gamma function below. (gonum's own
// inverse does not return for some large shapes.)
func GammaQuantile(shape, p float64) float64 {
	p = math.Min(math.Max(p, 1e-9), 1-1e-9)
	if shape > 50 {
		c := 1 / (9 * shape)
		return math.Pow(math.Max(0, 1-c+distuv.UnitNormal.Quantile(p)*math.Sqrt(c)), 3)
	}
	if shape < 1e-3 {
		shape = 1e-3
	}
	lo, hi := math.Log(1e-300), math.Log(shape+30*math.Sqrt(shape)+60)
	for hi-lo > 1e-9 {
		mid := (lo + hi) / 2
		if mathext.GammaIncReg(shape, math.Exp(mid)) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp((lo+hi)/2) / shape
}
