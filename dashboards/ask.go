package dashboards

import (
	"net/url"
	"slices"

	"hesuan/internal/cal"
	"hesuan/internal/web"
	"hesuan/olap"
)

// Ask is what an address asks a board for.
type Ask struct {
	Period   string // one of periods, or custom
	From, To cal.Date
	Today    cal.Date
	Against  olap.Compare
	Filters  []olap.Filter
	Scope    olap.Scope
	Lang     string
	Zone     string // of the hours of a day
}

// periods are the ones to choose from, and how each begins; all end today.
var periods = []struct {
	name string
	from func(today cal.Date) cal.Date
}{
	{"today", func(d cal.Date) cal.Date { return d }},
	{"week", func(d cal.Date) cal.Date { return d.Add(-(int(d.Time().Weekday()) + 6) % 7) }},
	{"7d", func(d cal.Date) cal.Date { return d.Add(-6) }},
	{"month", cal.Date.Month},
	{"30d", func(d cal.Date) cal.Date { return d.Add(-29) }},
	{"quarter", func(d cal.Date) cal.Date { return cal.Of(d.Time().Year(), (d.Time().Month()-1)/3*3+1, 1) }},
	{"year", func(d cal.Date) cal.Date { return cal.Of(d.Time().Year(), 1, 1) }},
}

// againsts are what a period can stand beside: the one before, the same days or the same weekdays of the year before, nothing.
var againsts = []olap.Compare{olap.PeriodBefore, olap.YearBefore, olap.WeeksBefore, alone}

// alone is no comparison, as an address says it.
const alone olap.Compare = "none"

const custom = "custom"

// ask reads an address. What makes no sense in it is as if it were not there: an address that a colleague sent never breaks.
func (b *Board) ask(r *web.Request, today cal.Date) Ask {
	a := Ask{Today: today, Lang: r.Lang, Against: olap.PeriodBefore}
	if against := olap.Compare(r.Query.Get("against")); slices.Contains(againsts, against) {
		a.Against = against
	}
	from, err := cal.Parse(r.Query.Get("from"))
	to, err2 := cal.Parse(r.Query.Get("to"))
	if err == nil && err2 == nil && sensible(from, to) {
		a.Period, a.From, a.To = custom, from, to
	} else if !a.preset(r.Query.Get("period")) {
		a.preset(b.Period)
	}
	for _, d := range olap.Dims() {
		if keys := slices.DeleteFunc(slices.Clone(r.Query[d.Name]), func(key string) bool { return key == "" }); len(keys) > 0 {
			a.Filters = append(a.Filters, olap.Filter{Dim: d.Name, In: keys})
		}
	}
	return a
}

// sensible tells a period that can be shown: in order, at most ten years, not in a wrong millennium.
func sensible(from, to cal.Date) bool {
	return from <= to && to-from < 3650 && from >= cal.Of(1970, 1, 2) && to <= cal.Of(2149, 1, 1)
}

func (a *Ask) preset(name string) bool {
	for _, p := range periods {
		if p.name == name {
			a.Period, a.From, a.To = name, p.from(a.Today), a.Today
			return true
		}
	}
	return false
}

// grain is the width of a step on the time axis: some ten to sixty of them fit.
func (a Ask) grain() olap.Grain {
	switch days := a.To - a.From + 1; {
	case days <= 62:
		return olap.Day
	case days <= 186:
		return olap.Week
	}
	return olap.Month
}

// coarse is the width of a step for columns side by side, of which ten to twenty fit.
func (a Ask) coarse() olap.Grain {
	switch days := a.To - a.From + 1; {
	case days <= 14:
		return olap.Day
	case days <= 120:
		return olap.Week
	}
	return olap.Month
}

// query asks the warehouse for metrics within the ask.
func (a Ask) query(metrics ...string) olap.Query {
	return olap.Query{Metrics: metrics, From: a.From, To: a.To, Filters: a.Filters, Scope: a.Scope, Lang: a.Lang, Zone: a.Zone}
}

// compared is the query beside another period.
func (a Ask) compared(metrics ...string) olap.Query {
	q := a.query(metrics...)
	if a.Against != alone {
		q.Compare = a.Against
	}
	return q
}

// figure asks for one number beside another period's; what is told of today has no other.
func (a Ask) figure(m *olap.Metric) olap.Query {
	if m.Now {
		return a.query(m.Name)
	}
	return a.compared(m.Name)
}

// spark asks how a number came there; it is for those that have a course.
func (a Ask) spark(m *olap.Metric) (q olap.Query, is bool) {
	return a.course(m.Name), !m.Now && !m.Standing && a.From != a.To
}

// course asks for metrics step by step.
func (a Ask) course(metrics ...string) olap.Query {
	q := a.query(metrics...)
	q.Grain = a.grain()
	return q
}

// columns asks for metrics in few steps.
func (a Ask) columns(metrics ...string) olap.Query {
	q := a.query(metrics...)
	q.Grain = a.coarse()
	return q
}

// trend asks for a metric step by step beside another period's.
func (a Ask) trend(metric string) olap.Query {
	q := a.compared(metric)
	q.Grain = a.grain()
	return q
}

// fixed is the only value that a dim may have, if there is one.
func (a Ask) fixed(dim string) string {
	for _, f := range a.Filters {
		if f.Dim == dim && len(f.In) == 1 {
			return f.In[0]
		}
	}
	return ""
}

// filtered are the dims that a number must be cut by to obey the filters.
func (a Ask) filtered() (dims []string) {
	for _, f := range a.Filters {
		dims = append(dims, f.Dim)
	}
	return dims
}

// with is the ask narrowed to one value of a dim; an empty value lifts the filter.
func (a Ask) with(dim, key string) Ask {
	a.Filters = slices.DeleteFunc(slices.Clone(a.Filters), func(f olap.Filter) bool { return f.Dim == dim })
	if key != "" {
		a.Filters = append(a.Filters, olap.Filter{Dim: dim, In: []string{key}})
	}
	return a
}

// without is the ask without one value of a dim.
func (a Ask) without(dim, key string) Ask {
	filters := slices.Clone(a.Filters)
	a.Filters = nil
	for _, f := range filters {
		if f.Dim == dim {
			f.In = slices.DeleteFunc(slices.Clone(f.In), func(one string) bool { return one == key })
		}
		if len(f.In) > 0 {
			a.Filters = append(a.Filters, f)
		}
	}
	return a
}

// chosen are the values that a dim may have; none where it is open.
func (a Ask) chosen(dim string) []string {
	for _, f := range a.Filters {
		if f.Dim == dim {
			return f.In
		}
	}
	return nil
}

// span is the ask narrowed to some days.
func (a Ask) span(from, to cal.Date) Ask {
	a.Period, a.From, a.To = custom, from, to
	return a
}

// values are the ask as an address has it, in one order only.
func (a Ask) values() url.Values {
	v := url.Values{}
	if a.Period == custom {
		v.Set("from", a.From.String())
		v.Set("to", a.To.String())
	} else {
		v.Set("period", a.Period)
	}
	if a.Against != olap.PeriodBefore {
		v.Set("against", string(a.Against))
	}
	for _, f := range a.Filters {
		v[f.Dim] = f.In
	}
	return v
}

// href is a path with the ask; pairs are names and values beside it.
func (a Ask) href(path string, pairs ...string) string {
	v := a.values()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return path + "?" + v.Encode()
}

// partial tells a step that is not told in whole: it holds today, or the period begins or ends within it.
func (a Ask) partial(q olap.Query, step cal.Date) bool {
	from, end := q.Step(step)
	whole := q
	whole.From, whole.To = step, step.Add(400)
	_, last := whole.Step(step)
	return from > step || end < last || end >= a.Today && step <= a.Today
}
