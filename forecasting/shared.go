package forecasting

import (
	"context"
	"sort"

	"hesuan/forecasting/model"
)

// shared is what is learned across the series of one file: models of all of them, each once from the histories without what the
// backtests hold out and once from all there is; and how the candidates usually compare on series with the same menu.
type shared struct {
	early, late           *model.Autoregression // both or neither
	earlyLog, lateLog     *model.Autoregression // the same of logarithms
	earlyPanel, latePanel *model.Panel          // both or neither
	great                 *great                // nil if nothing is known of great seasons
	many                  bool                  // series enough that few origins of each tell what is usual
	usual                 map[string]usual
}

// manySeries are enough to learn from all what one cannot tell.
const manySeries = 100

// leastShared is the number of series from which a common model is worth learning.
const leastShared = 10

// ridge is the penalty of the common autoregression.
const ridge = 1e-3

// learnShared learns it; nil if the series are few.
func learnShared(ctx context.Context, series []Series, o Options, cores int) *shared {
	if len(series) < leastShared {
		return nil
	}
	p := &shared{many: len(series) >= manySeries}
	if p.many {
		p.great = learnGreat(series)
	}
	p.learnPooled(series, o)
	o.shared = p
	p.learnUsual(ctx, series, o, cores)
	return p
}

// lessons are the histories that models are learned from: to the origins of the backtests, and whole.
type lessons struct {
	early, late []model.Input
	lengths     []int // of the early ones
	hard        int   // series that tell little by themselves
}

func (p *shared) lessons(series []Series, o Options) (l lessons) {
	o.shared = p
	step := max(1, len(series)/enough)
	for i := 0; i < len(series); i += step {
		s := series[i]
		op := o.filled(s)
		h, err := ready(s, op)
		if err != nil || Classify(dense(h)) == Dead {
			continue
		}
		if h.positive && (rare(h) || len(h.y) < 2*op.Horizon || len(op.Seasons) > 0 && len(h.y) < 2*op.Seasons[0]) {
			l.hard++
		}
		l.late = append(l.late, h.input(len(h.y), 1))
		if ends, _ := origins(h, op); len(ends) > 0 {
			cut := ends[len(ends)-1]
			l.early, l.lengths = append(l.early, h.input(cut, 1)), append(l.lengths, cut)
		}
	}
	sort.Ints(l.lengths)
	return l
}

// learnPooled fits the models, if the histories are long enough for them.
func (p *shared) learnPooled(series []Series, o Options) {
	l := p.lessons(series, o)
	if len(l.lengths) < leastShared {
		return
	}
	seasons := o.filled(series[0]).Seasons
	lags, window := model.LagsFor(seasons, l.lengths[len(l.lengths)/4])
	learn := func(early, late []model.Input) (a, b *model.Autoregression) {
		a, b = model.LearnAutoregression(early, lags, window, ridge), model.LearnAutoregression(late, lags, window, ridge)
		if a == nil || b == nil {
			return nil, nil
		}
		return a, b
	}
	p.early, p.late = learn(l.early, l.late)
	p.earlyLog, p.lateLog = learn(logs(l.early), logs(l.late))
	if l.hard >= manySeries/2 && 2*l.hard > len(l.late) {
		p.learnPanel(l.early, l.late, seasons, o.filled(series[0]).Horizon)
	}
}

// learnPanel fits the boosted model.
func (p *shared) learnPanel(early, late []model.Input, seasons []int, horizon int) {
	period := 1
	if len(seasons) > 0 {
		period = seasons[0]
	}
	a, b := model.LearnPanel(early, period, horizon), model.LearnPanel(late, period, horizon)
	if a != nil && b != nil {
		p.earlyPanel, p.latePanel = a, b
	}
}

// logs are the inputs that bear it, in logarithms.
func logs(all []model.Input) []model.Input {
	var out []model.Input
	for _, in := range all {
		if l, ok := in.Log(); ok {
			out = append(out, l)
		}
	}
	return out
}
