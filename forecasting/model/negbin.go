package model

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// NegBin is the negative binomial distribution of integer demand in one step, by mean and size: variance = Mean + Mean²/Size. Size +Inf
// is the Poisson distribution. The sum of n independent steps is again one, with n times mean and size, so lead-time demand has exact
// quantiles. Mean 0 is no demand at all.
type NegBin struct {
	Mean, Size float64
	// Shared is the part of the overdispersion 1/Size that steps share because the rate itself is uncertain or moves: it does not
	// average out over steps. It is at most 1/Size, as the spread of a history contains it.
	Shared float64
}

// Sum is the distribution of the demand of n steps. The independent part averages out over the steps, the shared one does not.
func (d NegBin) Sum(n float64) NegBin {
	if n <= 0 || d.Mean <= 0 {
		return NegBin{Size: math.Inf(1)}
	}
	spread := math.Max(1/d.Size-d.Shared, 0)/n + d.Shared
	return NegBin{Mean: d.Mean * n, Size: 1 / spread}
}

// With is the distribution with another mean and the same shape.
func (d NegBin) With(mean float64) NegBin {
	d.Mean = math.Max(0, mean)
	return d
}

// CDF is the probability of at most k pieces.
func (d NegBin) CDF(k float64) float64 {
	if k < 0 {
		return 0
	}
	if d.Mean <= 0 {
		return 1
	}
	size := d.Size
	if size > 1e7 {
		return distuv.Poisson{Lambda: d.Mean}.CDF(k)
	}
	return mathext.RegIncBeta(size, math.Floor(k)+1, size/(size+d.Mean))
}

// Quantile is the smallest whole number of pieces that covers probability p.
func (d NegBin) Quantile(p float64) float64 {
	if d.Mean <= 0 || p <= 0 {
		return 0
	}
	sd := math.Sqrt(d.Mean + d.Mean*d.Mean/d.Size)
	lo, hi := -1.0, math.Ceil(d.Mean+sd)
	for d.CDF(hi) < p && hi < 1e15 {
		lo, hi = hi, 2*hi+1
	}
	for hi-lo > 1 {
		mid := math.Floor((lo + hi) / 2)
		if d.CDF(mid) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// CountModel is the negative binomial model of integer demand: a constant rate estimated with exponentially falling weights, chosen by
// likelihood among memories from 16 steps to all of the history (Snyder, Ord, Beaumont 2012 find such count models to beat the Croston
// family in distribution). It answers only for non-negative whole numbers.
func CountModel(in Input) (Fit, bool) {
	y := dense(in)
	if len(y) < 4 || !in.Counts && !whole(y) {
		return Fit{}, false
	}
	all := mean(y)
	if all == 0 {
		return Fit{Name: "Count", Mean: constant(in.H, 0), Psi: walkPsi(in.H, 0),
			Err: make([]float64, len(y)), Count: &NegBin{Size: math.Inf(1)}}, true
	}
	size := fitCount(y, all).Size
	best, low := 0.0, math.Inf(1)
	for _, memory := range []float64{16, 32, 64, 128, 256, math.Inf(1)} {
		if loss := countLoss(y, 1/memory, all, size); loss < low-1e-9 {
			best, low = 1/memory, loss
		}
	}
	f := Fit{Name: "Count", Psi: walkPsi(in.H, best), AICc: low + 6}
	rate := all
	if best > 0 {
		rate = startRate(y, all)
		for _, v := range y {
			f.Err = append(f.Err, v-rate)
			rate += best * (v - rate)
		}
	} else {
		for _, v := range y {
			f.Err = append(f.Err, v-rate)
		}
	}
	f.Mean = constant(in.H, rate)
	f.Count = fitCount(y, rate)
	memory := math.Min(float64(len(y)), 2/math.Max(best, 1e-9))
	f.Count.Shared = math.Min((1/math.Max(rate, 1e-9)+1/f.Count.Size)/memory, 0.9/f.Count.Size)
	return f, f.Finite()
}

// startRate is where a falling-weights rate begins: the mean of the first steps, drawn half-way to the overall mean.
func startRate(y []float64, all float64) float64 { return (mean(y[:min(len(y), 12)]) + all) / 2 }

// countLoss is −2 log likelihood of one-step negative binomial forecasts.
func countLoss(y []float64, alpha, all, size float64) float64 {
	rate := all
	if alpha > 0 {
		rate = startRate(y, all)
	}
	var ll float64
	for _, v := range y {
		ll += logProb(v, math.Max(rate, 0.01*all), size)
		rate += alpha * (v - rate)
	}
	return -2 * ll
}

func logProb(k, mean, size float64) float64 {
	if size > 1e7 {
		l, _ := math.Lgamma(k + 1)
		return k*math.Log(mean) - mean - l
	}
	a, _ := math.Lgamma(k + size)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(size)
	return a - b - c + size*math.Log(size/(size+mean)) + k*math.Log(mean/(size+mean))
}

// fitCount is the distribution around a rate with the dispersion of the history by moments, kept within sane limits.
func fitCount(y []float64, rate float64) *NegBin {
	mu := mean(y)
	var v float64
	for _, x := range y {
		v += (x - mu) * (x - mu)
	}
	v /= math.Max(1, float64(len(y)-1))
	size := math.Inf(1)
	if v > mu && mu > 0 {
		size = math.Max(mu*mu/(v-mu), 0.02)
	}
	return &NegBin{Mean: math.Max(rate, 0), Size: size}
}

// Counting gives a model of the mean the distribution of counts, where the history is one of counts.
func Counting(fit func(Input) (Fit, bool)) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		f, ok := fit(in)
		if y := dense(in); ok && (in.Counts || whole(y)) {
			f.Count = fitCount(y, mean(f.Mean))
		}
		return f, ok
	}
}

func whole(y []float64) bool {
	for _, v := range y {
		if v < 0 || v != math.Trunc(v) {
			return false
		}
	}
	return true
}
