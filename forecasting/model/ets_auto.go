package model

import "math"

// SES is simple exponential smoothing, ETS(A,N,N) (Brown 1956).
func SES(in Input) (Fit, bool) { return named("SES", ETS(Shape{'A', 'N', 'N'}))(in) }

// Holt is the linear trend method, ETS(A,A,N) (Holt 1957).
func Holt(in Input) (Fit, bool) { return named("Holt", ETS(Shape{'A', 'A', 'N'}))(in) }

// Damped is the damped trend method, ETS(A,Ad,N) (Gardner and McKenzie 1985).
func Damped(in Input) (Fit, bool) { return named("Damped", ETS(Shape{'A', 'D', 'N'}))(in) }

// HoltWinters is the additive seasonal method, ETS(A,A,A) (Winters 1960).
func HoltWinters(in Input) (Fit, bool) { return named("HoltWinters", ETS(Shape{'A', 'A', 'A'}))(in) }

func named(name string, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		f, ok := fit(in)
		f.Name = name
		return f, ok
	}
}

// AutoETS searches the shapes for the lowest AICc the way one would by hand: first the kind of season and error without a trend, then
// the trend for the kinds that won. A season is tried only where two full ones are there and, on long histories, where it shows
// (see [Seasonal]); multiplicative forms only on positive data.
func AutoETS(in Input) (Fit, bool) {
	kinds := [][2]byte{{'A', 'N'}, {'M', 'N'}}
	if m := in.period(); m > 1 && len(in.Y) >= 2*m+4 {
		if len(in.Y) < 3*m {
			kinds = append(kinds, [2]byte{'A', 'A'}, [2]byte{'M', 'M'})
		} else if Seasonal(in.Y, m) {
			kinds = [][2]byte{{'A', 'A'}, {'M', 'A'}, {'M', 'M'}}
		}
	}
	best, kind, found := Fit{}, [2]byte{}, false
	try := func(s Shape) {
		f, ok := ETS(s)(in)
		if ok && (!found || less(f, best)) {
			best, kind, found = f, [2]byte{s.Error, s.Season}, true
			best.Again = ETS(s)
		}
	}
	for _, k := range kinds {
		try(Shape{k[0], 'N', k[1]})
	}
	if !found {
		return Fit{}, false
	}
	won := kind
	try(Shape{won[0], 'A', won[1]})
	try(Shape{won[0], 'D', won[1]})
	return best, true
}

// less compares by AICc, and by error where the history is too short for it.
func less(a, b Fit) bool {
	if math.IsInf(a.AICc, 1) && math.IsInf(b.AICc, 1) {
		return a.Sigma(0) < b.Sigma(0)
	}
	return a.AICc < b.AICc
}
