package score

import "math"

// Pinball is the quantile loss of one forecast q of probability p.
func Pinball(y, q, p float64) float64 { return math.Max(p*(y-q), (p-1)*(y-q)) }

// MeanPinball is the mean quantile loss over steps and levels, for quantiles[step][level].
func MeanPinball(actual []float64, quantiles [][]float64, levels []float64) float64 {
	var sum, n float64
	for t := range min(len(actual), len(quantiles)) {
		if math.IsNaN(actual[t]) {
			continue
		}
		for k, p := range levels {
			sum, n = sum+Pinball(actual[t], quantiles[t][k], p), n+1
		}
	}
	return sum / n
}

// Coverage is the share of actuals within [lower, upper].
func Coverage(actual, lower, upper []float64) float64 {
	var in, n float64
	for t := range min(len(actual), len(lower), len(upper)) {
		if math.IsNaN(actual[t]) {
			continue
		}
		if n++; actual[t] >= lower[t] && actual[t] <= upper[t] {
			in++
		}
	}
	return in / n
}

// Width is the mean width of the intervals.
func Width(lower, upper []float64) float64 {
	var sum float64
	for t := range lower {
		sum += upper[t] - lower[t]
	}
	return sum / float64(len(lower))
}

// MSIS is the mean scaled interval score of M4 (Gneiting and Raftery 2007) for intervals of probability 1 − alpha: width, plus 2/alpha
// times how far actuals fall outside, over scale.
func MSIS(actual, lower, upper []float64, alpha, scale float64) float64 {
	var sum, n float64
	for t := range min(len(actual), len(lower), len(upper)) {
		y, l, u := actual[t], lower[t], upper[t]
		if math.IsNaN(y) {
			continue
		}
		sum += u - l + 2/alpha*(math.Max(0, l-y)+math.Max(0, y-u))
		n++
	}
	return sum / n / scale
}
