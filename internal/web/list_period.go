package web

import (
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/resource"
)

// period is a stretch of days that moves with the calendar: a view of this month shows another month next month.
type period struct {
	name string
	days func(today cal.Date) (first, last cal.Date)
}

// periods are those that people name, in the order in which they are offered.
var periods = []period{
	{"today", func(t cal.Date) (cal.Date, cal.Date) { return t, t }},
	{"yesterday", func(t cal.Date) (cal.Date, cal.Date) { return t - 1, t - 1 }},
	{"this_week", func(t cal.Date) (cal.Date, cal.Date) { return monday(t), monday(t) + 6 }},
	{"last_week", func(t cal.Date) (cal.Date, cal.Date) { return monday(t) - 7, monday(t) - 1 }},
	{"this_month", func(t cal.Date) (cal.Date, cal.Date) { return t.Month(), (t.Month() + 31).Month() - 1 }},
	{"last_month", func(t cal.Date) (cal.Date, cal.Date) { return (t.Month() - 1).Month(), t.Month() - 1 }},
	{"last_7_days", func(t cal.Date) (cal.Date, cal.Date) { return t - 6, t }},
	{"last_30_days", func(t cal.Date) (cal.Date, cal.Date) { return t - 29, t }},
	{"this_year", func(t cal.Date) (cal.Date, cal.Date) { return january(t), january(january(t)+366) - 1 }},
	{"last_year", func(t cal.Date) (cal.Date, cal.Date) { return january(january(t) - 1), january(t) - 1 }},
}

func monday(day cal.Date) cal.Date { return day - cal.Date((int(day.Time().Weekday())+6)%7) }

func january(day cal.Date) cal.Date { return cal.Of(day.Time().Year(), 1, 1) }

// periodOf finds the period of a name; ok is false for any other word.
func periodOf(name string) (p period, ok bool) {
	for _, p := range periods {
		if p.name == name {
			return p, true
		}
	}
	return period{}, false
}

// within are the conditions that a field lies in a period.
func (p period) within(field string, today cal.Date) []resource.Cond {
	first, last := p.days(today)
	return []resource.Cond{{Field: field, Op: "ge", Value: first.String()}, {Field: field, Op: "le", Value: last.String()}}
}

// periodSaid finds the period that somebody names in any language of the house, however the words are joined: 本月, this month, last-7-days.
func (s *Server) periodSaid(text string) (name string, ok bool) {
	for _, p := range periods {
		if joined(p.name) == joined(text) {
			return p.name, true
		}
		for _, w := range s.langs {
			if joined(w.t("period."+p.name)) == joined(text) {
				return p.name, true
			}
		}
	}
	return "", false
}

func joined(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(text))
}
