// Package hierarchy makes forecasts of sums and of their parts agree: channel → category → SKU → warehouse.
//
// A hierarchy is a list of nodes; each is the sum of some bottom series. Forecasts made apart for every node do not add up;
// reconciling finds forecasts for the bottom series whose sums are closest to all of them.
package hierarchy

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Tree says for each node which bottom series it sums. The bottom nodes themselves are nodes of one series.
type Tree struct {
	Bottom int
	Nodes  [][]int
}

// ErrShape is returned when the numbers do not fit the tree.
var ErrShape = errors.New("hierarchy: the numbers do not fit the tree")

// Sum adds up bottom values (one a series) to all nodes.
func (t Tree) Sum(bottom []float64) []float64 {
	out := make([]float64, len(t.Nodes))
	for i, members := range t.Nodes {
		for _, b := range members {
			out[i] += bottom[b]
		}
	}
	return out
}

// TopDown splits the forecast of the whole by the parts' shares of past demand, equally where there was none.
func (t Tree) TopDown(whole float64, past []float64) []float64 {
	var sum float64
	for _, v := range past {
		sum += v
	}
	bottom := make([]float64, t.Bottom)
	for i := range bottom {
		if bottom[i] = whole / float64(t.Bottom); sum > 0 {
			bottom[i] = whole * past[i] / sum
		}
	}
	return t.Sum(bottom)
}

// MinT reconciles base forecasts (one a node) with the least trace of the error covariance (Wickramasuriya, Athanasopoulos, Hyndman
// 2019), which is estimated from one-step errors (errors[node][time]) shrunk to its diagonal (Schäfer and Strimmer 2005). The answer
// adds up exactly; with nonNegative, parts below zero are set to zero first.
func (t Tree) MinT(base []float64, errs [][]float64, nonNegative bool) ([]float64, error) {
	if len(base) != len(t.Nodes) || len(errs) != len(base) {
		return nil, ErrShape
	}
	w, err := shrunk(errs)
	if err != nil {
		return nil, err
	}
	s := mat.NewDense(len(t.Nodes), t.Bottom, nil)
	for i, members := range t.Nodes {
		for _, b := range members {
			s.Set(i, b, 1)
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(w) {
		return nil, errors.New("hierarchy: the error covariance is not positive")
	}
	var ws mat.Dense // W⁻¹S
	if err := chol.SolveTo(&ws, s); err != nil {
		return nil, err
	}
	var sws, swy, b mat.Dense
	sws.Mul(s.T(), &ws)
	swy.Mul(ws.T(), mat.NewVecDense(len(base), base))
	if err := b.Solve(&sws, &swy); err != nil {
		return nil, err
	}
	bottom := mat.Col(nil, 0, &b)
	for i, v := range bottom {
		if nonNegative {
			bottom[i] = math.Max(0, v)
		}
	}
	return t.Sum(bottom), nil
}

// shrunk is the covariance of the errors with its correlations shrunk by the estimated optimal share.
func shrunk(errs [][]float64) (*mat.SymDense, error) {
	n, k := len(errs), len(errs[0])
	z := make([][]float64, n)
	sd := make([]float64, n)
	for i, e := range errs {
		if len(e) != k || k < 3 {
			return nil, ErrShape
		}
		var ss float64
		for _, v := range e {
			ss += v * v / float64(k)
		}
		sd[i] = math.Sqrt(ss) + 1e-9
		z[i] = make([]float64, k)
		for t, v := range e {
			z[i][t] = v / sd[i]
		}
	}
	r := mat.NewSymDense(n, nil)
	var noise, size float64
	for i := range n {
		for j := i; j < n; j++ {
			m, v := moments(z[i], z[j])
			r.SetSym(i, j, m)
			if i != j {
				noise, size = noise+v, size+m*m
			}
		}
	}
	lambda := 1.0
	if size > 0 {
		lambda = math.Min(1, noise/size)
	}
	for i := range n {
		for j := i; j < n; j++ {
			v := r.At(i, j) * sd[i] * sd[j]
			if i != j {
				v *= 1 - lambda
			} else {
				v = sd[i] * sd[i]
			}
			r.SetSym(i, j, v)
		}
	}
	return r, nil
}

// moments are the mean of the products and the variance of that mean.
func moments(a, b []float64) (m, v float64) {
	n := float64(len(a))
	for t := range a {
		m += a[t] * b[t] / n
	}
	for t := range a {
		d := a[t]*b[t] - m
		v += d * d / (n * (n - 1))
	}
	return m, v
}
