package model

import "math"

// Panel is a boosted model of demand learned across the series of a file: what follows a history of this kind, relative to its base
// rate. It sees the means of several windows before, how often and how long ago something was sold, the size of the sales,
// the phase of the season, the age of the series and how many steps ahead it looks; so it finds by itself how fast new sellers settle,
// old ones fade and which days of the week are strong, where each single series is too short or too sparse to tell.
type Panel struct {
	boost  *Boost
	period int
	reach  int // the most steps ahead that were learned; beyond it the last one stands
}

// panelWindows are the lengths of the windows of the past, in steps.
var panelWindows = []int{1, 2, 4, 7, 13, 28, 52}

// panelBase is the window of the base rate, in steps; leastPast is the shortest past from which a row is learned.
const panelBase, leastPast = 52, 4

// mostPanelRows are learned from; of more, evenly spread ones are taken.
const mostPanelRows = 80_000

// LearnPanel learns from the histories (non-negative ones; others are passed over), looking up to horizon steps ahead. It is nil
// when they hold too little.
func LearnPanel(histories []Input, period, horizon int) *Panel {
	p := &Panel{period: period}
	longest, total := 0, 0
	for _, in := range histories {
		longest = max(longest, len(in.Y))
	}
	p.reach = max(1, min(horizon, longest*2/5))
	for _, in := range histories {
		total += max(0, len(in.Y)-leastPast) * min(p.reach, 4)
	}
	if total < 2000 {
		return nil
	}
	rows := panelRows{panel: p, stride: float64(total) / mostPanelRows}
	for _, in := range histories {
		if nonNegative(in.Y) {
			rows.add(in)
		}
	}
	if len(rows.y) < 1000 {
		return nil
	}
	p.boost = LearnBoost(rows.x, len(rows.x)/len(rows.y), rows.y, rows.w)
	return p
}

// panelRows gathers what is learned from.
type panelRows struct {
	panel   *Panel
	stride  float64
	due     float64
	x, y, w []float64
}

// add takes rows of a history: from each origin a few steps ahead, other ones at each.
func (r *panelRows) add(in Input) {
	for t := leastPast; t < len(in.Y); t++ {
		var past *past
		for k := range min(r.panel.reach, 4) {
			j := (t*5 + k*((r.panel.reach+3)/4)) % r.panel.reach
			if r.due++; r.due < r.stride || t+j >= len(in.Y) || !in.seen(t+j) {
				continue
			}
			r.due -= math.Max(r.stride, 1)
			if past == nil {
				past = pastOf(in, t)
			}
			if past.base <= 0 {
				continue
			}
			r.x = r.panel.features(r.x, past, j, len(in.Y)+in.Left)
			r.y = append(r.y, math.Min(in.Y[t+j]/past.base, 30))
			r.w = append(r.w, past.weight())
		}
	}
}

// past is what of a history before a step the features are made from.
type past struct {
	y                  []float64
	seen               func(int) bool
	base, spread       float64
	means, shares      []float64
	since, gap, length float64
	size, vary, trend  float64
}

// pastOf sums up the steps before t.
func pastOf(in Input, t int) *past {
	p := &past{y: in.Y[:t], seen: in.seen, length: float64(t)}
	var sum, count, demands, sizes, squares float64
	next := 0
	for back := 1; back <= t; back++ {
		if v := in.Y[t-back]; in.seen(t - back) {
			sum, count = sum+v, count+1
			if v > 0 {
				demands, sizes, squares = demands+1, sizes+v, squares+v*v
				if demands == 1 {
					p.since = float64(back)
				}
			}
		}
		if next < len(panelWindows) && back == panelWindows[next] {
			p.means, p.shares = append(p.means, sum/math.Max(count, 1)), append(p.shares, demands/math.Max(count, 1))
			next++
		}
		if back == panelBase {
			break
		}
	}
	p.base = sum / math.Max(count, 1)
	for len(p.means) < len(panelWindows) {
		p.means, p.shares = append(p.means, p.base), append(p.shares, demands/math.Max(count, 1))
	}
	if demands == 0 {
		p.since = math.Min(p.length, panelBase) + 1
	}
	p.gap = math.Max(count, 1) / (demands + 1)
	p.size = sizes / math.Max(demands, 1)
	p.vary = squares/math.Max(demands, 1) - p.size*p.size
	p.spread = math.Sqrt(math.Max(squares/math.Max(count, 1)-p.base*p.base, 0)) + 1e-9
	p.trend = p.half()
	return p
}

// half is the mean of the later half of the base window over that of all of it.
func (p *past) half() float64 {
	n := min(len(p.y), panelBase)
	var late float64
	for _, v := range p.y[len(p.y)-n/2:] {
		late += v
	}
	return late / math.Max(float64(n/2)*p.base, 1e-12)
}

// weight of a row: how much a ratio to the base says, the inverse of its usual variation.
func (p *past) weight() float64 { return math.Min(p.base*p.base/(p.spread*p.spread), 4) }

// features of step j ahead, appended to x. Phases count from the end of the whole series, as that is what those of a file have in
// common.
func (m *Panel) features(x []float64, p *past, j, end int) []float64 {
	base := math.Max(p.base, 1e-12)
	x = append(x, math.Log(base), base/p.spread, float64(min(j, m.reach-1)), p.length, p.since, p.since/p.gap, p.size/base,
		math.Sqrt(math.Max(p.vary, 0))/math.Max(p.size, 1e-12), p.trend)
	for k := range panelWindows {
		if k < 5 {
			x = append(x, p.means[k]/base)
		} else {
			x = append(x, p.means[k]/base, p.shares[k])
		}
	}
	if m.period < 2 {
		return x
	}
	last, mean := p.phase(j, m.period)
	x = append(x, last/base, mean/base)
	if m.period <= 12 {
		x = append(x, float64(((len(p.y)+j-end)%m.period+m.period)%m.period))
	}
	return x
}

// phase is the last value at the same phase of the season as step j ahead, and the mean of the last eight; the base where there is none.
func (p *past) phase(j, period int) (last, mean float64) {
	var n float64
	last = p.base
	for t := len(p.y) + j - period*(j/period+1); t >= 0 && n < 8; t -= period {
		if p.seen(t) {
			if n == 0 {
				last = p.y[t]
			}
			mean, n = mean+p.y[t], n+1
		}
	}
	return last, (mean + p.base) / (n + 1)
}

// panelErrors is the number of last steps whose one-step errors are taken.
const panelErrors = 40

// Fit applies the model to one history.
func (m *Panel) Fit(in Input) (Fit, bool) {
	n := len(in.Y)
	if n < leastPast || !nonNegative(in.Y) {
		return Fit{}, false
	}
	now := pastOf(in, n)
	f := Fit{Name: "Boosted", AICc: math.NaN(), Mean: make([]float64, in.H), Psi: walkPsi(in.H, 0.1)}
	var x []float64
	for j := range f.Mean {
		x = m.features(x[:0], now, j, n+in.Left)
		f.Mean[j] = now.base * m.boost.Factor(x)
	}
	for t := max(leastPast, n-panelErrors); t < n; t++ {
		if in.seen(t) {
			before := pastOf(in, t)
			x = m.features(x[:0], before, 0, n+in.Left)
			f.Err = append(f.Err, in.Y[t]-before.base*m.boost.Factor(x))
		}
	}
	return f, f.Finite() && len(f.Err) > 1
}
