package model

import "math"

// Profile divides the steps of history and horizon into categories, of which each has a typical factor: days of the week, of the
// month, of the year, holidays. Of has one category a step, length len(Y) + H; a negative one is the neutral rest.
type Profile struct {
	Of []int
	// Prior is the number of steps that speak for the factor 1.
	Prior float64
	// Least is the number of observed steps without which a category stays neutral.
	Least int
	// Smooth is the number of neighbouring categories on each side that a factor is averaged over, in a circle; 0 for none.
	Smooth int
}

// Profiler lets models see the profiles of one series. What they take out is computed once for all of them; it is for one goroutine.
type Profiler struct {
	span   int
	n, h   int
	factor []float64 // of the history with n steps, h ahead
}

// NewProfiler makes one that takes factors relative to the centred mean over span steps.
func NewProfiler(span int) *Profiler { return &Profiler{span: span} }

func (p *Profiler) factors(in Input) []float64 {
	if p.n != len(in.Y) || p.h != in.H {
		p.n, p.h, p.factor = len(in.Y), in.H, in.Factors(p.span)
	}
	return p.factor
}

// Model removes the profiles of the input from the history, lets a model forecast the rest without season, and puts them back: a
// multiplicative decomposition by iterated ratios of sums, which bears zeros. It declines without profiles, or where the history has
// negative values.
func (p *Profiler) Model(name string, fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		if len(in.Profiles) == 0 || len(in.Y) < 21 || !nonNegative(in.Y) {
			return Fit{}, false
		}
		factor := p.factors(in)
		f, ok := fit(in.divided(factor))
		if !ok {
			return f, false
		}
		f.Name, f.Fitted, f.Count = name, nil, nil
		ahead := factor[len(in.Y):]
		f.Factor = append([]float64(nil), ahead...)
		f.Mean = append([]float64(nil), f.Mean...)
		for j := range f.Mean {
			f.Mean[j] *= ahead[j]
		}
		return f, f.Finite()
	}
}

// divided is the input without its factors and seasons; a step that is closed says nothing.
func (in Input) divided(factor []float64) Input {
	flat := in
	flat.Period, flat.Profiles = 1, nil
	flat.Y, flat.Seen = make([]float64, len(in.Y)), make([]bool, len(in.Y))
	for t, v := range in.Y {
		flat.Y[t], flat.Seen[t] = v/factor[t], in.seen(t) && factor[t] > leastFactor
		if !flat.Seen[t] && t > 0 {
			flat.Y[t] = flat.Y[t-1]
		}
	}
	return flat
}

// leastFactor below which a step says nothing about the level: a closed day.
const leastFactor = 0.15

func nonNegative(y []float64) bool {
	for _, v := range y {
		if v < 0 {
			return false
		}
	}
	return true
}

// Factors of all steps of history and horizon: the product of the profiles.
func (in Input) Factors(span int) []float64 {
	n := len(in.Y)
	total := constant(n+in.H, 1)
	parts := make([][]float64, len(in.Profiles))
	flat := make([]float64, n)
	for round := range 3 {
		for t, v := range in.Y {
			flat[t] = v / math.Max(total[t], leastFactor)
		}
		level := rolling(flat, span)
		for k, p := range in.Profiles {
			if round > 0 {
				apply(total, p.Of, parts[k], -1)
			}
			parts[k] = in.ratios(p, level, total)
			apply(total, p.Of, parts[k], 1)
		}
	}
	return total
}

// apply multiplies (or, with power −1, divides) each step by the factor of its category.
func apply(total []float64, of []int, part []float64, power float64) {
	for t, c := range of[:len(total)] {
		if c >= 0 && c < len(part) {
			total[t] *= math.Pow(part[c], power)
		}
	}
}

// ratios are the factors of the categories of one profile: what came over what level and the other profiles say, drawn to 1.
func (in Input) ratios(p Profile, level, others []float64) []float64 {
	top := 0
	for _, c := range p.Of {
		top = max(top, c+1)
	}
	came, said, seen := make([]float64, top), make([]float64, top), make([]float64, top)
	for t, y := range in.Y {
		if c := p.Of[t]; c >= 0 && in.seen(t) && level[t] > 0 {
			came[c], said[c], seen[c] = came[c]+y/level[t], said[c]+others[t], seen[c]+1
		}
	}
	out := make([]float64, top)
	for c := range out {
		var a, b, n float64
		for w := -p.Smooth; w <= p.Smooth; w++ {
			k := ((c+w)%top + top) % top
			weight := 1 - math.Abs(float64(w))/float64(p.Smooth+1)
			a, b, n = a+weight*came[k], b+weight*said[k], n+weight*seen[k]
		}
		if out[c] = (a + p.Prior) / (b + p.Prior); n < float64(p.Least) || b+p.Prior == 0 {
			out[c] = 1
		}
		out[c] = math.Max(out[c], 0.02)
	}
	return out
}

// rolling is the centred mean over span steps; near the ends over what there is.
func rolling(y []float64, span int) []float64 {
	cum := make([]float64, len(y)+1)
	for t, v := range y {
		cum[t+1] = cum[t] + v
	}
	out := make([]float64, len(y))
	for t := range y {
		lo, hi := max(0, t-span/2), min(len(y), t+span/2+1)
		out[t] = (cum[hi] - cum[lo]) / float64(hi-lo)
	}
	return out
}
