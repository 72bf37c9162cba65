package forecasting

import (
	"math"

	"hesuan/forecasting/model"
)

// Parts explain a forecast step by step: Level + Trend + Season + Holiday + Price + Promo + Recent = Mean, to the last digit that sums of
// floats keep.
type Parts struct {
	// Level is where demand stands: the mean of the last seasons of the history, their season taken off.
	Level []float64
	// Trend is the straight line that the forecast takes from there.
	Trend []float64
	// Season is the usual deviation of this phase of the season in the last years or weeks.
	Season []float64
	// Holiday is what the great days of the calendar add or take away.
	Holiday []float64
	// Price and Promo are what the prices and promotions ahead add or take away, against the usual price and none.
	Price, Promo []float64
	// Recent is the rest: what the models read from the last errors, and what they do not agree on with the parts above.
	Recent []float64
}

// explain takes the points of a forecast apart by the history they come from.
func (h history) explain(point []float64) Parts {
	n, m := len(h.y), h.period(len(h.y))
	if n < 2*m {
		m = 1
	}
	p := Parts{Level: make([]float64, len(point)), Trend: make([]float64, len(point)), Season: make([]float64, len(point)),
		Holiday: make([]float64, len(point)), Recent: make([]float64, len(point))}
	season := []float64{0}
	recent := h.y[n-min(n, max(4, 6*m)):]
	if m > 1 {
		season = model.Indices(recent, m, false)
	}
	level := h.standing(recent, season)
	event := h.events(n, len(point))
	rest := make([]float64, len(point))
	for j, v := range point {
		p.Level[j], p.Season[j] = level, season[(len(recent)+j)%len(season)]
		p.Holiday[j] = v - v/event[j]
		rest[j] = v - level - p.Season[j] - p.Holiday[j]
	}
	slope := through(rest)
	for j := range point {
		p.Trend[j] = slope * float64(j+1)
		p.Recent[j] = rest[j] - p.Trend[j]
	}
	return p
}

// standing is the mean of the last two seasons (at least four steps) without their season.
func (h history) standing(recent, season []float64) float64 {
	k := min(len(recent), max(4, 2*len(season)))
	var sum float64
	for t := len(recent) - k; t < len(recent); t++ {
		sum += recent[t] - season[t%len(season)]
	}
	return sum / float64(k)
}

// events are the factors of the great days ahead, 1 where there is no calendar.
func (h history) events(n, horizon int) []float64 {
	out := make([]float64, horizon)
	for j := range out {
		out[j] = 1
	}
	if h.calendar == nil || n < twoYears {
		return out
	}
	in := h.input(n, horizon)
	with := in.Factors(h.span())
	in.Profiles = in.Profiles[:len(in.Profiles)-1]
	without := in.Factors(h.span())
	for j := range out {
		if math.Abs(with[n+j]-without[n+j]) > 0.02*without[n+j] {
			out[j] = math.Max(with[n+j]/without[n+j], 0.02)
		}
	}
	return out
}

// through is the slope of the least squares line through the origin just before the first step.
func through(rest []float64) float64 {
	var sxy, sxx float64
	for j, v := range rest {
		sxy, sxx = sxy+float64(j+1)*v, sxx+float64(j+1)*float64(j+1)
	}
	if len(rest) < 2 {
		return 0
	}
	return sxy / sxx
}
