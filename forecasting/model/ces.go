package model

import (
	"math"

	"hesuan/forecasting/simplex"
)

// CES is complex exponential smoothing (Svetunkov, Kourentzes, Ord 2022): a level and a hidden "potential" turned by one complex
// smoothing parameter α0 + iα1, which covers levels and trends without choosing between them. A season is taken out before
// and put back.
func CES(in Input) (Fit, bool) {
	if len(in.Y) < 16 { // four numbers are estimated, and shorter histories let them run wild
		return Fit{}, false
	}
	return deseasonalised("CES", in, fitCES)
}

// step moves level l and potential c over the error e.
func stepCES(l, c, a0, a1, e float64) (float64, float64) {
	return l - (1-a1)*c + (a0-a1)*e, l + (1-a0)*c + (a0+a1)*e
}

// stableCES is the stability region of the model.
func stableCES(a0, a1 float64) bool {
	return (a0-2.5)*(a0-2.5)+a1*a1 > 1.25 && (a0-0.5)*(a0-0.5)+(a1-1)*(a1-1) > 0.25 && (a0-1.5)*(a0-1.5)+(a1-0.5)*(a1-0.5) < 1.5
}

func fitCES(in Input) (Fit, bool) {
	var scale float64
	for _, v := range in.Y {
		scale += math.Abs(v) / float64(len(in.Y))
	}
	if scale == 0 {
		scale = 1
	}
	run := func(p []float64, see func(t int, f float64)) (l, c, ss float64) {
		l, c = p[2], p[3]
		for t, y := range in.Y {
			if see != nil {
				see(t, l*scale)
			}
			e := y/scale - l
			if !in.seen(t) {
				e = 0
			}
			ss += e * e
			l, c = stepCES(l, c, p[0], p[1], e)
		}
		return l, c, ss
	}
	loss := func(p []float64) float64 {
		if !stableCES(p[0], p[1]) {
			return math.Inf(1)
		}
		_, _, ss := run(p, nil)
		return ss
	}
	l0 := mean(in.Y[:min(len(in.Y), 10)]) / scale
	p, _ := simplex.Minimize(loss, []float64{1.3, 1, l0, l0 / 1.1}, []float64{0.1, 0.05, 0.1, 0.1}, 350, 1e-6)
	f := Fit{Fitted: make([]float64, len(in.Y)), AICc: math.NaN(), Mean: make([]float64, in.H), Psi: make([]float64, in.H)}
	l, c, _ := run(p, func(t int, v float64) { f.Fitted[t] = v })
	var pl, pc float64
	for j := range in.H {
		f.Mean[j] = l * scale
		l, c = stepCES(l, c, p[0], p[1], 0)
		if f.Psi[j] = pl; j == 0 {
			f.Psi[0] = 1
			pl, pc = stepCES(0, 0, p[0], p[1], 1)
		} else {
			pl, pc = stepCES(pl, pc, p[0], p[1], 0)
		}
	}
	f.Err = errorsOf(in, f.Fitted, min(2, len(in.Y)-2))
	f.Params = map[string]float64{"a0": p[0], "a1": p[1]}
	return f, f.Finite()
}
