package forecasting

import (
	"errors"
	"math"
	"time"
)

// ErrNoHistory is returned for a series without a single observed value: nothing can be said about it.
var ErrNoHistory = errors.New("forecasting: series has no observed value")

// Freq is the length of one step of a series.
type Freq byte

// The step lengths, by their letter in the ecosystem's files.
const (
	Other     Freq = 'O'
	Yearly    Freq = 'Y'
	Quarterly Freq = 'Q'
	Monthly   Freq = 'M'
	Weekly    Freq = 'W'
	Daily     Freq = 'D'
	Hourly    Freq = 'H'
)

// Seasons are the season lengths of the frequency in steps, shortest first; empty where there is none.
func (f Freq) Seasons() []int {
	switch f {
	case Quarterly:
		return []int{4}
	case Monthly:
		return []int{12}
	case Weekly:
		return []int{52}
	case Daily:
		return []int{7, 365}
	case Hourly:
		return []int{24, 168}
	}
	return nil
}

// Horizon is the usual forecast length of the frequency, that of the M4 competition.
func (f Freq) Horizon() int {
	return map[Freq]int{Yearly: 6, Quarterly: 8, Monthly: 18, Weekly: 13, Daily: 14, Hourly: 48}[f]
}

// slow reports whether a step is a month or longer.
func (f Freq) slow() bool { return f == Monthly || f == Quarterly || f == Yearly }

// Series is an equally spaced history, oldest first.
type Series struct {
	// Values are the observations; NaN or infinity means missing.
	Values []float64
	// Censored marks steps whose value is only a lower bound of the truth: days out of stock (缺货). nil means none. Such a step
	// counts as missing, unless more was sold than expected all the same: then the value stands.
	Censored []bool
	// Price and Promo are the prices (NaN where unknown) and the promotions (促销: 1 for a full one, 0 for none) of the steps, beyond
	// Values also of the steps ahead, as far as they are known: a price goes on as it was, a promotion ends. nil means none are known.
	Price, Promo []float64
	// Start is the time of Values[0]; zero if unknown. With it a daily series can follow the calendar.
	Start time.Time
	Freq  Freq
}

// history is a series made ready for the models: leading gaps cut off, the others filled.
type history struct {
	y            []float64
	seen         []bool // nil when every step was observed
	offset       int    // steps cut off at the front
	observed     int
	seasons      []int
	freq         Freq
	whole        bool // only whole numbers
	positive     bool // nothing below zero
	unit         float64
	calendar     *time.Time // date of y[0] where days of the calendar can matter
	great        []float64  // factors of the great seasons that were taken out, over history and horizon; nil if none
	price, promo []float64  // the same of prices and promotions
}

// ready is a series as the models see it: cleaned, without what its prices, promotions and the great seasons do.
func ready(s Series, o Options) (history, error) {
	h, err := prepare(s, o.Seasons)
	if err == nil {
		h.respond(s, o)
		h.calm(s, o)
	}
	return h, err
}

// prepare cleans a series. Gaps are filled by straight lines between the neighbours after the mean profile of the shortest season is
// taken off; a filled step has no weight in any error. Numbers beyond 1e100 are brought down by a power of two, as squares must fit.
func prepare(s Series, seasons []int) (history, error) {
	h := history{seasons: seasons, freq: s.Freq, whole: true, positive: true, unit: 1}
	vals, ok := h.gather(s)
	if h.observed == 0 {
		return h, ErrNoHistory
	}
	for !ok[h.offset] {
		h.offset++
	}
	h.y, h.seen = vals[h.offset:], ok[h.offset:]
	censored := s.Censored
	if len(censored) == len(s.Values) {
		h.expect(s.Values[h.offset:], censored[h.offset:])
	} else {
		h.fill()
	}
	if h.observed == len(h.y) {
		h.seen = nil
	}
	if day := s.Start.AddDate(0, 0, h.offset); s.Freq == Daily && !s.Start.IsZero() && h.positive && len(h.y) >= 60 {
		h.calendar = &day
	}
	return h, nil
}

// gather copies the values, marks what was observed and finds the kind of numbers.
func (h *history) gather(s Series) (vals []float64, ok []bool) {
	vals, ok = make([]float64, len(s.Values)), make([]bool, len(s.Values))
	top := 0.0
	for t, v := range s.Values {
		bad := math.IsNaN(v) || math.IsInf(v, 0)
		if !bad {
			top = math.Max(top, math.Abs(v))
			h.whole = h.whole && v == math.Trunc(v)
			h.positive = h.positive && v >= 0
		}
		if bad || t < len(s.Censored) && s.Censored[t] {
			continue
		}
		vals[t], ok[t] = v, true
		h.observed++
	}
	if top > 1e100 || top > 0 && top < 1e-100 {
		_, exp := math.Frexp(top)
		h.unit = math.Ldexp(1, exp-1)
		h.whole = false
		for t := range vals {
			vals[t] /= h.unit
		}
	}
	return vals, ok
}

// expect fills the gaps and lets a censored value stand where it exceeds what would have been expected anyway.
func (h *history) expect(raw []float64, censored []bool) {
	h.fill()
	for t, c := range censored {
		if v := raw[t] / h.unit; c && !h.seen[t] && !math.IsNaN(v) && !math.IsInf(v, 0) && v > h.y[t] {
			h.y[t], h.seen[t] = v, true
			h.observed++
		}
	}
}

func (h *history) fill() {
	m := 1
	if len(h.seasons) > 0 && h.seasons[0] > 1 && h.observed >= 2*h.seasons[0] && h.demands() >= 2*h.seasons[0] {
		m = h.seasons[0] // a handful of sales says nothing of weekdays
	}
	profile := h.profile(m)
	last := -1
	for t := range h.y {
		if !h.seen[t] {
			continue
		}
		for g := last + 1; g < t && last >= 0; g++ {
			w := float64(g-last) / float64(t-last)
			h.impute(g, profile, (1-w)*(h.y[last]-profile[last%m])+w*(h.y[t]-profile[t%m]))
		}
		last = t
	}
	for g := last + 1; g < len(h.y); g++ {
		h.impute(g, profile, h.recent(last, profile))
	}
}

// demands counts the observed values that are not zero.
func (h *history) demands() (n int) {
	for t, v := range h.y {
		if h.seen[t] && v != 0 {
			n++
		}
	}
	return n
}

func (h *history) impute(t int, profile []float64, level float64) {
	h.y[t] = level + profile[t%len(profile)]
	if h.positive {
		h.y[t] = math.Max(0, h.y[t])
	}
}

// recent is the mean level of the last observed steps before a gap at the end, a week of them or as many as hold a few demands: one
// value alone would carry its noise over all of it, and a single sale in a quiet week would make it a busy one.
func (h *history) recent(last int, profile []float64) float64 {
	var sum, n float64
	demands := 0
	for t := last; t >= 0 && (n < 7 || demands < 4); t-- {
		if h.seen[t] {
			sum, n = sum+h.y[t]-profile[t%len(profile)], n+1
			if h.y[t] != 0 {
				demands++
			}
		}
	}
	return sum / n
}

// profile is the mean of the observed values at each phase of the season.
func (h *history) profile(m int) []float64 {
	sum, n := make([]float64, m), make([]float64, m)
	var all, count float64
	for t, v := range h.y {
		if h.seen[t] {
			sum[t%m], n[t%m] = sum[t%m]+v, n[t%m]+1
			all, count = all+v, count+1
		}
	}
	for k := range sum {
		if n[k] > 0 {
			sum[k] /= n[k]
		} else {
			sum[k] = all / count
		}
	}
	return sum
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
