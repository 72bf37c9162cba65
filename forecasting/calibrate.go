package forecasting

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"hesuan/forecasting/model"
)

// Models believe too much in themselves: their spread leaves out that parameters, and the model itself, were estimated. Three
// corrections make quantiles mean what they say. inflation is the usual excess, by length of history, step and frequency, measured on
// the training parts of M3, M4 and M5, each series alone; scale is the excess of this one series on its own backtest, drawn to 1; and a
// [Calibration], learned across the series that are forecast together, closes what gap remains at each step (split conformal prediction,
// Vovk et al. 2005, on standardised errors).

// inflation is the usual ratio of true to stated spread at a step (from 0) for a history of n steps.
func inflation(freq Freq, n, step int) float64 {
	base, growth := 1.15, 0.0
	switch freq {
	case Yearly:
		growth = 0.45
	case Quarterly:
		growth = 0.2
	case Monthly:
		base = 1.1
	case Weekly: // a long history holds wilder times than now
		base = 0.73 + 0.33*math.Sqrt(30/float64(max(n, 30)))
	case Daily:
		base = 1
	case Hourly:
		base = 1.2
	}
	short := 1 + 0.4*math.Pow(6/float64(max(n, 3)), 1.5)
	if growth == 0 {
		return base * short
	}
	return base * short * math.Pow(float64(step+1), growth)
}

// Calibration corrects the quantiles of series that are forecast together. The zero value corrects nothing.
type Calibration struct {
	// Scale multiplies the spread at each step; empty means 1.
	Scale []float64
	// Tail is the degrees of freedom of the errors' t distribution; 0 means 7.
	Tail float64
	// Rate multiplies the means of rare demand; 0 means 1.
	Rate float64
}

const usualTail = 7

func (c Calibration) tail() float64 {
	if c.Tail <= 0 {
		return usualTail
	}
	return c.Tail
}

func (c Calibration) at(step int) float64 {
	if len(c.Scale) == 0 {
		return 1
	}
	return c.Scale[min(step, len(c.Scale)-1)]
}

// without leaves out the k-th.
func without[T any](all []T, k int) []T {
	return append(append(make([]T, 0, len(all)-1), all[:k]...), all[k+1:]...)
}

// leastErrors for a step's own correction; with fewer the step is pooled with its neighbours.
const leastErrors = 200

// priorSeries is the number of series that speak for no correction: what few say of each other may be their time's, or luck. Fewer than
// tailSeries say nothing of tails.
const priorSeries, tailSeries = 10.0, 30

// calibrate learns the correction from the held errors of many series, each of several origins: at each step the spread that would have
// covered 80 %, smoothed over the neighbouring steps, and the tail from how much further 95 % lies.
func calibrate(series [][][]float64, horizon int) Calibration {
	byStep, all, told := sizes(series, horizon)
	if len(all) < leastErrors {
		return Calibration{}
	}
	c := Calibration{Scale: make([]float64, horizon)}
	if told >= tailSeries {
		c.Tail = tailOf(all)
	}
	unit := distuv.StudentsT{Sigma: 1, Nu: c.tail()}.Quantile(0.9)
	trust := float64(told) / (float64(told) + priorSeries)
	for j := range c.Scale {
		var pool []float64
		for w := 0; w < horizon && (w < 2 || len(pool) < leastErrors); w++ {
			pool = pool[:0]
			for k := max(0, j-w); k <= min(horizon-1, j+w); k++ {
				pool = append(pool, byStep[k]...)
			}
		}
		c.Scale[j] = math.Pow(math.Min(math.Max(conformal(pool, 0.8)/unit, 0.3), 4), trust)
	}
	return c
}

// sizes are the absolute errors at each step and all of them, and the number of series that told any.
func sizes(series [][][]float64, horizon int) (byStep [][]float64, all []float64, told int) {
	byStep = make([][]float64, horizon)
	for _, errors := range series {
		if len(errors) > 0 {
			told++
		}
		for _, zs := range errors {
			for j, z := range zs {
				if j < horizon && !math.IsNaN(z) {
					byStep[j] = append(byStep[j], math.Abs(z))
					all = append(all, math.Abs(z))
				}
			}
		}
	}
	return byStep, all, told
}

// conformal is the ⌈(n+1)p⌉-th smallest score, the split conformal quantile.
func conformal(scores []float64, p float64) float64 {
	if len(scores) == 0 {
		return 1
	}
	sort.Float64s(scores)
	return scores[min(len(scores)-1, int(math.Ceil(float64(len(scores)+1)*p))-1)]
}

// tailOf matches the degrees of freedom to the ratio of the 95 % to the 80 % score.
func tailOf(scores []float64) float64 {
	ratio := conformal(scores, 0.95) / math.Max(conformal(scores, 0.8), 1e-12)
	for _, nu := range []float64{50, 20, 12, 8, 6, 5, 4, 3.5} {
		t := distuv.StudentsT{Sigma: 1, Nu: nu}
		if ratio <= t.Quantile(0.975)/t.Quantile(0.9)*1.01 {
			return nu
		}
	}
	return 3
}

// widen applies all corrections to a fit's error weights, so that paths drawn from it have the right spread.
func widen(f *model.Fit, c Calibration, freq Freq, n int, own float64) {
	if f.Factor == nil {
		f.Factor = make([]float64, len(f.Mean))
		for j := range f.Factor {
			f.Factor[j] = 1
		}
	}
	for j := range f.Factor {
		f.Factor[j] *= inflation(freq, n, j) * own * c.at(j)
	}
}
