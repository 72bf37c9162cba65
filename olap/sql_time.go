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

// before is the same question about the period that Compare names. Whole months stand beside whole months, so that February is
// compared with January and not with its last 28 days.
func (q Query) before() Query {
	from, to := q.From, q.To
	switch months := wholeMonths(from, to); {
	case q.Compare == YearBefore:
		q.From, q.To = yearBefore(from), yearBefore(to)
	case months > 0:
		q.From, q.To = monthsBefore(from, months), from.Add(-1)
	default:
		q.From, q.To = from.Add(int(from-to)-1), from.Add(-1)
	}
	q.Compare = Nothing
	return q
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

func monthsBefore(d cal.Date, months int) cal.Date {
	t := d.Time()
	return cal.Of(t.Year(), t.Month()-time.Month(months), 1)
}

// yearBefore is the same day a year ago; the 29th of February becomes the 28th.
func yearBefore(d cal.Date) cal.Date {
	t := d.Time()
	return min(cal.Of(t.Year()-1, t.Month(), t.Day()), cal.Of(t.Year()-1, t.Month()+1, 1).Add(-1))
}
