package forecasting

import "hesuan/forecasting/model"

// candidate is a model and, where it differs, how it is fitted for the final forecast: a model learned across series has seen less for
// the backtest, so that the backtest stays one.
type candidate struct {
	name      string
	fit, last func(model.Input) (model.Fit, bool)
	view      view
}

// view is what a candidate sees of the dates.
type view byte

const (
	either   view = iota // belongs to every combination
	blind                // sees steps only
	calendar             // sees the calendar
)

// fitting is what a model does.
type fitting = func(model.Input) (model.Fit, bool)

// menu gathers the candidates of one history.
type menu struct {
	h      history
	o      Options
	pool   []candidate
	naives int   // the first ones, which everything has to beat
	core   []int // the places of those that make the combination

	profiler *model.Profiler // of the members that see the calendar; nil if there are none
}

func (m *menu) add(name string, fit fitting) {
	m.pool = append(m.pool, candidate{name: name, fit: fit})
}

// candidates are the models worth trying on a history, and the places of those that make the combination: the Croston family and the
// count model for rare demand; theta, smoothing and ARIMA for steady demand, but levels, straight lines and ARIMA alone where the history
// is short; the seasonal naive forecast where few seasons have been seen, as the others hardly dare to see one then; and what was learned
// across the series. The naive forecasts come first.
func candidates(h history, o Options) (pool []candidate, naives int, core []int) {
	m := menu{h: h, o: o}
	isRare := rare(h)
	m.naive(isRare)
	switch {
	case isRare:
		m.rare()
	case len(h.y) < 6:
		m.add("SES", model.SES)
		m.add("Drift", model.Drift)
		m.core = places(m.naives, m.naives+1)
	case len(h.y) < max(2*o.Horizon, shortest):
		m.brief()
	default:
		m.steady()
	}
	if !isRare && h.fewSeasons() {
		m.core = append(m.core, seasonalNaive)
	}
	m.learned(isRare)
	return m.pool, m.naives, m.core
}

// shortest is the number of steps from which on ETS and CES are among the models.
const shortest = 12

// fewSeasons reports whether the season has come round at least once (three times if it is longer than a year of months), but not four times.
func (h history) fewSeasons() bool {
	n := len(h.y)
	p := h.period(n)
	return p > 1 && n < 4*p && (n >= 3*p || p <= 12 && n >= p)
}

func (m *menu) naive(isRare bool) {
	last := model.Naive
	if isRare {
		last = rareNaive
	}
	m.add("Naive", last)
	m.add("SeasonalNaive", model.SeasonalNaive)
	if m.short() {
		m.add("SeasonalNaive/short", model.Short(model.SeasonalNaive))
	}
	m.naives = len(m.pool)
}

// seasonalNaive is the place of that forecast in every pool.
const seasonalNaive = 1

// short reports whether the models see a longer season than the shortest one.
func (m *menu) short() bool { return m.h.period(len(m.h.y)) > m.h.period(0) }

func (m *menu) rare() {
	m.add("Croston", model.Croston)
	m.add("MovingAverage", model.Counting(model.MovingAverage(window(m.h))))
	m.add("SES", model.Counting(model.SES))
	m.add("SBA", model.SBA)
	m.add("TSB", model.TSB)
	m.add("Count", model.CountModel)
	m.core = places(m.naives+1, len(m.pool))
	m.add("ADIDA", model.ADIDA) // for the record: these two repeat what the others say
	m.add("IMAPA", model.IMAPA)
}

// brief adds the models of short histories. As many weeks, days, hours or unnamed steps ahead as have been seen, straight lines lead
// nowhere; months, quarters and years go on as they went. (On windows cut from training parts.)
func (m *menu) brief() {
	m.add("SES", model.Deseasonalised("SES", model.SES))
	m.add("MovingAverage", model.Deseasonalised("MovingAverage", model.MovingAverage(3)))
	if m.o.Horizon < len(m.h.y) || m.h.freq.slow() {
		m.add("Theta", model.Theta)
		m.add("DynamicTheta", model.DynamicTheta)
		m.add("Drift", model.Deseasonalised("Drift", model.Drift))
		m.add("ARIMA", model.Deseasonalised("ARIMA", model.AutoARIMA))
	}
	m.core = places(m.naives, len(m.pool))
}

func (m *menu) steady() {
	m.add("SES", model.Flat("SES", model.SES))
	m.add("Theta", model.Flat("Theta", model.Theta))
	m.add("DynamicTheta", model.Flat("DynamicTheta", model.DynamicTheta))
	m.add("CES", model.Flat("CES", model.CES))
	if m.h.calendar == nil || len(m.h.y) < 365 { // else they are fitted to what the calendar leaves, and twice would be slow
		m.choosing("ETS", model.AutoETS)
		m.choosing("ARIMA", model.AutoARIMA)
	}
	if m.h.calendar != nil {
		m.dated()
	}
	if m.short() {
		m.add("ETS/short", model.Short(model.Recent(500, model.Remember(model.AutoETS))))
	}
	m.core = places(m.naives+1, len(m.pool))
}

// choosing adds a model that chooses its form: at the first origin, and in a short history anew for the forecast.
func (m *menu) choosing(name string, fit fitting) {
	c := candidate{name: name, fit: model.Flat(name, model.Remember(fit))}
	if len(m.h.y) <= chooseAgain {
		c.last = model.Flat(name, fit)
	}
	m.pool = append(m.pool, c)
}

// dated adds the models that see the calendar; all before are blind to it.
func (m *menu) dated() {
	for i := range m.pool {
		m.pool[i].view = blind
	}
	m.profiler = model.NewProfiler(m.h.span())
	see := func(name string, fit fitting) {
		name = "Calendar/" + name
		m.pool = append(m.pool, candidate{name: name, fit: m.profiler.Model(name, model.Flat(name, fit)), view: calendar})
	}
	see("SES", model.SES)
	see("Theta", model.DynamicTheta)
	see("ETS", model.Remember(model.AutoETS))
	see("ARIMA", model.Remember(model.AutoARIMA))
}

// learned adds what was learned across series.
func (m *menu) learned(isRare bool) {
	p := m.o.shared
	if p == nil {
		return
	}
	if p.late != nil {
		m.addLearned(candidate{name: "Pooled", fit: p.early.Fit, last: p.late.Fit}, isRare)
	}
	if !isRare && len(m.h.y) >= 2*m.o.Horizon { // else nothing of its own can be trusted for so long
		m.own()
	}
	if p.latePanel != nil && m.h.positive {
		m.addLearned(candidate{name: "Boosted", fit: p.earlyPanel.Fit, last: p.latePanel.Fit}, isRare)
	}
}

// own adds the autoregressions of the series itself: of its values, of their logarithms, and of what the calendar leaves.
func (m *menu) own() {
	p, seen := m.o.shared, either
	if m.h.calendar != nil {
		seen = blind
	}
	values, logs := &model.Own{Prior: ownPrior}, &model.Own{Prior: ownPrior}
	logged := func(a *model.Autoregression) fitting { return model.Logged("Own/log", logs.Of(a)) }
	dated := func(a *model.Autoregression) fitting { return m.profiler.Model("Calendar/Own", a.Own(ownPrior)) }
	if p.late != nil {
		m.addLearned(candidate{name: "Own", fit: values.Of(p.early), last: values.Of(p.late), view: seen}, false)
	}
	if p.late != nil && m.profiler != nil {
		m.addLearned(candidate{name: "Calendar/Own", fit: dated(p.early), last: dated(p.late), view: calendar}, false)
	}
	if p.lateLog != nil && model.Positive(m.h.y) {
		m.addLearned(candidate{name: "Own/log", fit: logged(p.earlyLog), last: logged(p.lateLog), view: seen}, false)
	}
}

// ownPrior is the number of rows of all series that are put beside a series' own in its autoregression. On training parts 3 and 30 were
// about as good.
const ownPrior = 10

func (m *menu) addLearned(c candidate, isRare bool) {
	if isRare {
		c.fit, c.last = model.Counting(c.fit), model.Counting(c.last)
	}
	m.pool = append(m.pool, c)
	m.core = append(m.core, len(m.pool)-1)
}

// rareNaive is the naive forecast of rare counts: the last rate with the spread of counts. As a walk, cut off at zero, it would climb.
func rareNaive(in model.Input) (model.Fit, bool) {
	f, ok := model.Counting(model.Naive)(in)
	clear(f.Psi)
	return f, ok
}

// chooseAgain is the longest history for which the forms chosen at the first origin are chosen anew for the forecast: in a short one
// the last steps tell much.
const chooseAgain = 150

// rare reports whether demand comes so seldom that models of rates suit it.
func rare(h history) bool {
	class := Classify(dense(h))
	return h.positive && (class == Intermittent || class == Lumpy || class == Dead)
}

func places(from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// window of the moving average: whole seasons, about a month of days.
func window(h history) int {
	if len(h.seasons) == 0 || h.seasons[0] < 2 {
		return 3
	}
	if m := h.seasons[0]; m < 10 {
		return 4 * m
	}
	return h.seasons[0]
}
