package model

import "math"

// AutoARIMA chooses the differences by tests (Hyndman and Khandakar 2008): a seasonal difference where the season is strong (Wang, Smith,
// Hyndman 2006: strength above 0.64), ordinary ones until the KPSS test at 5 % accepts; then walks stepwise to the lowest AICc from a
// few good orders. The AICc of the conditional likelihood guides, which is exact enough for a choice and many times faster.
func AutoARIMA(in Input) (Fit, bool) {
	if len(in.Y) < 8 {
		return Fit{}, false
	}
	o := Order{}
	w, m := in.Y, in.period()
	if m > 1 && m <= 24 && len(in.Y) >= 3*m && strength(in.Y, m) > 0.64 {
		o.SD = 1
		w = difference(w, m)
	}
	for o.D < 2-o.SD && len(w) > 6 && !level(w) {
		o.D++
		w = difference(w, 1)
	}
	s := search{in: in, seen: map[Order]bool{}, low: math.Inf(1), seasonal: m > 1 && m <= 24 && len(in.Y) >= 3*m}
	return s.run(o)
}

// search is a walk over orders.
type search struct {
	in       Input
	seen     map[Order]bool
	best     *arima
	loss     float64
	low      float64
	seasonal bool
}

func (s *search) run(o Order) (Fit, bool) {
	constant := o.D+o.SD <= 1
	for _, pq := range [][2]int{{2, 2}, {0, 0}, {1, 0}, {0, 1}} {
		t := o
		t.P, t.Q, t.Constant = pq[0], pq[1], constant
		if s.seasonal && pq[0] != 0 {
			t.SP = 1
		}
		if s.seasonal && pq[1] != 0 {
			t.SQ = 1
		}
		s.try(t)
	}
	for steps := 0; s.best != nil && steps < 4 && s.around(); steps++ {
	}
	if s.best == nil {
		return Fit{}, false
	}
	s.best.unfold(s.best.x)
	s.best.css()
	f, ok := s.best.fit(s.in, s.loss)
	f.Again = ARIMA(s.best.Order)
	return f, ok
}

// around tries the neighbours of the best order and reports whether one was better.
func (s *search) around() bool {
	was, o := s.low, s.best.Order
	for _, d := range [][4]int{{1, 0, 0, 0}, {-1, 0, 0, 0}, {0, 1, 0, 0}, {0, -1, 0, 0},
		{0, 0, 1, 0}, {0, 0, -1, 0}, {0, 0, 0, 1}, {0, 0, 0, -1}} {
		t := o
		t.P, t.Q, t.SP, t.SQ = o.P+d[0], o.Q+d[1], o.SP+d[2], o.SQ+d[3]
		if s.try(t) {
			return true
		}
	}
	if o.D+o.SD <= 1 {
		o.Constant = !o.Constant
		s.try(o)
	}
	return s.low < was
}

func (s *search) try(o Order) bool {
	if o.P < 0 || o.Q < 0 || o.SP < 0 || o.SQ < 0 || o.P > 4 || o.Q > 4 || o.SP > 1 || o.SQ > 1 || !s.seasonal && o.SP+o.SQ > 0 || s.seen[o] {
		return false
	}
	s.seen[o] = true
	a, ok := newArima(s.in, o)
	if !ok {
		return false
	}
	loss := a.optimise(nil)
	if c := a.aicc(loss); c < s.low && !a.nearUnit() {
		s.best, s.low, s.loss = a, c, loss
		return true
	}
	return false
}

// nearUnit rejects fits that sit on the edge of stationarity or invertibility.
func (a *arima) nearUnit() bool {
	for _, x := range a.x {
		if math.Abs(math.Tanh(x)) > 0.995 {
			return true
		}
	}
	return false
}

// strength of the season between 0 and 1: how much of the variance around the trend it explains.
func strength(y []float64, m int) float64 {
	trend, s := Centred(y, m), Indices(y, m, false)
	var rest, all, n, mr, ma float64
	for pass := range 2 {
		for t, v := range y {
			if math.IsNaN(trend[t]) {
				continue
			}
			d := v - trend[t]
			r := d - s[t%m]
			if pass == 0 {
				mr, ma, n = mr+r, ma+d, n+1
				continue
			}
			rest += (r - mr/n) * (r - mr/n)
			all += (d - ma/n) * (d - ma/n)
		}
	}
	if all == 0 {
		return 0
	}
	return math.Max(0, 1-rest/all)
}

// level is the KPSS test of level stationarity (Kwiatkowski, Phillips, Schmidt, Shin 1992) at 5 %, lags by 4·(n/100)^¼ (Schwert 1989), but none
// below 20 steps: with two it does not even see the trend of ten steps on a straight line.
func level(y []float64) bool {
	n := len(y)
	mu := mean(y)
	var cum, eta float64
	for _, v := range y {
		cum += v - mu
		eta += cum * cum
	}
	lags := int(4 * math.Pow(float64(n)/100, 0.25))
	if n < 20 {
		lags = 0
	}
	s := 0.0
	for k := 0; k <= lags; k++ {
		var c float64
		for t := k; t < n; t++ {
			c += (y[t] - mu) * (y[t-k] - mu)
		}
		if k > 0 {
			c *= 2 * (1 - float64(k)/float64(lags+1))
		}
		s += c
	}
	if s <= 0 {
		return true
	}
	return eta/(float64(n)*s) < 0.463
}
