package forecasting

import (
	"math"
	"time"
)

// A history of less than two years has seen each great season of the trade once or not at all, and often ends just after one: then the
// level of those weeks would be carried on. All series of a file together tell how much such a season adds; great holds that, and each
// series is brought down by it, by as much as it shows itself, before any model sees it.
type great struct {
	factor [greatKinds]float64 // how many times the usual
}

// The great seasons: Christmas shopping from the week of Thanksgiving on, the quiet days after it, 双11, 618, and the weeks before and
// after the Spring Festival.
const (
	shopping = iota
	yearEnd
	singles
	midyear
	beforeSpring
	afterSpring
	greatKinds
)

// greatOf is the season of a day, −1 for none.
func greatOf(day time.Time) int {
	at := int(day.Month())*100 + day.Day()
	thanks := time.Date(day.Year(), time.November, 1, 0, 0, 0, 0, time.UTC)
	thanks = thanks.AddDate(0, 0, (int(time.Thursday)-int(thanks.Weekday())+7)%7+21)
	switch {
	case day.After(thanks.AddDate(0, 0, -4)) && at <= 1223:
		return shopping
	case at >= 1224 || at <= 101:
		return yearEnd
	case at >= 1101 && at <= 1111:
		return singles
	case at >= 601 && at <= 618:
		return midyear
	}
	if text, ok := lunar[day.Year()]; ok {
		first, _ := time.Parse(time.DateOnly, day.Format("2006-")+text)
		switch d := daysBetween(first, day); {
		case d >= -14 && d < 0:
			return beforeSpring
		case d >= 0 && d <= 10:
			return afterSpring
		}
	}
	return -1
}

// seasonOf is the great season of a step: of a day, or of most days of a week.
func seasonOf(start time.Time, freq Freq, step int) int {
	if freq == Daily {
		return greatOf(start.AddDate(0, 0, step))
	}
	var days [greatKinds]int
	for d := range 7 {
		if k := greatOf(start.AddDate(0, 0, 7*step+d)); k >= 0 {
			if days[k]++; days[k] == 4 {
				return k
			}
		}
	}
	return -1
}

// dated reports whether great seasons matter to a series: weeks or days with dates, and less than two years.
func dated(s Series) bool {
	return !s.Start.IsZero() && (s.Freq == Weekly && len(s.Values) < 2*52 || s.Freq == Daily && len(s.Values) < twoYears)
}

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

// stepDays is the length of a step.
func stepDays(freq Freq) int {
	if freq == Weekly {
		return 7
	}
	return 1
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

// own are the factors of one series: those of all, corrected by what its own great steps show over its ordinary ones. The correction
// counts as little as a series is irregular.
func (g *great) own(h history, s Series) [greatKinds]float64 {
	var sum, n [greatKinds]float64
	var base, square, count float64
	start := s.Start.AddDate(0, 0, h.offset*stepDays(s.Freq))
	for t, v := range h.y {
		if !h.at(t) {
			continue
		}
		if k := seasonOf(start, s.Freq, t); k >= 0 {
			sum[k], n[k] = sum[k]+v, n[k]+1
		} else {
			base, square, count = base+v, square+v*v, count+1
		}
	}
	out := g.factor
	if count < 2 || base <= 0 {
		return out
	}
	mean := base / count
	vary := math.Max(square/count/(mean*mean)-1, 0)
	for k := range out {
		prior := greatPrior * (1 + vary)
		out[k] = math.Max((sum[k]/mean+prior*out[k])/(n[k]+prior), 0.1)
	}
	return out
}

// greatPrior is the number of steps that the factor of all series counts for in a regular one.
const greatPrior = 5.0

// calm divides the great seasons out of the history and keeps the factors of history and horizon; without any it does nothing.
func (h *history) calm(s Series, o Options) {
	if o.shared == nil || o.shared.great == nil || !h.positive || !dated(s) {
		return
	}
	own := o.shared.great.own(*h, s)
	start := s.Start.AddDate(0, 0, h.offset*stepDays(s.Freq))
	h.great = make([]float64, len(h.y)+o.Horizon)
	for t := range h.great {
		h.great[t] = 1
		if k := seasonOf(start, s.Freq, t); k >= 0 {
			h.great[t] = own[k]
		}
		if t < len(h.y) {
			h.y[t] /= h.great[t]
		}
	}
}

// taken are the factors that were taken out of the history, of step j of the horizon.
func (h *history) taken(j int) (great, price, promo float64) {
	t := len(h.y) + j
	return factorAt(h.great, t), factorAt(h.price, t), factorAt(h.promo, t)
}

func factorAt(of []float64, t int) float64 {
	if t < len(of) {
		return of[t]
	}
	return 1
}

// ahead is their product.
func (h *history) ahead(j int) float64 {
	great, price, promo := h.taken(j)
	return great * price * promo
}
