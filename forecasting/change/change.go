// Package change finds what is unusual in a history: single outliers, level shifts, and turns of the trend, each with its size and how
// sure it is.
//
// All of it works on what is left after the season is taken out by its median profile, and on medians, which a few wild values do not
// move.
package change

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Kind of an event.
type Kind string

// The kinds.
const (
	Outlier Kind = "outlier"
	Shift   Kind = "level shift"
	Turn    Kind = "trend turn"
)

// Event is one finding at step At: Size in units of the data (of data a step for a turn), Confidence between 0 and 1.
type Event struct {
	Kind       Kind
	At         int
	Size       float64
	Confidence float64
}

// wing is the number of steps on either side that a level is judged by.
const wing = 14

// Find lists the events of a history with season length m (1: none), in order of time. Missing values are NaN. Fewer than 12 values
// hold none.
func Find(y []float64, m int) []Event {
	flat := deseason(y, m)
	noise := noiseOf(flat)
	if len(y) < 12 || noise == 0 {
		return nil
	}
	single := outliers(flat, noise)
	for _, e := range single {
		flat[e.At] = math.NaN()
	}
	out := breaks(flat, noise)
	single = slices.DeleteFunc(single, func(e Event) bool { return beside(e, out) })
	out = append(out, single...)
	slices.SortFunc(out, func(a, b Event) int { return a.At - b.At })
	return out
}

// beside reports whether an outlier is only the first values of a new level.
func beside(e Event, shifts []Event) bool {
	return slices.ContainsFunc(shifts, func(s Event) bool {
		return e.At >= s.At-wing/2 && e.At <= s.At+wing/2 && e.Size*s.Size > 0
	})
}

// deseason subtracts the median of each phase, kept to the median of all.
func deseason(y []float64, m int) []float64 {
	out := slices.Clone(y)
	if m < 2 || len(y) < 3*m {
		return out
	}
	all := median(y)
	for k := range m {
		var phase []float64
		for t := k; t < len(y); t += m {
			phase = append(phase, y[t])
		}
		d := median(phase) - all
		for t := k; t < len(y); t += m {
			out[t] -= d
		}
	}
	return out
}

// median of what is there; NaN of nothing.
func median(y []float64) float64 {
	v := slices.DeleteFunc(slices.Clone(y), math.IsNaN)
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	return (v[len(v)/2] + v[(len(v)-1)/2]) / 2
}

// noiseOf is the deviation of one value around its neighbourhood, by the median absolute deviation.
func noiseOf(y []float64) float64 {
	dev := make([]float64, len(y))
	for t := range y {
		dev[t] = math.Abs(y[t] - around(y, t))
	}
	s := 1.4826 * median(dev)
	if math.IsNaN(s) {
		return 0
	}
	return s
}

// around is the median of the steps before and after t.
func around(y []float64, t int) float64 {
	return median(append(slices.Clone(y[max(0, t-wing/2):t]), y[min(t+1, len(y)):min(len(y), t+1+wing/2)]...))
}

func outliers(y []float64, noise float64) []Event {
	var out []Event
	for t := range y {
		size := y[t] - around(y, t)
		if z := math.Abs(size) / noise; z > 4 {
			out = append(out, Event{Outlier, t, size, sure(z, len(y))})
		}
	}
	return out
}

// sure is the probability that a deviation of z is not chance, among n looks (Šidák).
func sure(z float64, n int) float64 {
	return math.Pow(1-2*distuv.UnitNormal.Survival(z), float64(n))
}

// breaks scans for the strongest jump of level or slope, again left and right of it, until none is sure to 95 %. The stronger kind
// wins: a step looks like two turns, and a turn like many steps.
func breaks(y []float64, noise float64) []Event {
	var out []Event
	var scan func(lo, hi int)
	scan = func(lo, hi int) {
		var best Event
		var top float64
		for t := lo + 5; t+5 <= hi; t++ {
			before, after := y[max(lo, t-3*wing):t], y[t:min(hi, t+3*wing)]
			if size, z := levelJump(before, after); math.Abs(z)/noise > top {
				best, top = Event{Kind: Shift, At: t, Size: size}, math.Abs(z)/noise
			}
			if size, z := slopeJump(before, after); math.Abs(z)/noise > top {
				best, top = Event{Kind: Turn, At: t, Size: size}, math.Abs(z)/noise
			}
		}
		if best.Confidence = sure(top, hi-lo); best.Confidence < 0.95 || top < 4 {
			return
		}
		out = append(out, best)
		scan(lo, best.At)
		scan(best.At, hi)
	}
	scan(0, len(y))
	return out
}

// levelJump is the jump between two pieces that share a slope, standardised for unit noise: where a trend runs on, nothing has jumped.
func levelJump(before, after []float64) (size, z float64) {
	a, va := slope(before)
	b, vb := slope(after)
	common := (a/va + b/vb) / (1/va + 1/vb)
	ma, ta, na := centre(before)
	mb, tb, nb := centre(after)
	if na < 3 || nb < 3 {
		return 0, 0
	}
	gap := tb + float64(len(before)) - ta
	size = mb - ma - common*gap
	return size, size / math.Sqrt(1/na+1/nb+gap*gap/(1/va+1/vb))
}

// centre is the mean of the values there are, of their times, and their number.
func centre(y []float64) (mean, at, n float64) {
	for t, v := range y {
		if !math.IsNaN(v) {
			mean, at, n = mean+v, at+float64(t), n+1
		}
	}
	return mean / n, at / n, n
}

// slopeJump is the difference of the least squares slopes, standardised for unit noise. It speaks only where both sides have ten values.
func slopeJump(before, after []float64) (size, z float64) {
	if len(before) < 10 || len(after) < 10 {
		return 0, 0
	}
	a, va := slope(before)
	b, vb := slope(after)
	return b - a, (b - a) / math.Sqrt(va+vb)
}

func slope(y []float64) (b, variance float64) {
	var st, sy, n float64
	for t, v := range y {
		if !math.IsNaN(v) {
			st, sy, n = st+float64(t), sy+v, n+1
		}
	}
	var sxx, sxy float64
	for t, v := range y {
		if !math.IsNaN(v) {
			d := float64(t) - st/n
			sxx, sxy = sxx+d*d, sxy+d*(v-sy/n)
		}
	}
	if sxx == 0 {
		return 0, 1
	}
	return sxy / sxx, 1 / sxx
}
