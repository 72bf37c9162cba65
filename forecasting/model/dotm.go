package model

import (
	"math"

	"hesuan/forecasting/simplex"
)

// DynamicTheta is the dynamic optimised theta model (Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler 2016): the theta method as one
// state space model, with the line through the history growing with it and the weight of the line, theta, estimated with the smoothing
// parameter and the first level. A season is taken out before and put back after.
func DynamicTheta(in Input) (Fit, bool) {
	if len(in.Y) < 5 {
		return Fit{}, false
	}
	return deseasonalised("DynamicTheta", in, fitDynamicTheta)
}

// thetaState is the level, and the running mean and line of the history, before step t.
type thetaState struct{ level, mean, slope, at float64 }

// ahead is the one-step forecast before step t (from 0), decay being (1 − α)^t.
func (s *thetaState) ahead(alpha, theta, decay float64) float64 {
	return s.level + (1-1/theta)*(decay*s.at+(1-decay*(1-alpha))/alpha*s.slope)
}

// see takes in the value of step t.
func (s *thetaState) see(y, alpha float64, t int) {
	k := float64(t)
	s.level = alpha*y + (1-alpha)*s.level
	mean := (k*s.mean + y) / (k + 1)
	s.slope = ((k-1)*s.slope + 6*(y-s.mean)/(k+1)) / (k + 2)
	s.mean = mean
	s.at = mean - s.slope*(k+2)/2
}

func fitDynamicTheta(in Input) (Fit, bool) {
	var scale float64
	for _, v := range in.Y {
		scale += math.Abs(v) / float64(len(in.Y))
	}
	if scale == 0 {
		scale = 1
	}
	y := make([]float64, len(in.Y))
	for t, v := range in.Y {
		y[t] = v / scale
	}
	lines := linesOf(y)
	loss := func(p []float64) float64 {
		if p[1] < 0.01 || p[1] > 0.99 || p[2] < 1 || p[2] > 10 {
			return math.Inf(1)
		}
		return thetaLoss(in, y, lines, p)
	}
	p, _ := simplex.Minimize(loss, []float64{y[0] / 2, 0.5, 2}, []float64{0.2, 0.2, 1}, 200, 1e-5)
	f := Fit{Fitted: make([]float64, len(y)), AICc: math.NaN()}
	s := walkTheta(y, p, func(t int, v float64) float64 {
		f.Fitted[t] = v * scale
		if !in.seen(t) {
			return v
		}
		return y[t]
	})
	f.Mean = projectTheta(s, p, len(y), in.H, scale)
	f.Err = errorsOf(in, f.Fitted, min(3, len(y)-2))
	f.Psi = walkPsi(in.H, p[1])
	f.Params = map[string]float64{"alpha": p[1], "theta": p[2], "level": s.level * scale, "trend": (1 - 1/p[2]) * s.slope * scale}
	return f, f.Finite()
}

// linesOf are the line through the history before each step, as value before the first step and slope: they do not depend on the
// parameters.
func linesOf(y []float64) [][2]float64 {
	out := make([][2]float64, len(y))
	s := thetaState{mean: y[0], at: y[0]}
	for t := 1; t < len(y); t++ {
		out[t] = [2]float64{s.at, s.slope}
		s.see(y[t], 0, t)
	}
	return out
}

// thetaLoss is the sum of squared one-step errors from the fourth step on.
func thetaLoss(in Input, y []float64, lines [][2]float64, p []float64) float64 {
	alpha, weight, rest := p[1], 1-1/p[2], 1-p[1]
	level, decay, ss := alpha*y[0]+rest*p[0], rest, 0.0
	for t := 1; t < len(y); t++ {
		f := level + weight*(decay*lines[t][0]+(1-decay*rest)/alpha*lines[t][1])
		decay *= rest
		if in.Seen != nil && !in.Seen[t] {
			level = alpha*f + rest*level
			continue
		}
		if e := y[t] - f; t >= 3 {
			ss += e * e
		}
		level = alpha*y[t] + rest*level
	}
	return ss
}

// walkTheta runs the recursion; see is given each one-step forecast and returns the value to learn from.
func walkTheta(y, p []float64, see func(t int, forecast float64) float64) thetaState {
	alpha, theta := p[1], p[2]
	see(0, p[0])
	s := thetaState{level: alpha*y[0] + (1-alpha)*p[0], mean: y[0], at: y[0]}
	decay := 1 - alpha
	for t := 1; t < len(y); t++ {
		s.see(see(t, s.ahead(alpha, theta, decay)), alpha, t)
		decay *= 1 - alpha
	}
	return s
}

// projectTheta forecasts by learning from its own forecasts, as the model is defined.
func projectTheta(s thetaState, p []float64, n, h int, scale float64) []float64 {
	out := make([]float64, h)
	decay := math.Pow(1-p[1], float64(n))
	for j := range out {
		f := s.ahead(p[1], p[2], decay)
		s.see(f, p[1], n+j)
		out[j] = f * scale
		decay *= 1 - p[1]
	}
	return out
}
