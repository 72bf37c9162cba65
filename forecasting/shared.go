package forecasting

import (
	"context"
	"math"
	"sort"

	"hesuan/forecasting/model"
)

// shared is what is learned across the series of one file: an autoregression from the histories without what the backtests hold out,
// and one from all of them; and how the candidates usually compare, for rare and for steady demand.
type shared struct {
	early, late *model.Autoregression // both or neither
	usual       [2]map[string]float64
}

// typical is how the candidates usually compare: their score over the mean score of the combination's members.
func (o Options) typical(rare bool) map[string]float64 {
	if o.shared == nil {
		return nil
	}
	if rare {
		return o.shared.usual[1]
	}
	return o.shared.usual[0]
}

// leastShared is the number of series from which a common model is worth learning.
const leastShared = 10

// ridge is the penalty of the common autoregression.
const ridge = 1e-3

// learnShared learns it; nil if the series are few.
func learnShared(ctx context.Context, series []Series, o Options, cores int) *shared {
	if len(series) < leastShared {
		return nil
	}
	p := &shared{}
	p.learnPooled(series, o)
	o.shared = p
	p.learnUsual(ctx, series, o, cores)
	return p
}

// learnPooled fits the autoregressions, if the histories are long enough for it.
func (p *shared) learnPooled(series []Series, o Options) {
	step := max(1, len(series)/enough)
	var early, late []model.Input
	var lengths []int
	for i := 0; i < len(series); i += step {
		s := series[i]
		op := o.filled(s)
		h, err := prepare(s, op.Seasons)
		if err != nil || Classify(dense(h)) == Dead {
			continue
		}
		n := len(h.y)
		late = append(late, h.input(n, 1))
		if ends, _ := origins(h, op); len(ends) > 0 {
			cut := ends[len(ends)-1]
			early, lengths = append(early, h.input(cut, 1)), append(lengths, cut)
		}
	}
	if len(lengths) < leastShared {
		return
	}
	sort.Ints(lengths)
	lags, window := model.LagsFor(o.filled(series[0]).Seasons, lengths[len(lengths)/4])
	a, b := model.LearnAutoregression(early, lags, window, ridge), model.LearnAutoregression(late, lags, window, ridge)
	if a != nil && b != nil {
		p.early, p.late = a, b
	}
}

// usualFrom is the number of series whose backtests tell what is usual.
const usualFrom = 200

// learnUsual compares the candidates on an even selection of the series.
func (p *shared) learnUsual(ctx context.Context, series []Series, o Options, cores int) {
	step := max(1, len(series)/usualFrom)
	type result struct {
		rare  bool
		ratio map[string]float64
	}
	var sum, n [2]map[string]float64
	for k := range sum {
		sum[k], n[k] = map[string]float64{}, map[string]float64{}
	}
	err := inOrder(ctx, (len(series)+step-1)/step, cores, func(i int) result {
		h, ratio := compare(series[i*step], o)
		return result{h, ratio}
	}, func(_ int, r result) {
		k := 0
		if r.rare {
			k = 1
		}
		for name, v := range r.ratio {
			sum[k][name], n[k][name] = sum[k][name]+v, n[k][name]+1
		}
	})
	for k := range sum {
		for name, v := range sum[k] {
			// As many series as leastShared stand for "all alike".
			sum[k][name] = math.Exp(v / (n[k][name] + leastShared))
		}
	}
	if err == nil {
		p.usual = sum
	}
}

// compare gives the logarithms of the candidates' scores over their mean on one series.
func compare(s Series, o Options) (bool, map[string]float64) {
	o = o.filled(s)
	h, err := prepare(s, o.Seasons)
	if err != nil {
		return false, nil
	}
	pool, _, core := candidates(h, o)
	r := newReplay(h, pool, o)
	trials := r.singles()
	mean := meanScore(trials, core, len(r.ends))
	out := map[string]float64{}
	for _, i := range core {
		if mean > 0 && trials[i].Origins == len(r.ends) {
			out[pool[i].name] = math.Log(math.Min(math.Max(trials[i].score()/mean, 0.2), 5))
		}
	}
	return rare(h), out
}
