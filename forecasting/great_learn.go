package forecasting

import (
	"math"
	"time"
)

// learnGreat finds the factors from the total of all series, each divided by the root of its mean, so that neither the large nor the
// many rule. A factor is drawn to 1 by how much the total swings anyway.
func learnGreat(series []Series) *great {
	total, freq, first := map[int]float64{}, Weekly, time.Time{}
	for _, s := range series {
		if !dated(s) {
			continue
		}
		if first.IsZero() {
			first, freq = s.Start, s.Freq
		}
		if s.Freq == freq {
			addTotal(total, s, first)
		}
	}
	return greatFrom(total, first, freq)
}

// addTotal adds a series to the total by step from first on.
func addTotal(total map[int]float64, s Series, first time.Time) {
	var sum float64
	for _, v := range s.Values {
		if v < 0 {
			return
		}
		if !math.IsNaN(v) {
			sum += v
		}
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return
	}
	scale := math.Sqrt(float64(len(s.Values)) / sum)
	offset := int(math.Floor(float64(daysBetween(first, s.Start)) / float64(stepDays(s.Freq))))
	for t, v := range s.Values {
		if !math.IsNaN(v) {
			total[offset+t] += v * scale
		}
	}
}

// greatReach is how many ordinary steps on each side are compared with a great one.
const greatReach = 8

// greatFrom compares the total of great steps with that of ordinary ones nearby; nil if there is nothing to learn.
func greatFrom(total map[int]float64, first time.Time, freq Freq) *great {
	lo, hi := math.MaxInt, math.MinInt
	for t := range total {
		lo, hi = min(lo, t), max(hi, t)
	}
	if len(total) < 6 || hi-lo+1 > len(total)+2 {
		return nil
	}
	season := make([]int, hi-lo+1)
	for t := range season {
		season[t] = seasonOf(first, freq, lo+t)
	}
	at := func(t int) float64 { return total[lo+t] }
	var sum, n [greatKinds]float64
	var swing, ordinary float64
	for t, k := range season {
		base := ordinaryAround(season, at, t)
		if base <= 0 || at(t) <= 0 {
			continue
		}
		if d := math.Log(at(t) / base); k >= 0 {
			sum[k], n[k] = sum[k]+d, n[k]+1
		} else {
			swing, ordinary = swing+d*d, ordinary+1
		}
	}
	if ordinary < 3 {
		return nil
	}
	g, any := &great{}, false
	for k := range g.factor {
		g.factor[k] = 1
		if n[k] > 0 {
			d := sum[k] / n[k]
			noise := swing / ordinary * (0.5 + 0.5/n[k]) // neighbouring steps swing together
			g.factor[k] = math.Exp(d * d * d / (d*d + noise))
			any = any || math.Abs(d*d*d/(d*d+noise)) > 0.02
		}
	}
	if !any {
		return nil
	}
	return g
}

// ordinaryAround is the mean of the ordinary steps near one, itself left out; 0 if there are none.
func ordinaryAround(season []int, at func(int) float64, t int) float64 {
	var sum, n float64
	for _, dir := range []int{-1, 1} {
		found := 0
		for u := t + dir; u >= 0 && u < len(season) && found < greatReach; u += dir {
			if season[u] < 0 {
				sum, n, found = sum+at(u), n+1, found+1
			}
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}
