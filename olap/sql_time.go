package olap

import (
	"fmt"
	"time"

	"hesuan/internal/cal"
)

// stepOf is the first day of the step in which a day lies.
func stepOf(g Grain, day string) string {
	switch g {
	case Week:
		return "toMonday(" + day + ")"
	case Month:
		return "toStartOfMonth(" + day + ")"
	case Year:
		return "toStartOfYear(" + day + ")"
	}
	return day
}

// stepEnd is the last day of a step.
func stepEnd(g Grain, step string) string {
	if g == Day {
		return step
	}
	return fmt.Sprintf("(%s + interval 1 %s - interval 1 day)", step, g)
}

// days is the number of days of the period within a step.
func (p *plan) days() string {
	from, to := p.params.date("from", p.From), p.params.date("to", p.To)
	if p.Grain == None {
		return fmt.Sprintf("(dateDiff('day', %s, %s) + 1)", from, to)
	}
	return fmt.Sprintf("(dateDiff('day', greatest(step, %s), least(%s, %s)) + 1)", from, stepEnd(p.Grain, "step"), to)
}

// start is the first day of the step in which d lies.
func start(g Grain, d cal.Date) cal.Date {
	switch g {
	case Week:
		return d.Add(-(int(d.Time().Weekday()) + 6) % 7)
	case Month:
		return d.Month()
	case Year:
		return cal.Of(d.Time().Year(), 1, 1)
	}
	return d
}

// next is the first day of the step after the one that begins on d.
func next(g Grain, d cal.Date) cal.Date {
	t := d.Time()
	switch g {
	case Week:
		return d.Add(7)
	case Month:
		return cal.Of(t.Year(), t.Month()+1, 1)
	case Year:
		return cal.Of(t.Year()+1, 1, 1)
	}
	return d.Add(1)
}

// Before is the same question about the period that Compare names. Like stands beside like: whole months beside whole months, so that
// February is compared with January and not with its last 28 days; a month, a quarter, a year or a week that has not ended beside
// the same days of the one before; any other period beside as many days.
func (q Query) Before() Query {
	from, to := q.From, q.To
	begun := begun(from, to)
	switch months := wholeMonths(from, to); {
	case q.Compare == YearBefore:
		q.From, q.To = yearBefore(from), yearBefore(to)
	case q.Compare == WeeksBefore:
		q.From, q.To = from.Add(-364), to.Add(-364)
	case months > 0:
		q.From, q.To = monthsBefore(from, months), from.Add(-1)
	case begun > 0:
		q.From, q.To = monthsBefore(from, begun), min(sameDay(to, begun), from.Add(-1))
	case from < to && to-from < 7 && from == start(Week, from):
		q.From, q.To = from.Add(-7), to.Add(-7)
	default:
		q.From, q.To = from.Add(int(from-to)-1), from.Add(-1)
	}
	q.Compare = Nothing
	return q
}

// begun is the length in months of the month, quarter or year that begins with the period and holds it; 0 if there is none.
func begun(from, to cal.Date) int {
	if from == to {
		return 0
	}
	a, b := from.Time(), to.Time()
	switch {
	case from != from.Month() || a.Year() != b.Year():
		return 0
	case from.Month() == to.Month():
		return 1
	case (a.Month()-1)%3 == 0 && (a.Month()-1)/3 == (b.Month()-1)/3:
		return 3
	case a.Month() == 1:
		return 12
	}
	return 0
}

// sameDay is the same day some months before, or the last of that month.
func sameDay(d cal.Date, months int) cal.Date {
	t := d.Time()
	first := monthsBefore(d, months)
	return min(cal.Of(first.Time().Year(), first.Time().Month(), t.Day()), cal.Of(first.Time().Year(), first.Time().Month()+1, 1).Add(-1))
}

// wholeMonths counts the months of a period that begins with a month's first and ends with a month's last day, else 0.
func wholeMonths(from, to cal.Date) int {
	end := to.Add(1)
	if from != from.Month() || end != end.Month() {
		return 0
	}
	a, b := from.Time(), end.Time()
	return (b.Year()-a.Year())*12 + int(b.Month()-a.Month())
}

// monthsBefore is the first of the month that lies so many months before a day's.
func monthsBefore(d cal.Date, months int) cal.Date {
	t := d.Time()
	return cal.Of(t.Year(), t.Month()-time.Month(months), 1)
}

// yearBefore is the same day a year ago; the 29th of February becomes the 28th.
func yearBefore(d cal.Date) cal.Date {
	t := d.Time()
	return min(cal.Of(t.Year()-1, t.Month(), t.Day()), cal.Of(t.Year()-1, t.Month()+1, 1).Add(-1))
}
