package model

import "math"

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

// Indices are the classical seasonal indices of y: the mean over the seasons of y/trend (multiplicative, mean 1) or y − trend
// (additive, mean 0), the trend being the centred moving average. Index k belongs to the steps t with t mod m = k.
// A phase that is never covered gets the neutral index.
func Indices(y []float64, m int, multiplicative bool) []float64 {
	trend := Centred(y, m)
	sum, cnt := make([]float64, m), make([]float64, m)
	for t, v := range y {
		if math.IsNaN(trend[t]) || (multiplicative && trend[t] <= 0) {
			continue
		}
		if multiplicative {
			v /= trend[t]
		} else {
			v -= trend[t]
		}
		sum[t%m] += v
		cnt[t%m]++
	}
	neutral := 0.0
	if multiplicative {
		neutral = 1
	}
	for k := range sum {
		if sum[k] /= cnt[k]; cnt[k] == 0 {
			sum[k] = neutral
		}
	}
	return centreIndices(sum, multiplicative)
}

func centreIndices(s []float64, multiplicative bool) []float64 {
	mu := mean(s)
	for k := range s {
		if multiplicative {
			s[k] = math.Max(s[k]/math.Max(mu, 1e-9), 0.01)
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
