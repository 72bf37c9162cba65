package model

import "math"

// Theta is the winner of the M3 competition (Assimakopoulos and Nikolopoulos 2000) in the form of Hyndman and Billah (2003): simple
// exponential smoothing with a drift of half the slope of the straight line through the history. A season (see [ShrunkIndices]) is removed
// before by classical decomposition, multiplicative on positive data, and put back after; the paper tests for one instead.
func Theta(in Input) (Fit, bool) {
	if len(in.Y) < 3 {
		return Fit{}, false
	}
	return deseasonalised("Theta", in, func(flat Input) (Fit, bool) {
		f, ok := SES(flat)
		if !ok {
			return f, false
		}
		_, slope := line(flat.Y)
		alpha, n := f.Params["alpha"], float64(len(flat.Y))
		for j := range f.Mean {
			f.Mean[j] += slope / 2 * (float64(j) + (1-math.Pow(1-alpha, n))/alpha)
		}
		for t := range f.Fitted {
			f.Fitted[t] += slope / 2 * (1 - math.Pow(1-alpha, float64(t))) / alpha
		}
		f.Err = errorsOf(flat, f.Fitted, min(3, len(flat.Y)-2))
		f.Params["drift"] = slope / 2
		return f, true
	})
}

// errorsOf are the one-step errors from step start on.
func errorsOf(in Input, fitted []float64, start int) []float64 {
	var out []float64
	for t := start; t < len(in.Y); t++ {
		if in.seen(t) && !math.IsNaN(fitted[t]) {
			out = append(out, in.Y[t]-fitted[t])
		}
	}
	return out
}

// Deseasonalised lets a model of levels and trends see the history without its season, and puts that back after.
func Deseasonalised(name string, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) { return deseasonalised(name, in, fit) }
}

// deseasonalised runs a model on the history without its season and puts the season back: the Theta family's way.
func deseasonalised(name string, in Input, fit func(Input) (Fit, bool)) (Fit, bool) {
	m := in.period()
	if m < 2 || len(in.Y) < 2*m {
		f, ok := fit(in)
		f.Name = name
		return f, ok
	}
	multiplicative := Positive(in.Y)
	s, more := ShrunkIndices(in.Y, m, multiplicative)
	flat := in
	flat.Period = 1
	flat.Y = make([]float64, len(in.Y))
	for t, v := range in.Y {
		if multiplicative {
			flat.Y[t] = v / s[t%m]
		} else {
			flat.Y[t] = v - s[t%m]
		}
	}
	f, ok := fit(flat)
	if !ok {
		return f, false
	}
	f.Name = name
	reseason(&f, s, len(in.Y), multiplicative)
	for t := range f.Err {
		f.Err[t] *= more
	}
	return f, f.Finite()
}

// longestState is the longest season that a model keeps as states of its own.
const longestState = 24

// longestFlat is how much of a history without season is worth learning from: what is further back costs more time than it tells.
const longestFlat = 400

// Remember makes a choosing model choose once and fit the same form from then on: the earliest origin of a backtest chooses for the
// later ones, which is honest and several times faster. It is for one series and one goroutine.
func Remember(fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	var again func(Input) (Fit, bool)
	return func(in Input) (Fit, bool) {
		if again != nil {
			if f, ok := again(in); ok {
				return f, true
			}
		}
		f, ok := fit(in)
		if ok && f.Again != nil {
			again = f.Again
		}
		return f, ok
	}
}

// Recent lets a model see the last part of a long history only: at least keep steps and twenty seasons.
func Recent(keep int, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		keep := max(keep, 20*min(in.Period, longestState))
		if cut := len(in.Y) - keep; cut > 0 && in.Period <= longestState {
			in.Y = in.Y[cut:]
			if in.Seen != nil {
				in.Seen = in.Seen[cut:]
			}
		}
		return fit(in)
	}
}

// Flat lets a model with a season of its own see long seasons as the Theta family does, taken out before and put back after: hundreds of
// seasonal states would be fitted to noise.
func Flat(name string, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		if in.Period <= longestState {
			return Recent(longestFlat, fit)(in)
		}
		return deseasonalised(name, in, func(flat Input) (Fit, bool) {
			flat.Period = 1
			f, ok := Recent(longestFlat, fit)(flat)
			f.Fitted = nil
			return f, ok
		})
	}
}

// Short lets a model see the shortest season only.
func Short(fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		if len(in.Seasons) > 0 {
			in.Period = in.Seasons[0]
		}
		return fit(in)
	}
}

// reseason puts the season back on the points and, where it multiplies, on the size of the errors.
func reseason(f *Fit, s []float64, n int, multiplicative bool) {
	m := len(s)
	apply := func(v float64, t int) float64 {
		if multiplicative {
			return v * s[t%m]
		}
		return v + s[t%m]
	}
	for t := range f.Fitted {
		f.Fitted[t] = apply(f.Fitted[t], t)
	}
	if multiplicative && f.Factor == nil {
		f.Factor = constant(len(f.Mean), 1)
	}
	for j := range f.Mean {
		f.Mean[j] = apply(f.Mean[j], n+j)
		if multiplicative {
			f.Factor[j] *= s[(n+j)%m]
		}
	}
}
