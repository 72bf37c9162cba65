package score

import "math"

// over calls f for each step that has an actual and returns how many there were.
func over(actual, forecast []float64, f func(y, p float64)) float64 {
	var n float64
	for t := range min(len(actual), len(forecast)) {
		if !math.IsNaN(actual[t]) {
			f(actual[t], forecast[t])
			n++
		}
	}
	return n
}

// average is the mean of g over the steps, NaN when there are none.
func average(actual, forecast []float64, g func(y, p float64) float64) float64 {
	var sum float64
	n := over(actual, forecast, func(y, p float64) { sum += g(y, p) })
	return sum / n
}

// MAE is the mean absolute error.
func MAE(actual, forecast []float64) float64 {
	return average(actual, forecast, func(y, p float64) float64 { return math.Abs(y - p) })
}

// MSE is the mean squared error.
func MSE(actual, forecast []float64) float64 {
	return average(actual, forecast, func(y, p float64) float64 { return (y - p) * (y - p) })
}

// Bias is the sum of errors (forecast − actual) over the sum of actuals: +0.1 is a tenth too much. NaN when nothing came.
func Bias(actual, forecast []float64) float64 {
	var errs, sum float64
	over(actual, forecast, func(y, p float64) { errs, sum = errs+p-y, sum+y })
	return errs / sum
}

// SMAPE is the symmetric percentage error of the M competitions, 200/h Σ|Y − F|/(|Y| + |F|); a step with both zero has none.
func SMAPE(actual, forecast []float64) float64 {
	return average(actual, forecast, func(y, p float64) float64 {
		if y == p {
			return 0
		}
		return 200 * math.Abs(y-p) / (math.Abs(y) + math.Abs(p))
	})
}

// SeasonalScale is the mean absolute error in the history of the forecast of m steps ago: the scale of MASE (Hyndman and Koehler 2006).
// m = 1 is the naive forecast. NaN for a history too short for it; 0 for a constant one.
func SeasonalScale(history []float64, m int) float64 {
	return lagged(history, m, math.Abs)
}

// SquareScale is the mean squared one-step naive error from the first non-zero value on: the scale of RMSSE in M5.
func SquareScale(history []float64) float64 {
	for len(history) > 0 && history[0] == 0 {
		history = history[1:]
	}
	return lagged(history, 1, func(e float64) float64 { return e * e })
}

func lagged(history []float64, m int, size func(float64) float64) float64 {
	var sum, n float64
	for t := m; t < len(history); t++ {
		if e := history[t] - history[t-m]; !math.IsNaN(e) {
			sum, n = sum+size(e), n+1
		}
	}
	return sum / n
}

// MASE is MAE over [SeasonalScale] of the history.
func MASE(actual, forecast, history []float64, m int) float64 {
	return MAE(actual, forecast) / SeasonalScale(history, m)
}

// RMSSE is the root of MSE over [SquareScale] of the history.
func RMSSE(actual, forecast, history []float64) float64 {
	return math.Sqrt(MSE(actual, forecast) / SquareScale(history))
}

// OWA is the overall weighted average of M4: half sMAPE and half MASE, each relative to Naive2.
func OWA(smape, mase, smapeNaive2, maseNaive2 float64) float64 {
	return (smape/smapeNaive2 + mase/maseNaive2) / 2
}
