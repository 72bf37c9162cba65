package model

import "gonum.org/v1/gonum/mat"

// Own is the autoregression that one series would have by itself, drawn to that of all series as if as many rows as Prior had been taken
// from those: the posterior mean of a normal prior with the pooled coefficients and as much certainty as those rows give (Lindley and
// Smith 1972). A long series goes its own way, a short one stays with the others. The products of rows are kept from one origin of a
// backtest to the next, which are prefixes of each other: it is for one series and one goroutine.
type Own struct {
	Prior float64

	end   int     // rows up to here are in the products
	size  float64 // that the rows are relative to
	prods *mat.SymDense
	with  *mat.VecDense // of the lags and the step itself
}

// Of is the model with the prior of a pooled autoregression; all that one Own is used with have the same lags.
func (o *Own) Of(a *Autoregression) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) {
		if len(in.Y) < a.reach()+4 {
			return Fit{}, false
		}
		o.grow(a, in)
		own, ok := o.drawn(a)
		if !ok {
			return Fit{}, false
		}
		f, ok := own.Fit(in)
		f.Name = "Own"
		return f, ok
	}
}

// Own is the model for histories that are not prefixes of each other.
func (a *Autoregression) Own(prior float64) func(Input) (Fit, bool) {
	return func(in Input) (Fit, bool) { return (&Own{Prior: prior}).Of(a)(in) }
}

// sameSize is how far the size of a series may move before its products are begun anew.
const sameSize = 1.5

// grow adds the rows that are new.
func (o *Own) grow(a *Autoregression, in Input) {
	k := len(a.Lags)
	if size := sizeOf(in.Y); o.prods == nil || len(in.Y) < o.end || size > sameSize*o.size || size < o.size/sameSize {
		*o = Own{Prior: o.Prior, end: a.reach(), size: size, prods: mat.NewSymDense(k, nil), with: mat.NewVecDense(k, nil)}
	}
	var x, y []float64
	for t := o.end; t < len(in.Y); t++ {
		if in.seen(t) {
			var v float64
			x, v = a.row(x, in.Y, t, o.size)
			y = append(y, v)
		}
	}
	o.end = len(in.Y)
	if len(y) == 0 {
		return
	}
	rows := mat.NewDense(len(y), k, x)
	o.prods.SymRankK(o.prods, 1, rows.T())
	var with mat.VecDense
	with.MulVec(rows.T(), mat.NewVecDense(len(y), y))
	o.with.AddVec(o.with, &with)
}

// drawn has the coefficients of the series: ridge regression of what the pooled ones leave unexplained.
func (o *Own) drawn(a *Autoregression) (*Autoregression, bool) {
	k := len(a.Lags)
	pooled := mat.NewVecDense(k, a.Coef)
	var rest, by mat.VecDense
	rest.MulVec(o.prods, pooled)
	rest.SubVec(o.with, &rest)
	sum := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			sum.SetSym(i, j, o.prods.At(i, j)+o.Prior*a.gram.At(i, j))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(sum) || chol.SolveVecTo(&by, &rest) != nil {
		return nil, false
	}
	own := &Autoregression{Lags: a.Lags, Window: a.Window, Coef: make([]float64, k)}
	for i := range own.Coef {
		own.Coef[i] = a.Coef[i] + by.AtVec(i)
	}
	return own, true
}
