package model

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Autoregression is one linear autoregression of many lags learned across series (Montero-Manso and Hyndman 2021: a global model of a
// long memory is as general as one model for each series, and far better fed). Each step is seen relative to the mean of its last
// Window values and to the size of its series, so that level and scale of the series do not matter.
type Autoregression struct {
	Lags   []int
	Window int
	Coef   []float64

	gram *mat.SymDense // mean products of the lags over all rows, with the penalty: what one row tells
}

// mostRows of a regression; of more, evenly spread ones are taken.
const mostRows = 60_000

// LearnAutoregression fits the coefficients by ridge regression on all histories long enough. The penalty is relative to the mean
// variance of the lags. It is nil when there are too few rows.
func LearnAutoregression(histories []Input, lags []int, window int, ridge float64) *Autoregression {
	a := &Autoregression{Lags: lags, Window: window}
	reach := a.reach()
	total := 0
	for _, in := range histories {
		total += max(0, len(in.Y)-reach)
	}
	if total < 4*len(lags) {
		return nil
	}
	stride := (total + mostRows - 1) / mostRows
	k := len(lags)
	x, y := make([]float64, 0, (total/stride+1)*k), make([]float64, 0, total/stride+1)
	row := 0
	for _, in := range histories {
		size := sizeOf(in.Y)
		for t := reach; t < len(in.Y); t++ {
			if row++; row%stride != 0 || !in.seen(t) {
				continue
			}
			var v float64
			x, v = a.row(x, in.Y, t, size)
			y = append(y, v)
		}
	}
	if len(y) < 2*k || !a.solve(mat.NewDense(len(y), k, x), mat.NewVecDense(len(y), y), ridge) {
		return nil
	}
	return a
}

// row appends the lags of step t as the regression sees them, and gives the step itself.
func (a *Autoregression) row(x, y []float64, t int, size float64) ([]float64, float64) {
	mu := a.mean(y, t)
	for _, l := range a.Lags {
		x = append(x, clip((y[t-l]-mu)/size))
	}
	return x, clip((y[t] - mu) / size)
}

// clip keeps single wild values from ruling the regression.
func clip(v float64) float64 { return math.Min(math.Max(v, -20), 20) }

// sizeOf is the mean absolute deviation from the mean, 1 for a constant.
func sizeOf(y []float64) float64 {
	mu := mean(y)
	var s float64
	for _, v := range y {
		s += math.Abs(v-mu) / float64(len(y))
	}
	if !(s > 1e-9*math.Abs(mu)) {
		return 1
	}
	return s
}

// reach is the number of steps that the recursion looks back.
func (a *Autoregression) reach() int {
	r := a.Window
	for _, l := range a.Lags {
		r = max(r, l)
	}
	return r
}

func (a *Autoregression) mean(y []float64, t int) float64 { return mean(y[t-a.Window : t]) }

func (a *Autoregression) solve(x *mat.Dense, y *mat.VecDense, ridge float64) bool {
	k := len(a.Lags)
	var xx mat.SymDense
	xx.SymOuterK(1, x.T())
	var trace float64
	for i := range k {
		trace += xx.At(i, i) / float64(k)
	}
	if !(trace > 0) {
		return false
	}
	for i := range k {
		xx.SetSym(i, i, xx.At(i, i)+ridge*trace)
	}
	var xy, c mat.VecDense
	xy.MulVec(x.T(), y)
	var chol mat.Cholesky
	if !chol.Factorize(&xx) || chol.SolveVecTo(&c, &xy) != nil {
		return false
	}
	a.Coef = append([]float64(nil), c.RawVector().Data...)
	rows, _ := x.Dims()
	xx.ScaleSym(1/float64(rows), &xx)
	a.gram = &xx
	return true
}

// Fit applies the autoregression to one history, which must be longer than its reach.
func (a *Autoregression) Fit(in Input) (Fit, bool) {
	reach := a.reach()
	if len(in.Y) < reach+4 {
		return Fit{}, false
	}
	f := Fit{Name: "Pooled", AICc: math.NaN(), Fitted: make([]float64, len(in.Y))}
	window := mean(in.Y[:a.Window]) * float64(a.Window)
	var sum float64
	for _, c := range a.Coef {
		sum += c
	}
	for t := range in.Y {
		f.Fitted[t] = math.NaN()
		if t >= reach {
			f.Fitted[t] = a.next(in.Y, t, window/float64(a.Window), sum)
		}
		if t >= a.Window {
			window += in.Y[t] - in.Y[t-a.Window]
		}
	}
	f.Err = errorsOf(in, f.Fitted, reach)
	y := append(append(make([]float64, 0, len(in.Y)+in.H), in.Y...), make([]float64, in.H)...)
	bound := a.bounds(in.Y)
	for j := range in.H {
		t := len(in.Y) + j
		y[t] = math.Min(math.Max(a.next(y, t, a.mean(y, t), sum), bound[0]), bound[1])
	}
	f.Mean = y[len(in.Y):]
	f.Psi = a.psi(in.H, sum)
	return f, f.Finite() && len(f.Err) > 1
}

// next is the one-step forecast of step t, mu being the mean of the window before it.
func (a *Autoregression) next(y []float64, t int, mu, sum float64) float64 {
	v := mu * (1 - sum)
	for k, l := range a.Lags {
		v += a.Coef[k] * y[t-l]
	}
	return v
}

// bounds keep a recursion that is not quite stable within twice the range of the history around it.
func (a *Autoregression) bounds(y []float64) [2]float64 {
	lo, hi := y[0], y[0]
	for _, v := range y {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	return [2]float64{lo - (hi - lo), hi + (hi - lo)}
}

// psi are the weights of a shock: the recursion without the data.
func (a *Autoregression) psi(h int, sum float64) []float64 {
	psi := make([]float64, h)
	psi[0] = 1
	for j := 1; j < h; j++ {
		for k, l := range a.Lags {
			if l <= j {
				psi[j] += a.Coef[k] * psi[j-l]
			}
		}
		for w := 1; w <= a.Window && w <= j; w++ {
			psi[j] += (1 - sum) / float64(a.Window) * psi[j-w]
		}
	}
	return psi
}

// LagsFor are the lags worth having for seasons of the given lengths and histories of about n steps, and the window: the steps just
// before, all of the shortest season and a bit, and those around each longer season that the histories hold three times.
func LagsFor(seasons []int, n int) (lags []int, window int) {
	near, window := 12, 1
	if len(seasons) > 0 && seasons[0] > 1 && n >= 3*seasons[0] {
		window = seasons[0]
		near = seasons[0] + max(2, min(seasons[0]/4, 14))
		if seasons[0] <= 12 {
			near = 2*seasons[0] + 2
		}
	}
	if len(seasons) > 1 && seasons[1] <= 200 && n >= 3*seasons[1] {
		near, window = seasons[1]+seasons[0], seasons[1]
	}
	near = min(near, max(3, n/3))
	window = min(max(window, min(12, near)), near)
	for l := 1; l <= near; l++ {
		lags = append(lags, l)
	}
	if len(seasons) > 1 && seasons[1] > 200 && n >= 2*seasons[1] {
		for l := seasons[1] - 1; l <= seasons[1]+seasons[0]; l++ {
			lags = append(lags, l)
		}
	}
	return lags, window
}
