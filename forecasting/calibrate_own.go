package forecasting

import "math"

// residue are the standardised errors of one series at one origin, by step; NaN where nothing was observed.
type residue struct {
	end int
	z   []float64
}

// unseen are the recipes that would have been taken at each origin without it. The recipe of all origins has seen it, and its errors
// there are too small.
func (r *replay) unseen(naives int, core []int) []recipe {
	out := make([]recipe, len(r.ends))
	for k := range r.ends {
		out[k], _ = r.but(k).choose(naives, core)
	}
	return out
}

// but is the replay without the k-th origin.
func (r *replay) but(k int) *replay {
	others := *r
	others.ends, others.fits = without(r.ends, k), without(r.fits, k)
	return &others
}

// residues standardises the errors of a recipe at each origin, which it has not seen, by the spread it stated and the usual inflation.
func (r *replay) residues(recipes []recipe, freq Freq) []residue {
	var out []residue
	for k, c := range recipes {
		f, ok := c.cook(r.fits[k])
		if !ok {
			continue
		}
		spread := f.Spread(f.Sigma(1))
		z := make([]float64, len(f.Mean))
		for j := range z {
			z[j] = math.NaN()
			if t := r.ends[k] + j; t < len(r.h.y) && r.h.at(t) && spread[j] > 1e-9*r.scales.abs {
				z[j] = (r.h.y[t] - f.Mean[j]) / (spread[j] * inflation(freq, r.ends[k], j))
			}
		}
		out = append(out, residue{r.ends[k], z})
	}
	return out
}

// ownScale is the spread of a series' own standardised errors, drawn to 1 as if priorErrors independent ones had said so. It is taken from
// their mean size, which goes with the 80 % band whatever the tails; and errors that follow each other count for less the more they hang
// together: those of a random walk hardly more than one an origin.
func ownScale(rs []residue) float64 {
	const priorErrors, most = 6, 4
	alike := hanging(rs)
	sum, n := float64(priorErrors), float64(priorErrors)
	for _, r := range rs {
		var size, k float64
		for _, z := range r.z {
			if !math.IsNaN(z) {
				size, k = size+math.Min(math.Abs(z), most), k+1
			}
		}
		if k > 0 {
			w := math.Max(1, k/2*(1-alike)/(1+alike)) // origins overlap by half
			sum, n = sum+w*size/k/usualSize, n+w
		}
	}
	return sum / n
}

// usualSize is the mean of |z| that asks for no correction: that of the normal distribution, and half of what the tails of the paths add
// to their 80 % band. On hold-outs of single series it covers 80 %.
var usualSize = 1.08 * math.Sqrt(2/math.Pi)

// hanging is the correlation of errors a step apart, at least 0.
func hanging(rs []residue) float64 {
	var cross, square float64
	for _, r := range rs {
		for j := 1; j < len(r.z); j++ {
			if a, b := r.z[j-1], r.z[j]; !math.IsNaN(a) && !math.IsNaN(b) {
				cross, square = cross+a*b, square+(a*a+b*b)/2
			}
		}
	}
	if square == 0 {
		return 0
	}
	return math.Max(0, cross/square)
}

// beside are the errors at times that another origin does not see.
func (r residue) beside(other residue) residue {
	z := append([]float64(nil), r.z...)
	for j := range z {
		if t := r.end + j; t >= other.end && t < other.end+len(other.z) {
			z[j] = math.NaN()
		}
	}
	return residue{r.end, z}
}

// held are the errors of each origin over the scale that the series has at other times: what a calibration learns from.
func held(rs []residue) [][]float64 {
	var out [][]float64
	for k, one := range rs {
		var rest []residue
		for _, e := range without(rs, k) {
			rest = append(rest, e.beside(one))
		}
		s := ownScale(rest)
		z := make([]float64, len(one.z))
		for j := range z {
			z[j] = one.z[j] / s
		}
		out = append(out, z)
		if k == 0 { // the latest is most like what is to come, and knows nothing of later: it counts like two
			out = append(out, z)
		}
	}
	return out
}
