package model

import "math"

// ADIDA (Nikolopoulos, Syntetos, Boylan, Petropoulos, Assimakopoulos 2011) sums intermittent demand over buckets as long as the mean
// interval between demands, smooths the sums, which have few zeros, and spreads the forecast evenly. Steps not seen are closed up
// before.
func ADIDA(in Input) (Fit, bool) {
	y := dense(in)
	return aggregated("ADIDA", in, y, []int{interval(y)})
}

// IMAPA (Petropoulos and Kourentzes 2015) is the mean of such forecasts at all bucket lengths from 1 to the mean interval, at most 12.
func IMAPA(in Input) (Fit, bool) {
	y := dense(in)
	var levels []int
	for k := 1; k <= min(interval(y), 12); k++ {
		levels = append(levels, k)
	}
	return aggregated("IMAPA", in, y, levels)
}

// interval is the mean number of steps from demand to demand, rounded.
func interval(y []float64) int {
	var n float64
	for _, v := range y {
		if v != 0 {
			n++
		}
	}
	return max(1, int(math.Round(float64(len(y))/math.Max(n, 1))))
}

func aggregated(name string, in Input, y []float64, levels []int) (Fit, bool) {
	if len(y) < 4 || !nonNegative(y) {
		return Fit{}, false
	}
	var rate, alpha float64
	for _, k := range levels {
		sums := buckets(y, k)
		f, ok := SES(Input{Y: sums, H: 1})
		if !ok { // a bucket or two: their mean
			f = Fit{Mean: []float64{mean(sums)}, Params: map[string]float64{}}
		}
		rate += math.Max(0, f.Mean[0]) / float64(k*len(levels))
		alpha += f.Params["alpha"] / float64(k*len(levels))
	}
	f := Fit{Name: name, Mean: constant(in.H, rate), Psi: walkPsi(in.H, alpha), AICc: math.NaN(), Count: fitCount(y, rate)}
	for _, v := range y {
		f.Err = append(f.Err, v-rate)
	}
	return f, f.Finite()
}

// buckets are sums of k steps, counted from the end so that the last one is full.
func buckets(y []float64, k int) []float64 {
	out := make([]float64, len(y)/k)
	for i := range out {
		for _, v := range y[len(y)-(len(out)-i)*k:][:k] {
			out[i] += v
		}
	}
	return out
}
