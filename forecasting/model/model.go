package model

import "math"

// Input is one history ready for a model: equally spaced, without NaN or infinity.
type Input struct {
	// Y is the history, oldest first. Steps without an observation carry an imputed value and false in Seen.
	Y []float64
	// Seen marks the steps that were observed; nil means all of them.
	Seen []bool
	// Period is the season length in steps; 1 or less means none.
	Period int
	// Seasons are all season lengths of the data, ascending, for the models of several seasons; nil means Period alone.
	Seasons []int
	// Profiles are the calendar of the data, if it has one.
	Profiles []Profile
	// Left is the number of steps that the series goes on after Y: in a backtest, the ones held out.
	Left int
	// Counts says that the values are numbers of pieces, or were before a calendar was divided out.
	Counts bool
	// H is the number of steps ahead, at least 1.
	H int
}

// Fit is what a model has learned from an [Input].
type Fit struct {
	// Name says which model it is, with its parameters where they name a variant: "ETS(A,Ad,N)".
	Name string
	// Mean is the point forecast, one value a step, length H.
	Mean []float64
	// Err are the one-step errors in the history, in the units of a shock (see Factor); steps not seen or before the
	// model's start are absent.
	Err []float64
	// Psi is the response of step 1+j ahead to a unit shock at step 1: Psi[0] is 1. Length H.
	Psi []float64
	// Factor scales the whole error of each step: the seasonal factor of a multiplicative season, the level of a relative error.
	// nil means 1 everywhere.
	Factor []float64
	// Fitted is the one-step forecast of each step of the history, NaN where there is none; nil if the model has none.
	Fitted []float64
	// Count is set by models of integer demand: their distribution replaces the error representation.
	Count *NegBin
	// AICc is the corrected Akaike criterion where the model has a likelihood, else NaN.
	AICc float64
	// Again fits the form that was chosen to another input, without choosing; nil where there was no choice.
	Again func(Input) (Fit, bool)
	// Params are the fitted parameters by name, for explanation.
	Params map[string]float64
}

// Model is a named fitting function. The second result is false when the model does not apply to the input.
type Model struct {
	Name string
	Fit  func(Input) (Fit, bool)
}

// Sigma is the root mean square of the one-step errors, degrees of freedom k taken off; 0 for a model without errors.
func (f Fit) Sigma(k int) float64 {
	if len(f.Err) == 0 {
		return 0
	}
	var ss float64
	for _, e := range f.Err {
		ss += e * e
	}
	n := len(f.Err) - k
	if n < 1 {
		n = 1
	}
	return math.Sqrt(ss / float64(n))
}

// Spread is the standard deviation of the error at each step ahead for a shock of standard deviation sigma.
func (f Fit) Spread(sigma float64) []float64 {
	out := make([]float64, len(f.Mean))
	var ss float64
	for j := range out {
		ss += f.Psi[j] * f.Psi[j]
		out[j] = sigma * math.Sqrt(ss)
		if f.Factor != nil {
			out[j] *= math.Abs(f.Factor[j])
		}
	}
	return out
}

// Finite reports whether every point forecast and error weight is a number.
func (f Fit) Finite() bool {
	for _, xs := range [][]float64{f.Mean, f.Psi, f.Factor, f.Err} {
		for _, x := range xs {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
	}
	return len(f.Mean) > 0
}

func (in Input) seen(t int) bool { return in.Seen == nil || in.Seen[t] }

// period is the season length, 1 when the history does not hold two full seasons.
func (in Input) period() int {
	if in.Period < 2 || len(in.Y) < 2*in.Period {
		return 1
	}
	return in.Period
}

func constant(h int, v float64) []float64 {
	out := make([]float64, h)
	for i := range out {
		out[i] = v
	}
	return out
}

// walkPsi is the error weight of a level that remembers share alpha of each shock for ever.
func walkPsi(h int, alpha float64) []float64 {
	psi := constant(h, alpha)
	psi[0] = 1
	return psi
}

func mean(y []float64) float64 {
	if len(y) == 0 {
		return 0
	}
	var s float64
	for _, v := range y {
		s += v
	}
	return s / float64(len(y))
}
