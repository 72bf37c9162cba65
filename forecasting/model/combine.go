package model

import (
	"math"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// Combine is the weighted mean of several fits of the same input (Bates and Granger 1969): points, one-step errors and error weights
// are averaged, so the spread reflects what the members' errors have in common; the errors without the members that have but a few of them,
// as those would cut short what the others know. Weights need not sum to 1; nil means equal ones.
func Combine(fits []Fit, weights []float64) Fit {
	if len(fits) == 1 {
		return fits[0]
	}
	h := len(fits[0].Mean)
	names := make([]string, len(fits))
	for i, f := range fits {
		names[i] = f.Name
	}
	out := Fit{Name: strings.Join(names, "+"), Mean: make([]float64, h), Psi: make([]float64, h), Factor: make([]float64, h),
		Err: combineErrors(fits, weights), AICc: math.NaN()}
	var count float64
	for i, f := range fits {
		w := share(weights, i, len(fits))
		for j := range h {
			out.Mean[j] += w * f.Mean[j]
			out.Psi[j] += w * f.Psi[j]
			out.Factor[j] += w * f.factor(j)
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

// fewErrors tell no spread.
const fewErrors = 12

// combineErrors averages the last errors that all have, but for those who have less than half of the most, and few.
func combineErrors(fits []Fit, weights []float64) []float64 {
	most := 0
	for _, f := range fits {
		most = max(most, len(f.Err))
	}
	n, heard := most, make([]float64, len(fits))
	for i, f := range fits {
		if len(f.Err) > fewErrors || 2*len(f.Err) >= most {
			n, heard[i] = min(n, len(f.Err)), share(weights, i, len(fits))
		}
	}
	out, all := make([]float64, n), floats.Sum(heard)
	for i, w := range heard {
		for k := 0; k < n && w > 0; k++ {
			out[k] += w / all * fits[i].Err[len(fits[i].Err)-n+k]
		}
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
