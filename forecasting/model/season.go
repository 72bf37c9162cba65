package model

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Seasonal is the seasonality test of the M competitions: the autocorrelation at lag m exceeds the 90 % limit
// 1.645·√((1 + 2Σ_{k<m} r_k²)/n). It needs three full seasons.
func Seasonal(y []float64, m int) bool {
	n := len(y)
	if m < 2 || n < 3*m {
		return false
	}
	mu := mean(y)
	var c0 float64
	for _, v := range y {
		c0 += (v - mu) * (v - mu)
	}
	if c0 <= 1e-12*float64(n)*mu*mu || c0 == 0 {
		return false
	}
	var sum, rm float64
	for k := 1; k <= m; k++ {
		var c float64
		for t := k; t < n; t++ {
			c += (y[t] - mu) * (y[t-k] - mu)
		}
		rm = c / c0
		if k < m {
			sum += rm * rm
		}
	}
	return math.Abs(rm) > 1.645*math.Sqrt((1+2*sum)/float64(n))
}

// Centred is the centred moving average over one season (2×m for even m); the ends, where it does not reach, are NaN.
func Centred(y []float64, m int) []float64 {
	n, half := len(y), m/2
	out := make([]float64, n)
	for t := range out {
		if t < half || t+half >= n {
			out[t] = math.NaN()
			continue
		}
		var s float64
		for k := -half; k <= half; k++ {
			w := 1.0
			if m%2 == 0 && (k == -half || k == half) {
				w = 0.5
			}
			s += w * y[t+k]
		}
		out[t] = s / float64(m)
	}
	return out
}

// phases are y over its trend, less 1 (multiplicative), or y less its trend, by the phase of the season: phase k holds the steps t with
// t mod m = k. The trend is the centred moving average; where it does not reach, nothing is said.
func phases(y []float64, m int, multiplicative bool) [][]float64 {
	trend := Centred(y, m)
	out := make([][]float64, m)
	for t, v := range y {
		switch {
		case math.IsNaN(trend[t]) || multiplicative && trend[t] <= 0:
		case multiplicative:
			out[t%m] = append(out[t%m], v/trend[t]-1)
		default:
			out[t%m] = append(out[t%m], v-trend[t])
		}
	}
	return out
}

// Indices are the classical seasonal indices of y: the mean over the seasons of y/trend (multiplicative, mean 1) or y − trend
// (additive, mean 0), the trend being the centred moving average. Index k belongs to the steps t with t mod m = k.
// A phase that is never covered gets the neutral index.
func Indices(y []float64, m int, multiplicative bool) []float64 {
	out := make([]float64, m)
	for k, p := range phases(y, m, multiplicative) {
		if len(p) > 0 {
			out[k] = mean(p)
		}
	}
	return centreIndices(out, multiplicative)
}

// ShrunkIndices are the classical indices drawn to no season as far as the differences between the phases may be chance (Miller and
// Williams 2003, after James and Stein 1961): an index of n steps keeps A/(A + V/n), A being the variance between the phases, V that
// within them. So a season need not first pass a test, which short histories never do. Of exactly two seasons, which cannot tell the two
// variances apart, half is kept. Filled steps count as seen.
//
// more is how much larger errors will be than those that the indices leave in the history, being made of them: an index of n
// steps that keeps the share w has left V(1 − w/n) there and will leave V(1 + w/n).
func ShrunkIndices(y []float64, m int, multiplicative bool) (indices []float64, more float64) {
	by := phases(y, m, multiplicative)
	within, between, used := variances(by)
	out := make([]float64, m)
	if !(between > 0) {
		return centreIndices(out, multiplicative), 1
	}
	var kept float64
	for k, p := range by {
		if len(p) > 0 {
			keep := between / (between + within/float64(len(p)))
			out[k], kept = keep*mean(p), kept+keep
		}
	}
	n, share := float64(len(y)), kept/used
	return centreIndices(out, multiplicative), math.Sqrt((1 + share) / (1 + share*(n-2*used)/n)) // the ends are in no index
}

// variances of single steps within a phase and of the phases themselves, and the number of steps they are of. Two seasons tell little of the
// first, so half the variance of all steps counts for it as much as prior steps would.
func variances(by [][]float64) (within, between, used float64) {
	const prior = 2
	var all, means []float64
	var inverse, freedom float64
	for _, p := range by {
		if len(p) == 0 {
			continue
		}
		mu := mean(p)
		for _, v := range p {
			within += (v - mu) * (v - mu)
		}
		all, means = append(all, p...), append(means, mu)
		inverse, freedom = inverse+1/float64(len(p)), freedom+float64(len(p)-1)
	}
	if len(means) < 2 {
		return 0, 0, 0
	}
	within = (within + prior*stat.Variance(all, nil)/2) / (freedom + prior)
	return within, stat.Variance(means, nil) - within*inverse/float64(len(means)), float64(len(all))
}

// centreIndices makes factors of shares and the mean of the indices neutral.
func centreIndices(s []float64, multiplicative bool) []float64 {
	mu := mean(s)
	for k := range s {
		if multiplicative {
			s[k] = math.Max((1+s[k])/math.Max(1+mu, 1e-9), 0.01)
		} else {
			s[k] -= mu
		}
	}
	return s
}

// Positive reports whether all values are clearly above zero, so that relative errors and factors make sense.
func Positive(y []float64) bool {
	var top float64
	low := math.Inf(1)
	for _, v := range y {
		low, top = math.Min(low, v), math.Max(top, v)
	}
	return low > 1e-6*top && low > 0
}
