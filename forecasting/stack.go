package forecasting

import (
	"math"
	"sort"

	"hesuan/forecasting/model"
)

// stacked are the weights with the least squared error over all series, each series counting alike, not below zero, summing to one,
// drawn to the inverse powers of the usual scores as if as many series as drawn spoke for those (Wolpert 1992; Breiman 1996).
func stacked(all []*compared, u usual) map[string]float64 {
	core := all[0].core
	k := len(core)
	gram := make([]float64, k*k)
	var series float64
	for _, c := range all {
		if one := c.gram(); one != nil {
			series++
			for i, v := range one {
				gram[i] += v
			}
		}
	}
	prior := make([]float64, k)
	for i, m := range core {
		prior[i] = 1
		if r, ok := u.ratio[all[0].r.pool[m].name]; ok {
			prior[i] = math.Pow(r, -trust)
		}
	}
	w := leastSquares(gram, normalised(prior), drawn)
	out := map[string]float64{}
	for i, m := range core {
		out[all[0].r.pool[m].name] = math.Max(w[i], 1e-3) // never quite nothing: a group may be left with these alone
	}
	return out
}

// drawn is the weight of the prior in stacking, in series.
const drawn = 15.0

// gram are the mean products of the core's errors, over the mean of the squares; nil where not all members applied.
func (c *compared) gram() []float64 {
	k := len(c.core)
	out := make([]float64, k*k)
	for o, end := range c.r.ends {
		fits := make([]model.Fit, k)
		for i, m := range c.core {
			if fits[i] = c.r.fits[o][m]; fits[i].Mean == nil {
				return nil
			}
		}
		for j := range c.r.horizon {
			if end+j >= len(c.r.h.y) || !c.r.h.at(end+j) {
				continue
			}
			for a := range k {
				for b := range k {
					out[a*k+b] += (fits[a].Mean[j] - c.r.h.y[end+j]) * (fits[b].Mean[j] - c.r.h.y[end+j])
				}
			}
		}
	}
	var size float64
	for a := range k {
		size += out[a*k+a] / float64(k)
	}
	if !(size > 0) {
		return nil
	}
	for i := range out {
		out[i] /= size
	}
	return out
}

// leastSquares minimises w'Gw + ridge·|w − prior|² over the weights that are not negative and sum to 1, by projected gradients.
func leastSquares(gram, prior []float64, ridge float64) []float64 {
	k := len(prior)
	w := append([]float64(nil), prior...)
	lipschitz := ridge
	for i := range k {
		lipschitz += gram[i*k+i]
	}
	next := make([]float64, k)
	for range 1000 {
		for i := range k {
			g := ridge * (w[i] - prior[i])
			for j := range k {
				g += gram[i*k+j] * w[j]
			}
			next[i] = w[i] - g/lipschitz
		}
		copy(w, ontoSimplex(next))
	}
	return w
}

// ontoSimplex is the nearest point with no negative part and the sum 1.
func ontoSimplex(v []float64) []float64 {
	sorted := append([]float64(nil), v...)
	sort.Sort(sort.Reverse(sort.Float64Slice(sorted)))
	var sum, shift float64
	for i, x := range sorted {
		sum += x
		if s := (sum - 1) / float64(i+1); x > s {
			shift = s
		}
	}
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Max(0, x-shift)
	}
	return out
}
