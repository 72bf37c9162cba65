package forecasting

import (
	"context"
	"math"
	"strings"
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
	h, err := ready(s, o)
	if err != nil || !slow && !rare(h) {
		return nil
	}
	pool, _, core := candidates(h, o)
	r := newReplay(h, pool, o)
	if len(r.ends) == 0 {
		return nil
	}
	return &compared{menuOf(pool, core), r, core, r.singles()}
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
