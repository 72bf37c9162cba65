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

// learnPooled fits the models, if the histories are long enough for them.
func (p *shared) learnPooled(series []Series, o Options) {
	o.shared = p
	step := max(1, len(series)/enough)
	var early, late []model.Input
	var lengths []int
	hard := 0 // series that tell little by themselves
	for i := 0; i < len(series); i += step {
		s := series[i]
		op := o.filled(s)
		h, err := ready(s, op)
		if err != nil || Classify(dense(h)) == Dead {
			continue
		}
		if h.positive && (rare(h) || len(h.y) < 2*op.Horizon || len(op.Seasons) > 0 && len(h.y) < 2*op.Seasons[0]) {
			hard++
		}
		late = append(late, h.input(len(h.y), 1))
		if ends, _ := origins(h, op); len(ends) > 0 {
			cut := ends[len(ends)-1]
			early, lengths = append(early, h.input(cut, 1)), append(lengths, cut)
		}
	}
	if len(lengths) < leastShared {
		return
	}
	sort.Ints(lengths)
	seasons := o.filled(series[0]).Seasons
	lags, window := model.LagsFor(seasons, lengths[len(lengths)/4])
	a, b := model.LearnAutoregression(early, lags, window, ridge), model.LearnAutoregression(late, lags, window, ridge)
	if a != nil && b != nil {
		p.early, p.late = a, b
	}
	if hard >= manySeries/2 && 2*hard > len(late) {
		p.learnPanel(early, late, seasons, o.filled(series[0]).Horizon)
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
