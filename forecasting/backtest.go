package forecasting

import (
	"hesuan/forecasting/model"
)

// replay is the rolling-origin backtest of a history: what every candidate would have said from each origin.
type replay struct {
	h       history
	pool    []candidate
	ends    []int         // the origins, latest first
	horizon int           // steps held out at each
	fits    [][]model.Fit // by origin, by candidate; without Mean where a candidate did not apply
	scales  scales
	usual   usual // of series with the same menu
}

// origins are the ends of the histories from which the last part is forecast again, latest first. The steps held out are the horizon,
// but at most a quarter of the history (a third of a short one, where many series say together what is good), so that enough is left to
// learn from; the origins lie half of that apart.
func origins(h history, o Options) (ends []int, horizon int) {
	n := len(h.y)
	horizon = max(1, min(o.Horizon, n/4))
	least := 5
	many := o.shared != nil && o.shared.many
	if many && n < 2*o.Horizon {
		horizon = max(1, min(o.Horizon, n/3))
	}
	most, step := h.mostOrigins(horizon, o), max(1, horizon/2)
	if rare(h) && !many { // their models have no season and are quick, and one origin says little where most steps are zero
		most *= 2
	} else if len(h.seasons) > 0 && n >= 3*h.seasons[0]+horizon {
		least = 2 * h.seasons[0]
	}
	for k := range most {
		end := n - horizon - k*step
		if end < least {
			break
		}
		ends = append(ends, end)
	}
	return ends, horizon
}

// mostOrigins is the number of origins that are wanted: three; but five if each sees less than a season, as what comes in one part of a
// season says little of how far off forecasts are in another, and if they do not take more than a third of the history.
func (h history) mostOrigins(horizon int, o Options) int {
	const few, more = 3, 5
	if o.Origins > 0 {
		return o.Origins
	}
	if n := len(h.y); horizon < h.period(n) && 3*(horizon+(more-1)*max(1, horizon/2)) <= n {
		return more
	}
	return few
}

func newReplay(h history, pool []candidate, o Options) *replay {
	r := &replay{h: h, pool: pool, scales: scalesOf(h)}
	r.ends, r.horizon = origins(h, o)
	r.fits = make([][]model.Fit, len(r.ends))
	for k := len(r.ends) - 1; k >= 0; k-- { // from the earliest, which chooses forms for the others
		in := h.input(r.ends[k], r.horizon)
		r.fits[k] = make([]model.Fit, len(pool))
		for i, m := range pool {
			if f, ok := m.fit(in); ok && f.Finite() {
				r.fits[k][i] = f
			}
		}
	}
	return r
}

// trial is the record of one recipe over the origins. A recipe that did not apply somewhere has fewer Origins than the replay and cannot
// be taken.
func (r *replay) trial(c recipe) Trial {
	t := Trial{Method: c.name}
	for k, end := range r.ends {
		if f, ok := c.cook(r.fits[k]); ok {
			t.add(f, r.h, end, r.scales)
		}
	}
	t.finish()
	return t
}

// recipe is a candidate for the final forecast: one model or a weighted mean of several, by their places in the pool.
type recipe struct {
	name    string
	members []int
	weights []float64 // nil: equal
}

// cook combines the members' fits. Members that did not apply, mostly because an early origin leaves too little history, are left out.
func (c recipe) cook(fits []model.Fit) (model.Fit, bool) {
	var picked []model.Fit
	var w []float64
	for k, i := range c.members {
		if fits[i].Mean == nil {
			continue
		}
		picked = append(picked, fits[i])
		if c.weights != nil {
			w = append(w, c.weights[k])
		}
	}
	if len(picked) == 0 {
		return model.Fit{}, false
	}
	f := model.Combine(picked, w)
	if len(c.members) > 1 {
		f.Name = c.name
	}
	return f, true
}
