package model

import "gonum.org/v1/gonum/mat"

// Own is the autoregression that one series would have by itself, drawn to that of all series as if as many rows as prior had been taken
// from those: the posterior mean of a normal prior with the pooled coefficients and as much certainty as prior rows give (Lindley and
// Smith 1972). A long series goes its own way, a short one stays with the others.
func (a *Autoregression) Own(prior float64) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		if len(in.Y) < a.reach()+4 {
			return Fit{}, false
		}
		own, ok := a.moved(in, prior)
		if !ok {
			return Fit{}, false
		}
		f, ok := own.Fit(in)
		f.Name = "Own"
		return f, ok
	}
}

// moved has the coefficients of one series: ridge regression of what the pooled ones leave unexplained.
func (a *Autoregression) moved(in Input, prior float64) (*Autoregression, bool) {
	x, rest := a.unexplained(in)
	k := len(a.Lags)
	if len(rest) == 0 {
		return nil, false
	}
	rows := mat.NewDense(len(rest), k, x)
	var prods mat.SymDense
	prods.SymOuterK(1, rows.T())
	for i := range k {
		for j := i; j < k; j++ {
			prods.SetSym(i, j, prods.At(i, j)+prior*a.gram.At(i, j))
		}
	}
	var with, by mat.VecDense
	with.MulVec(rows.T(), mat.NewVecDense(len(rest), rest))
	var chol mat.Cholesky
	if !chol.Factorize(&prods) || chol.SolveVecTo(&by, &with) != nil {
		return nil, false
	}
	own := &Autoregression{Lags: a.Lags, Window: a.Window, Coef: make([]float64, k)}
	for i := range own.Coef {
		own.Coef[i] = a.Coef[i] + by.AtVec(i)
	}
	return own, true
}

// unexplained are the rows of one series, and what the coefficients leave of each step.
func (a *Autoregression) unexplained(in Input) (x, rest []float64) {
	size, k, reach := sizeOf(in.Y), len(a.Lags), a.reach()
	x, rest = make([]float64, 0, (len(in.Y)-reach)*k), make([]float64, 0, len(in.Y)-reach)
	for t := reach; t < len(in.Y); t++ {
		if !in.seen(t) {
			continue
		}
		var v float64
		x, v = a.row(x, in.Y, t, size)
		for i, lag := range x[len(x)-k:] {
			v -= a.Coef[i] * lag
		}
		rest = append(rest, v)
	}
	return x, rest
}
