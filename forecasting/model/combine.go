package model

import (
	"math"
	"strings"
)

// Combine is the weighted mean of several fits of the same input (Bates and Granger 1969): points, one-step errors and error weights
// are averaged, so the spread reflects what the members' errors have in common. Weights need not sum to 1; nil means equal ones.
func Combine(fits []Fit, weights []float64) Fit {
	if len(fits) == 1 {
		return fits[0]
	}
	h, n := len(fits[0].Mean), math.MaxInt
	names := make([]string, len(fits))
	for i, f := range fits {
		names[i] = f.Name
		n = min(n, len(f.Err))
	}
	out := Fit{Name: strings.Join(names, "+"), Mean: make([]float64, h), Psi: make([]float64, h), Factor: make([]float64, h),
		Err: make([]float64, n), AICc: math.NaN()}
	var count float64
	for i, f := range fits {
		w := share(weights, i, len(fits))
		for j := range h {
			out.Mean[j] += w * f.Mean[j]
			out.Psi[j] += w * f.Psi[j]
			out.Factor[j] += w * f.factor(j)
		}
		for k := range n {
			out.Err[k] += w * f.Err[len(f.Err)-n+k]
		}
		if f.Count != nil {
			count += w
		}
	}
	if count > 0 {
		out.Count = combineCounts(fits, weights, mean(out.Mean))
	}
	return out
}

func share(weights []float64, i, n int) float64 {
	if weights == nil {
		return 1 / float64(n)
	}
	var sum float64
	for _, w := range weights {
		sum += w
	}
	return weights[i] / sum
}

func (f Fit) factor(j int) float64 {
	if f.Factor == nil {
		return 1
	}
	return f.Factor[j]
}

// combineCounts keeps the combined mean and averages the overdispersion of the members that count.
func combineCounts(fits []Fit, weights []float64, mu float64) *NegBin {
	var over, shared, sum float64
	for i, f := range fits {
		if f.Count == nil {
			continue
		}
		w := share(weights, i, len(fits))
		over, shared, sum = over+w/f.Count.Size, shared+w*f.Count.Shared, sum+w
	}
	return &NegBin{Mean: math.Max(mu, 0), Size: sum / math.Max(over, 1e-12), Shared: shared / sum}
}
