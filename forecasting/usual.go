package forecasting

import (
	"context"
	"math"
	"sort"
	"strings"

	"hesuan/forecasting/model"
)

// usual is how candidates compare across the series with the same menu: their scores over the mean score of those that make the
// combination, the combination's own, and the weights that would have made the best combination for all of them together.
type usual struct {
	ratio   map[string]float64
	weights map[string]float64
}

// usualFrom is the number of series whose backtests tell what is usual; usualRare the number if demand is rare, whose models are quick
// and whose single series say little.
const usualFrom, usualRare = 200, 600

// menuOf names a menu: series with the same one can be compared.
func menuOf(pool []candidate, core []int) string {
	var b strings.Builder
	for _, i := range core {
		b.WriteString(pool[i].name)
		b.WriteByte('+')
	}
	return b.String()
}

// compared is the backtest of one series, kept until what is usual is known.
type compared struct {
	menu   string
	r      *replay
	naives int
	core   []int
	trials []Trial
}

// learnUsual compares the candidates on an even selection of the series.
func (p *shared) learnUsual(ctx context.Context, series []Series, o Options, cores int) {
	step := max(1, len(series)/usualRare)
	byMenu := map[string][]*compared{}
	err := inOrder(ctx, (len(series)+step-1)/step, cores, func(i int) *compared {
		return compare(series[i*step], o, i%max(1, usualRare/usualFrom) == 0)
	}, func(_ int, c *compared) {
		if c != nil {
			byMenu[c.menu] = append(byMenu[c.menu], c)
		}
	})
	if err != nil {
		return
	}
	p.usual = map[string]usual{}
	for menu, all := range byMenu {
		p.usual[menu] = usualOf(all)
	}
}

// compare runs the backtest of one series; nil if there is none, or if it is slow and not wanted.
func compare(s Series, o Options, slow bool) *compared {
	o = o.filled(s)
	h, err := prepare(s, o.Seasons)
	if err != nil || !slow && !rare(h) {
		return nil
	}
	h.respond(s, o)
	h.calm(s, o)
	c := &compared{}
	var pool []candidate
	pool, c.naives, c.core = candidates(h, o)
	c.menu, c.r = menuOf(pool, c.core), newReplay(h, pool, o)
	if len(c.r.ends) == 0 {
		return nil
	}
	c.trials = c.r.singles()
	return c
}

// usualOf sums up series with the same menu.
func usualOf(all []*compared) usual {
	u := usual{ratio: map[string]float64{}}
	sum, n := map[string]float64{}, map[string]float64{}
	note := func(name string, score, mean float64) {
		if mean > 0 {
			sum[name], n[name] = sum[name]+math.Log(math.Min(math.Max(score/mean, 0.2), 5)), n[name]+1
		}
	}
	for _, c := range all {
		mean := meanScore(c.trials, c.core, len(c.r.ends))
		for i, t := range c.trials {
			if t.Origins == len(c.r.ends) {
				note(c.r.pool[i].name, t.score(), mean)
			}
		}
	}
	for name, v := range sum {
		// As many series as leastShared stand for "all alike".
		u.ratio[name] = math.Exp(v / (n[name] + leastShared))
	}
	u.weights = stacked(all, u)
	for _, c := range all {
		t := c.r.trial(recipe{members: c.core, weights: u.of(c.r.pool, c.core)})
		note(combinationName, t.score(), meanScore(c.trials, c.core, len(c.r.ends)))
	}
	u.ratio[combinationName] = math.Exp(sum[combinationName] / (n[combinationName] + leastShared))
	return u
}

// of are the usual weights of members, nil where none are known.
func (u usual) of(pool []candidate, members []int) []float64 {
	if u.weights == nil {
		return nil
	}
	out := make([]float64, len(members))
	for k, i := range members {
		out[k] = u.weights[pool[i].name]
	}
	return out
}

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
