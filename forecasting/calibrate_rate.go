package forecasting

import "math"

// Models of rare demand keep a memory of better days: what is in the file was worth stocking once, and sells less as it grows old. One
// series cannot tell that from luck; all of them together can.

// sums of one origin: what a recipe that has not seen it said of rare demand, and what came.
type sums struct{ said, came float64 }

// rates are the sums of the origins of a rare series, latest first; nil of others.
func (r *replay) rates(recipes []recipe) []sums {
	if !rare(r.h) {
		return nil
	}
	out := make([]sums, len(r.ends))
	for k, c := range recipes {
		f, ok := c.cook(r.fits[k])
		if !ok {
			continue
		}
		for j, v := range f.Mean {
			if t := r.ends[k] + j; t < len(r.h.y) && r.h.at(t) {
				out[k].said, out[k].came = out[k].said+math.Max(v, 0), out[k].came+r.h.y[t]
			}
		}
	}
	return out
}

// rate is the factor on the means of rare demand that is learned from many series: what came over what was said, in logarithms drawn to 0
// by what the origins differ among themselves, as what one of them says may be its time's. It never raises: where less was said than came,
// it was the time that was good.
func rate(all [][]sums) float64 {
	total, series := totals(all)
	if series < manySeries || len(total) < 2 {
		return 1
	}
	var mu, square float64
	for _, v := range total {
		if !(v.said > 0 && v.came > 0) {
			return 1
		}
		b := math.Log(v.came / v.said)
		mu, square = mu+b/float64(len(total)), square+b*b/float64(len(total))
	}
	if square > 0 {
		mu *= mu * mu / square
	}
	return math.Exp(math.Max(-mostRate, math.Min(0, mu)))
}

// totals add up the series, origin by origin, and count those that are rare.
func totals(all [][]sums) (total []sums, series int) {
	for _, s := range all {
		if len(s) > 0 {
			series++
		}
		for k, v := range s {
			if k == len(total) {
				total = append(total, sums{})
			}
			total[k].said, total[k].came = total[k].said+v.said, total[k].came+v.came
		}
	}
	return total, series
}

func (c Calibration) rate() float64 {
	if c.Rate <= 0 {
		return 1
	}
	return c.Rate
}

// mostRate bounds the logarithm of the factor: what is further off is no habit of models.
const mostRate = 0.3
