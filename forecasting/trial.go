package forecasting

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"hesuan/forecasting/model"
)

// Trial is the record of one candidate on the rolling origins of a series: the mean of each measure over the origins.
type Trial struct {
	Method  string
	Origins int
	// MASE is the mean absolute error over that of the seasonal naive forecast in the history before the origin.
	MASE float64
	// RMSSE is the root mean squared error over that of the one-step naive forecast.
	RMSSE float64
	// Pinball is the mean quantile loss at P10, P50, P90, P98 over the one-step naive absolute error.
	Pinball float64
	// Bias is the sum of the errors (forecast − actual) over that of the sizes of the actuals; 0 where nothing came.
	Bias float64
	// Taken marks the method, or the members of the combination, that made the forecast.
	Taken bool

	errors, level float64 // the parts of Bias
}

// score is what candidates are ranked by: squared error and quantile loss in equal parts. Absolute error is left out, because on
// intermittent demand the forecast 0 wins it.
func (t Trial) score() float64 { return t.RMSSE + t.Pinball }

var trialLevels = []float64{0.1, 0.5, 0.9, 0.98}

// scales of a history, never 0. They are those of all of it at every origin: before an early one there may be nothing but zeros.
type scales struct{ abs, seasonal, square float64 }

func scalesOf(h history) scales {
	n, m := len(h.y), 1
	if len(h.seasons) > 0 && h.seasons[0] < n {
		m = h.seasons[0]
	}
	s := scales{abs: h.naiveError(n, 1, 1), seasonal: h.naiveError(n, m, 1), square: math.Sqrt(h.naiveError(n, 1, 2))}
	floor := 1e-9
	for _, v := range h.y {
		floor = math.Max(floor, 1e-6*math.Abs(v))
	}
	s.abs, s.seasonal, s.square = math.Max(s.abs, floor), math.Max(s.seasonal, floor), math.Max(s.square, floor)
	return s
}

// naiveError is the mean power-p error of the naive forecast at lag m before end.
func (h history) naiveError(end, m int, p float64) float64 {
	var sum, n float64
	for t := m; t < end; t++ {
		if h.at(t) && h.at(t-m) {
			sum, n = sum+math.Pow(math.Abs(h.y[t]-h.y[t-m]), p), n+1
		}
	}
	return sum / math.Max(n, 1)
}

func (h history) at(t int) bool { return h.seen == nil || h.seen[t] }

// add accounts one origin's forecast against what came.
func (t *Trial) add(f model.Fit, h history, end int, s scales) {
	spread := f.Spread(f.Sigma(1))
	var abs, square, pin, bias, level, n float64
	for j, point := range f.Mean {
		if end+j >= len(h.y) || !h.at(end+j) {
			continue
		}
		y := h.y[end+j]
		n++
		abs += math.Abs(y - point)
		square += (y - point) * (y - point)
		bias += point - y
		level += math.Abs(y)
		for k, p := range trialLevels {
			q := quantileOf(f, j, spread[j], k)
			pin += math.Max(p*(y-q), (p-1)*(y-q)) / float64(len(trialLevels))
		}
	}
	if n == 0 {
		return
	}
	t.Origins++
	t.MASE += abs / n / s.seasonal
	t.RMSSE += math.Sqrt(square/n) / s.square
	t.Pinball += pin / n / s.abs
	t.errors, t.level = t.errors+bias, t.level+level
}

// normalQuantiles of trialLevels.
var normalQuantiles = func() []float64 {
	out := make([]float64, len(trialLevels))
	for k, p := range trialLevels {
		out[k] = distuv.UnitNormal.Quantile(p)
	}
	return out
}()

func quantileOf(f model.Fit, step int, spread float64, k int) float64 {
	if f.Count != nil && f.Count.Mean < 50 {
		return f.Count.With(f.Mean[step]).Quantile(trialLevels[k])
	}
	return f.Mean[step] + spread*normalQuantiles[k]
}

func (t *Trial) finish() {
	if t.Origins == 0 {
		return
	}
	n := float64(t.Origins)
	t.MASE, t.RMSSE, t.Pinball = t.MASE/n, t.RMSSE/n, t.Pinball/n
	if t.level > 1e-12*math.Abs(t.errors) {
		t.Bias = t.errors / t.level
	}
}

func rank(trials []Trial) {
	sort.SliceStable(trials, func(i, j int) bool { return trials[i].score() < trials[j].score() })
}
