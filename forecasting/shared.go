package forecasting

import (
	"sort"

	"hesuan/forecasting/model"
)

// shared is what is learned across the series of one file: an autoregression from the histories without their last two horizons, for the
// backtests, and one from all of them.
type shared struct{ early, late *model.Autoregression }

// leastShared is the number of series from which a common model is worth learning.
const leastShared = 10

// ridge is the penalty of the common autoregression.
const ridge = 1e-3

// learnShared learns it; nil if the series are few or too short.
func learnShared(series []Series, o Options) *shared {
	if len(series) < leastShared {
		return nil
	}
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
		lengths = append(lengths, n)
		late = append(late, h.input(n, 1))
		if cut := n - 2*op.Horizon; cut > 0 {
			early = append(early, h.input(cut, 1))
		}
	}
	if len(lengths) < leastShared {
		return nil
	}
	sort.Ints(lengths)
	op := o.filled(series[0])
	lags, window := model.LagsFor(op.Seasons, lengths[len(lengths)/4]-2*op.Horizon)
	p := shared{early: model.LearnAutoregression(early, lags, window, ridge), late: model.LearnAutoregression(late, lags, window, ridge)}
	if p.early == nil || p.late == nil {
		return nil
	}
	return &p
}
