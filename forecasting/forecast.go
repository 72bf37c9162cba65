package forecasting

import "math"

// Forecast is the answer to one [Series].
type Forecast struct {
	// Method names the model or combination that was taken.
	Method string
	// Class is the demand pattern by Syntetos, Boylan and Croston.
	Class Class
	// Mean is the expected value of each step.
	Mean []float64
	// Levels are the probabilities of the quantiles, ascending; Quantiles[step][i] belongs to Levels[i] and does not fall with i.
	Levels    []float64
	Quantiles [][]float64
	// Trials is the rolling-origin record of every candidate, best first.
	Trials []Trial
	// Filled is the number of steps that were missing or censored and therefore imputed.
	Filled int
	// Whole says that the demand comes in whole pieces, and so do the quantiles.
	Whole bool

	paths [][]float64
	step  []Sample
	from  *history
}

// Explain takes the forecast apart into level, trend, season, holidays, price, promotion and what is recent.
func (f *Forecast) Explain() Parts {
	point := make([]float64, len(f.Mean))
	for j, v := range f.Mean {
		point[j] = v / f.from.unit / f.from.ahead(j)
	}
	p := f.from.explain(point)
	p.Price, p.Promo = make([]float64, len(point)), make([]float64, len(point))
	for j, v := range point {
		great, price, promo := f.from.taken(j)
		p.Holiday[j] += v * (great - 1)
		p.Price[j] = v * great * (price - 1)
		p.Promo[j] = v * great * price * (promo - 1)
	}
	for _, part := range [][]float64{p.Level, p.Trend, p.Season, p.Holiday, p.Price, p.Promo, p.Recent} {
		for j := range part {
			part[j] *= f.from.unit
		}
	}
	return p
}

// Quantile is the value of one step ahead (from 0) not exceeded with probability p.
func (f *Forecast) Quantile(step int, p float64) float64 {
	return f.rounded(f.step[step].Quantile(p))
}

// Sum is the distribution of the total of n steps from step from (0 is the first ahead): the lead-time demand. Steps beyond the
// horizon repeat the last ones of each path; a window without steps is the certain 0.
func (f *Forecast) Sum(from, n int) Sample {
	draws := make([]float64, len(f.paths))
	for i, path := range f.paths {
		for j := from; j < from+n; j++ {
			draws[i] += path[f.within(j)]
		}
	}
	return NewSample(draws)
}

// within maps a step beyond the horizon to the same phase of the last week of it (or to the last steps of a shorter horizon).
func (f *Forecast) within(j int) int {
	h := len(f.Mean)
	if j < h {
		return j
	}
	cycle := min(h, 7)
	return h - cycle + (j-h)%cycle
}

// Expected is the expected demand of the first n steps, a part step counting with its part: the sum of Mean, continued like a path. A
// forecast of nothing expects nothing.
func (f *Forecast) Expected(n float64) float64 {
	if len(f.Mean) == 0 {
		return 0
	}
	return f.along(f.Mean, n)
}

// longest interval that is summed, in steps: ten years of days.
const longest = 3660

// Interval is the distribution of the demand over an uncertain interval of whole and part steps: each path is summed over several of the
// lengths, which are spread evenly over the paths. A part step counts with its part.
func (f *Forecast) Interval(lengths Sample) Sample {
	each := lengthsEach
	if len(lengths) == 1 {
		each = 1
	}
	draws := make([]float64, 0, len(f.paths)*each)
	for i, path := range f.paths {
		// A stride coprime to the number of paths, so that length and demand are not sorted alike.
		at := (float64(i*311%len(f.paths)) + 0.5) / float64(len(f.paths))
		for k := range each {
			draws = append(draws, f.along(path, lengths.Quantile(math.Mod(at+float64(k)/float64(each), 1))))
		}
	}
	return NewSample(draws)
}

// lengthsEach is the number of lengths that each path is summed over.
const lengthsEach = 8

// along sums the first n steps of a path, or of the means.
func (f *Forecast) along(path []float64, n float64) (sum float64) {
	n = math.Min(math.Max(n, 0), longest)
	full := int(n)
	for j := range full {
		sum += path[f.within(j)]
	}
	return sum + (n-float64(full))*path[f.within(full)]
}

// Paths are the drawn futures, each as long as the horizon: input to a simulation of stock.
func (f *Forecast) Paths() [][]float64 { return f.paths }

// rounded brings a quantile of whole demand up to the next whole piece.
func (f *Forecast) rounded(v float64) float64 {
	if f.Whole {
		return math.Ceil(v-1e-9) + 0 // never −0
	}
	return v
}

// tabulate fills Quantiles from the paths.
func (f *Forecast) tabulate(levels []float64) {
	f.Levels = levels
	f.step = make([]Sample, len(f.Mean))
	f.Quantiles = make([][]float64, len(f.Mean))
	for j := range f.Mean {
		draws := make([]float64, len(f.paths))
		for i := range f.paths {
			draws[i] = f.paths[i][j]
		}
		f.step[j] = NewSample(draws)
		f.Quantiles[j] = make([]float64, len(levels))
		for k, p := range levels {
			f.Quantiles[j][k] = f.Quantile(j, p)
		}
	}
}
