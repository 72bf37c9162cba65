package stock

import (
	"math"

	"hesuan/forecasting"
	"hesuan/forecasting/model"
)

// Lead is the distribution of a supplier's lead time (提前期) in steps of the forecast, by mean and standard deviation.
type Lead struct {
	Mean, SD float64
	// Observed is the number of receipts behind the figures; 0 means they are an agreement, not a measurement.
	Observed int
}

// priorReceipts is the number of measured receipts that weigh as much as the agreed lead time.
const priorReceipts = 3

// MeasuredLead joins measured lead times with the agreed one: the mean is drawn to the agreement as if that were three receipts, and
// so is the spread; an agreement without a spread is taken to vary by a quarter of its length, because none is ever kept to the day.
// Measurements that are negative or not numbers are ignored.
func MeasuredLead(days []float64, agreed Lead) Lead {
	if agreed.Mean < 0 || math.IsNaN(agreed.Mean) {
		agreed.Mean = 0
	}
	if agreed.SD <= 0 || math.IsNaN(agreed.SD) {
		agreed.SD = agreed.Mean / 4
	}
	var n, sum, ss float64
	for _, d := range days {
		if d >= 0 && !math.IsInf(d, 0) {
			n, sum = n+1, sum+d
		}
	}
	prior := float64(priorReceipts)
	if agreed.Mean == 0 {
		prior = 0
	}
	if n+prior == 0 {
		return Lead{}
	}
	mean := (sum + prior*agreed.Mean) / (n + prior)
	for _, d := range days {
		if d >= 0 && !math.IsInf(d, 0) {
			ss += (d - mean) * (d - mean)
		}
	}
	sd := math.Sqrt((ss + prior*agreed.SD*agreed.SD) / math.Max(1, n+prior-1))
	return Lead{Mean: mean, SD: sd, Observed: int(n)}
}

// Quantile of the lead time: a gamma distribution of the same mean and spread, as lead times are skewed and never negative.
func (l Lead) Quantile(p float64) float64 {
	if l.Mean < 1e-6 || l.SD < 1e-6*l.Mean || math.IsNaN(l.SD) {
		return math.Max(0, l.Mean)
	}
	shape := l.Mean * l.Mean / (l.SD * l.SD)
	return l.Mean * model.GammaQuantile(shape, p)
}

// lengths is the distribution of the protection interval, lead time plus review.
func (l Lead) lengths(review float64) forecasting.Sample {
	const n = 99
	out := make([]float64, n)
	for i := range out {
		out[i] = l.Quantile((float64(i)+0.5)/n) + review
	}
	return forecasting.NewSample(out)
}

// Horizon is the number of steps to forecast so that the protection interval fits in all but one case in a hundred, at most 400.
func Horizon(l Lead, review float64) int {
	return int(math.Min(400, math.Max(1, math.Ceil(l.Quantile(0.99)+math.Max(0, review)))))
}
