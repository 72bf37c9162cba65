package model

import "math"

// Naive forecasts the last observed value for ever: the optimal forecast of a random walk. Its h-step error has variance hσ².
func Naive(in Input) (Fit, bool) {
	if len(in.Y) == 0 {
		return Fit{}, false
	}
	n := len(in.Y)
	f := Fit{Name: "Naive", Mean: constant(in.H, in.Y[n-1]), Psi: walkPsi(in.H, 1), AICc: math.NaN(), Fitted: make([]float64, n)}
	f.Fitted[0] = math.NaN()
	for t := 1; t < n; t++ {
		f.Fitted[t] = in.Y[t-1]
		if in.seen(t) && in.seen(t-1) {
			f.Err = append(f.Err, in.Y[t]-in.Y[t-1])
		}
	}
	return f, true
}

// SeasonalNaive forecasts the value one season ago. Needs one full season. A shock returns every m steps, so the error variance
// grows by σ² with each season.
func SeasonalNaive(in Input) (Fit, bool) {
	m, n := in.Period, len(in.Y)
	if m < 2 || n < m {
		return Fit{}, false
	}
	f := Fit{Name: "SeasonalNaive", Mean: make([]float64, in.H), Psi: make([]float64, in.H), AICc: math.NaN(), Fitted: make([]float64, n)}
	for j := range f.Mean {
		f.Mean[j] = in.Y[n-m+j%m]
		if j%m == 0 {
			f.Psi[j] = 1
		}
	}
	for t := range n {
		f.Fitted[t] = math.NaN()
		if t < m {
			continue
		}
		f.Fitted[t] = in.Y[t-m]
		if in.seen(t) && in.seen(t-m) {
			f.Err = append(f.Err, in.Y[t]-in.Y[t-m])
		}
	}
	return f, true
}

// Drift continues the straight line from the first to the last value: a random walk whose steps have the mean (y_n − y_1)/(n − 1).
// The error of the estimated drift is added to the weights as h/n of a step.
func Drift(in Input) (Fit, bool) {
	n := len(in.Y)
	if n < 3 {
		return Fit{}, false
	}
	slope := (in.Y[n-1] - in.Y[0]) / float64(n-1)
	f := Fit{Name: "Drift", Mean: make([]float64, in.H), Psi: make([]float64, in.H), AICc: math.NaN(), Fitted: make([]float64, n)}
	for j := range f.Mean {
		f.Mean[j] = in.Y[n-1] + slope*float64(j+1)
		f.Psi[j] = 1 + float64(j)/float64(n)
	}
	f.Fitted[0] = math.NaN()
	for t := 1; t < n; t++ {
		f.Fitted[t] = in.Y[t-1] + slope
		if in.seen(t) && in.seen(t-1) {
			f.Err = append(f.Err, in.Y[t]-f.Fitted[t])
		}
	}
	return f, true
}

// MovingAverage forecasts the mean of the last k values; with fewer values, of all there are. A shock stays in the average for k
// steps with weight 1/k.
func MovingAverage(k int) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		n := len(in.Y)
		if n == 0 || k < 1 {
			return Fit{}, false
		}
		f := Fit{Name: "MovingAverage", Psi: walkPsi(in.H, 1/float64(min(k, n))), AICc: math.NaN(), Fitted: make([]float64, n)}
		var sum float64
		for t, y := range in.Y {
			f.Fitted[t] = sum / math.Max(1, float64(min(k, t)))
			if t == 0 {
				f.Fitted[t] = math.NaN()
			} else if in.seen(t) && t >= min(k, (n+1)/2) {
				f.Err = append(f.Err, y-f.Fitted[t])
			}
			if sum += y; t >= k {
				sum -= in.Y[t-k]
			}
		}
		f.Mean = constant(in.H, mean(in.Y[max(0, n-k):]))
		return f, true
	}
}
