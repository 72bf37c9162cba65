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

// stepDays is the length of a step.
func stepDays(freq Freq) int {
	if freq == Weekly {
		return 7
	}
	return 1
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
