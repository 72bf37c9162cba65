package forecasting

import (
	"math"
	"sort"
)

// Sample is a distribution given by equally likely draws, ascending.
type Sample []float64

// NewSample sorts the draws into a distribution. The slice is taken over.
func NewSample(draws []float64) Sample {
	sort.Float64s(draws)
	return draws
}

// Quantile is the value not exceeded with probability p, between the draws by straight lines (type 7 of Hyndman and Fan 1996).
// An empty sample has the quantile 0.
func (s Sample) Quantile(p float64) float64 {
	if len(s) == 0 {
		return 0
	}
	at := math.Min(math.Max(p, 0), 1) * float64(len(s)-1)
	i := int(at)
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}

// Mean is the expectation.
func (s Sample) Mean() float64 {
	if len(s) == 0 {
		return 0
	}
	var sum float64
	for _, v := range s {
		sum += v / float64(len(s))
	}
	return sum
}

// SD is the standard deviation.
func (s Sample) SD() float64 {
	if len(s) < 2 {
		return 0
	}
	mu := s.Mean()
	var ss float64
	for _, v := range s {
		ss += (v - mu) * (v - mu) / float64(len(s)-1)
	}
	return math.Sqrt(ss)
}

// CDF is the probability of at most x.
func (s Sample) CDF(x float64) float64 {
	if len(s) == 0 {
		return 1
	}
	return float64(sort.Search(len(s), func(i int) bool { return s[i] > x })) / float64(len(s))
}

// Shortfall is the expected part above x, E[(D − x)⁺]: what a stock of x could not serve.
func (s Sample) Shortfall(x float64) float64 {
	var sum float64
	for i := len(s) - 1; i >= 0 && s[i] > x; i-- {
		sum += (s[i] - x) / float64(len(s))
	}
	return sum
}
