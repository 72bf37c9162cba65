package model

import (
	"math"

	"hesuan/forecasting/simplex"
)

// ARIMA fits one seasonal ARIMA order (Box and Jenkins 1970) by conditional least squares. It declines when the history is too short.
func ARIMA(o Order) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		a, ok := newArima(in, o)
		if !ok {
			return Fit{}, false
		}
		loss := a.optimise(nil)
		return a.fit(in, loss)
	}
}

// optimise fits the coefficients from the given start (nil: zeros) and returns the loss.
func (a *arima) optimise(start []float64) float64 {
	k := a.P + a.Q + a.SP + a.SQ
	if a.x = make([]float64, k); k == 0 {
		return a.css()
	}
	step := make([]float64, k)
	for i := range step {
		step[i] = 0.3
		if i < len(start) {
			a.x[i] = start[i]
		}
	}
	x, _ := simplex.Minimize(a.loss, a.x, step, 30+35*k, 1e-4)
	a.x = x
	return a.loss(x)
}

// aicc on the scale of the loss; models of equal differencing are comparable.
func (a *arima) aicc(loss float64) float64 {
	k, n := float64(a.params()), float64(len(a.w))
	if n-k-1 <= 0 {
		return math.Inf(1)
	}
	return loss + 2*math.Log(a.scale)*n + 2*k + 2*k*(k+1)/(n-k-1)
}

func (a *arima) fit(in Input, loss float64) (Fit, bool) {
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return Fit{}, false
	}
	f := Fit{Name: a.String(), AICc: a.aicc(loss), Params: map[string]float64{}}
	full := a.fullAR()
	f.Mean = a.project(in, full)
	f.Psi = a.psi(full, in.H)
	f.Fitted = make([]float64, a.n)
	off, start := a.n-len(a.e), a.P+a.SP*a.m
	for t := range f.Fitted {
		f.Fitted[t] = math.NaN()
		if i := t - off; i >= start {
			f.Fitted[t] = in.Y[t] - a.e[i]*a.scale
		}
	}
	f.Err = errorsOf(in, f.Fitted, 0)
	return f, f.Finite() && len(f.Err) > 1
}

// fullAR is the autoregressive polynomial with the differences multiplied in: y_t = Σ full[k]·y_{t−k} + …
func (a *arima) fullAR() []float64 {
	poly := make([]float64, 1, 64)
	poly[0] = 1
	ar := make([]float64, a.P+a.SP*a.m+1)
	ar[0] = 1
	for _, p := range a.ar {
		ar[p.lag] -= p.w
	}
	poly = convolve(poly, ar)
	for range a.D {
		poly = convolve(poly, []float64{1, -1})
	}
	season := make([]float64, a.m+1)
	season[0], season[a.m] = 1, season[a.m]-1
	for range a.SD {
		poly = convolve(poly, season)
	}
	for k := range poly {
		poly[k] = -poly[k]
	}
	return poly
}

func convolve(a, b []float64) []float64 {
	out := make([]float64, len(a)+len(b)-1)
	for i, x := range a {
		for j, y := range b {
			out[i+j] += x * y
		}
	}
	return out
}

// project continues the recursion with shocks of zero.
func (a *arima) project(in Input, full []float64) []float64 {
	y := append(append(make([]float64, 0, a.n+in.H), in.Y...), make([]float64, in.H)...)
	constant := a.mu
	for _, p := range a.ar {
		constant -= p.w * a.mu
	}
	for j := range in.H {
		t := a.n + j
		v := constant
		for k := 1; k < len(full) && k <= t; k++ {
			v += full[k] * y[t-k]
		}
		for _, p := range a.ma {
			if i := len(a.e) + j - p.lag; i >= 0 && i < len(a.e) {
				v += p.w * a.e[i] * a.scale
			}
		}
		y[t] = v
	}
	return y[a.n:]
}

// psi are the weights of the moving average form.
func (a *arima) psi(full []float64, h int) []float64 {
	psi := make([]float64, h)
	psi[0] = 1
	for j := 1; j < h; j++ {
		for k := 1; k < len(full) && k <= j; k++ {
			psi[j] += full[k] * psi[j-k]
		}
		for _, p := range a.ma {
			if p.lag == j {
				psi[j] += p.w
			}
		}
	}
	return psi
}
