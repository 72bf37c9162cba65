package olap

import (
	"slices"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
)

// Grain is the width of a step on the time axis.
type Grain string

// The grains; None sums over the whole period.
const (
	None  Grain = ""
	Day   Grain = "day"
	Week  Grain = "week" // begins on Monday
	Month Grain = "month"
	Year  Grain = "year"
)

// Compare says which other period stands beside the asked one.
type Compare string

// The comparisons: the period before, the same days of the year before, or the same weekdays 52 weeks before.
const (
	Nothing      Compare = ""
	PeriodBefore Compare = "period"
	YearBefore   Compare = "year"
	WeeksBefore  Compare = "weeks"
)

// Filter keeps the rows whose dim is one of the values (ids as text), or with Not those whose dim is none of them.
type Filter struct {
	Dim string
	In  []string
	Not bool
}

// Scope is what the asking person may see. A nil list is no limit; an empty one sees nothing.
type Scope struct {
	Warehouses []string
	Channels   []string
}

// Query asks for metrics from From to To, both included, cut by dims and by steps of time.
type Query struct {
	Metrics  []string
	By       []string
	Grain    Grain
	From, To cal.Date
	Filters  []Filter
	Compare  Compare
	Order    string // a metric or a dim of the query; empty: time, else the first metric, greatest first
	Up       bool   // smallest first
	Limit    int    // with By: that many groups; 0 gives up to MaxRows rows
	Scope    Scope
	Lang     string // zh or en: the language of labels
	Zone     string // of the hours of a day: the company's; empty: Asia/Shanghai
}

// MaxRows bounds a result.
const MaxRows = 10_000

// maxSteps bounds the time axis: ten years of days.
const maxSteps = 3660

// filters are the query's own and those of the scope.
func (q Query) filters() []Filter {
	all := slices.Clone(q.Filters)
	if q.Scope.Warehouses != nil {
		all = append(all, Filter{Dim: "warehouse", In: q.Scope.Warehouses})
	}
	if q.Scope.Channels != nil {
		all = append(all, Filter{Dim: "channel", In: q.Scope.Channels})
	}
	return all
}

// touched are the dims that a source has to know. A scope is among them: a number that cannot be limited to what somebody may
// see is not shown to them.
func (q Query) touched() []string {
	touched := slices.Clone(q.By)
	for _, f := range q.filters() {
		if !slices.Contains(touched, f.Dim) {
			touched = append(touched, f.Dim)
		}
	}
	return touched
}

// check finds what no statement can be made of.
func (q Query) check() error {
	if len(q.Metrics) == 0 {
		return fault.New(fault.Invalid, "olap.no_metric", nil)
	}
	for _, f := range q.Filters {
		if _, err := DimOf(f.Dim); err != nil {
			return err
		}
	}
	if q.Order != "" && !slices.Contains(q.Metrics, q.Order) && !slices.Contains(q.By, q.Order) {
		return unknown("order", q.Order)
	}
	if !slices.Contains([]Grain{None, Day, Week, Month, Year}, q.Grain) {
		return unknown("grain", string(q.Grain))
	}
	if q.From > q.To || q.Grain == Day && int(q.To-q.From) > maxSteps {
		return fault.New(fault.Invalid, "olap.period", fault.Args{"from": q.From.String(), "to": q.To.String()})
	}
	return nil
}
