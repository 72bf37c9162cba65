// Package simplex minimises functions of few variables without derivatives.
package simplex

import "math"

// Minimize finds a local minimum of f from x0 by the Nelder–Mead simplex (Nelder and Mead 1965, coefficients 1, 2, ½, ½) with the first
// steps given per coordinate. f may return +Inf outside its domain. At most evals evaluations; it stops when the simplex is flat to
// tol relative. Written out here, because gonum's general optimiser costs more than the tiny objectives it would be asked for.
func Minimize(f func([]float64) float64, x0, step []float64, evals int, tol float64) ([]float64, float64) {
	n := len(x0)
	s := newSimplex(f, x0, step)
	for used := n + 1; used < evals; {
		s.order()
		best, worst := s.val[0], s.val[n]
		if math.Abs(worst-best) <= tol*(math.Abs(best)+tol) {
			break
		}
		s.centre()
		r := s.try(-1)
		used++
		switch {
		case r < best:
			copy(s.keep, s.trial)
			used++
			if e := s.try(-2); e < r {
				s.accept(e)
			} else {
				copy(s.trial, s.keep)
				s.accept(r)
			}
		case r < s.val[n-1]:
			s.accept(r)
		default:
			side := 0.5
			if r < worst {
				side = -0.5
			}
			used++
			if c := s.try(side); c < math.Min(r, worst) {
				s.accept(c)
			} else {
				s.shrink()
				used += n
			}
		}
	}
	s.order()
	return s.at[0], s.val[0]
}

// simplex holds n+1 corners ordered by value, best first.
type simplex struct {
	f           func([]float64) float64
	at          [][]float64
	val         []float64
	mid         []float64
	trial, keep []float64
}

func newSimplex(f func([]float64) float64, x0, step []float64) *simplex {
	n := len(x0)
	buf := make([]float64, (n+1)*n+3*n)
	s := &simplex{f: f, at: make([][]float64, n+1), val: make([]float64, n+1)}
	for i := range s.at {
		s.at[i], buf = buf[:n:n], buf[n:]
		copy(s.at[i], x0)
		if i > 0 {
			s.at[i][i-1] += step[i-1]
		}
		s.val[i] = f(s.at[i])
	}
	s.mid, s.trial, s.keep = buf[:n:n], buf[n:2*n:2*n], buf[2*n:]
	return s
}

// order sorts the corners by insertion: after one exchange they are almost sorted already.
func (s *simplex) order() {
	for i := 1; i < len(s.val); i++ {
		for j := i; j > 0 && s.val[j] < s.val[j-1]; j-- {
			s.val[j], s.val[j-1] = s.val[j-1], s.val[j]
			s.at[j], s.at[j-1] = s.at[j-1], s.at[j]
		}
	}
}

// centre is the mean of all corners but the worst.
func (s *simplex) centre() {
	n := len(s.mid)
	for k := range s.mid {
		s.mid[k] = 0
		for i := range n {
			s.mid[k] += s.at[i][k]
		}
		s.mid[k] /= float64(n)
	}
}

// try evaluates the point mid + c·(worst − mid).
func (s *simplex) try(c float64) float64 {
	worst := s.at[len(s.at)-1]
	for k := range s.trial {
		s.trial[k] = s.mid[k] + c*(worst[k]-s.mid[k])
	}
	return s.f(s.trial)
}

func (s *simplex) accept(v float64) {
	last := len(s.at) - 1
	copy(s.at[last], s.trial)
	s.val[last] = v
}

func (s *simplex) shrink() {
	for i := 1; i < len(s.at); i++ {
		for k := range s.at[i] {
			s.at[i][k] = s.at[0][k] + 0.5*(s.at[i][k]-s.at[0][k])
		}
		s.val[i] = s.f(s.at[i])
	}
}
