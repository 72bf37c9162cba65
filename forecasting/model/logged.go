package model

import "math"

// Logged lets a model see the logarithms of a history that is clearly above zero, so that what it adds multiplies. It declines others.
func Logged(name string, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		logs, ok := in.Log()
		if !ok {
			return Fit{}, false
		}
		f, ok := fit(logs)
		if !ok {
			return f, false
		}
		f.Name = name
		f.unlog(in.Y)
		return f, f.Finite()
	}
}

// Log is the input in logarithms; false if it is not clearly above zero.
func (in Input) Log() (Input, bool) {
	if !Positive(in.Y) {
		return in, false
	}
	y := make([]float64, len(in.Y))
	for t, v := range in.Y {
		y[t] = math.Log(v)
	}
	in.Y = y
	return in, true
}

// unlog brings a fit of logarithms back: an error is a share of the level that was forecast, in the units of the last level.
func (f *Fit) unlog(y []float64) {
	top := math.Inf(-1)
	for _, v := range y {
		top = math.Max(top, math.Log(v))
	}
	for j, v := range f.Mean {
		f.Mean[j] = math.Exp(math.Min(v, top+math.Ln2*2))
	}
	level := f.Mean[0]
	f.Factor = make([]float64, len(f.Mean))
	for j, v := range f.Mean {
		f.Factor[j] = v / level
	}
	for t := range f.Err {
		f.Err[t] *= level
	}
	f.Fitted, f.Again = nil, nil
}
