package forecasting

import (
	"math"

	"hesuan/forecasting/model"
)

// Options steer a forecast; the zero value is a good one.
type Options struct {
	// Horizon is the number of steps ahead; 0 means the usual one of the frequency.
	Horizon int
	// Levels are the probabilities of the quantiles; nil means P5 P10 P25 P50 P75 P90 P95.
	Levels []float64
	// Seasons are the season lengths in steps, shortest first; nil means those of the frequency.
	Seasons []int
	// Paths is the number of sample paths behind the quantiles; 0 means 500.
	Paths int
	// Origins is the number of rolling origins of the backtest; 0 means as many as the history bears, at most 3, or 5 of less than a season.
	Origins int
	// Seed of the paths. The same seed gives the same forecast.
	Seed uint64
	// Signed lets quantiles of an all-positive history go below zero. By default demand stays demand.
	Signed bool
	// Calibration from the series forecast together; [RunAll] learns it.
	Calibration Calibration

	shared *shared // what RunAll learned across series
}

func (o Options) filled(s Series) Options {
	if o.Horizon <= 0 {
		o.Horizon = max(1, s.Freq.Horizon())
	}
	if o.Levels == nil {
		o.Levels = []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}
	}
	if o.Seasons == nil {
		o.Seasons = s.Freq.Seasons()
	}
	if o.Paths <= 0 {
		o.Paths = 500
	}
	return o
}

// Run forecasts one series. The only error is [ErrNoHistory].
func Run(s Series, o Options) (Forecast, error) {
	o = o.filled(s)
	d, err := begin(s, o)
	if err != nil {
		return Forecast{}, err
	}
	return d.finish(o), nil
}

// draft is a forecast before its quantiles: what a calibration across series needs of each.
type draft struct {
	h       history
	freq    Freq
	class   Class
	fit     model.Fit
	trials  []Trial
	own     float64 // the series' own excess of spread
	lesson  lesson  // of the origins, by recipes that have not seen them
	imputed int
}

func begin(s Series, o Options) (*draft, error) {
	h, err := ready(s, o)
	if err != nil {
		return nil, err
	}
	seen := dense(h)
	d := &draft{h: h, freq: s.Freq, class: Classify(seen), imputed: len(h.y) - len(seen)}
	pool, naives, core := candidates(h, o)
	r := newReplay(h, pool, o)
	if o.shared != nil {
		r.usual = o.shared.usual[menuOf(pool, core)]
	}
	c, trials := r.choose(naives, core)
	d.fit, d.trials = r.final(c, o), trials
	recipes := r.unseen(naives, core)
	rs := r.residues(recipes, s.Freq)
	d.own = ownScale(rs)
	d.lesson = lesson{held(rs), r.rates(recipes)}
	return d, nil
}

func (d *draft) finish(o Options) Forecast {
	f := Forecast{Class: d.class, Whole: d.h.whole && d.h.positive, Filled: d.imputed, Method: d.fit.Name, Trials: d.trials, Mean: d.fit.Mean,
		from: &d.h}
	fit := d.fit
	if rare(d.h) {
		for j := range fit.Mean {
			fit.Mean[j] *= o.Calibration.rate()
		}
	}
	if len(d.h.y) < 3 && len(fit.Err) < 2 { // nothing has been seen to vary, which does not mean that it will not
		fit.Err = []float64{-unseen * fit.Mean[0], unseen * fit.Mean[0]}
	}
	widen(&fit, o.Calibration, d.freq, len(d.h.y), d.own)
	f.paths = draw(fit, d.h, f.Whole, o)
	f.settle(d.h, o)
	f.tabulate(o.Levels)
	return f
}

// unseen is the error, as a share of the level, that is assumed of a history of one or two values.
const unseen = 0.15

// settle brings means and paths into the range of the history and back into its units.
func (f *Forecast) settle(h history, o Options) {
	floor := math.Inf(-1)
	if h.positive && !o.Signed {
		floor = 0
	}
	for j, v := range f.Mean {
		f.Mean[j] = bounded(math.Max(v, floor) * h.unit * h.ahead(j))
	}
	for _, path := range f.paths {
		for j, v := range path {
			if path[j] = bounded(math.Max(v, floor) * h.unit * h.ahead(j)); f.Whole {
				path[j] = math.Round(path[j])
			}
		}
	}
}

// bounded keeps the wildest draw a number.
func bounded(v float64) float64 {
	return math.Min(math.Max(v, -math.MaxFloat64/1e6), math.MaxFloat64/1e6)
}

func dense(h history) []float64 {
	if h.seen == nil {
		return h.y
	}
	var out []float64
	for t, ok := range h.seen {
		if ok {
			out = append(out, h.y[t])
		}
	}
	return out
}

// period is the season the models see in the first end steps: the shortest one, or a longer one up to longestSeason that has come
// round three times, as it contains the shorter.
func (h history) period(end int) int {
	p := 1
	for i, m := range h.seasons {
		if i == 0 || m <= longestSeason && end >= 3*m {
			p = m
		}
	}
	return p
}

// span is the window of the level that a calendar is relative to: a year where there are two, else eight weeks.
func (h history) span() int {
	if len(h.y) >= twoYears {
		return 365
	}
	return 57
}

// longestSeason that is modelled by one index a step.
const longestSeason = 200

// input is the history before end as a model sees it.
func (h history) input(end, horizon int) model.Input {
	in := model.Input{Y: h.y[:end:end], Period: 1, Seasons: h.seasons, Left: len(h.y) - end, Counts: h.whole && h.positive,
		H: horizon}
	if h.seen != nil {
		in.Seen = h.seen[:end:end]
	}
	in.Period = h.period(end)
	if h.calendar != nil {
		in.Profiles = profiles(*h.calendar, end, horizon)
	}
	return in
}
