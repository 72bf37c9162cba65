package table

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"hesuan/forecasting"
)

// period is the manner of times that are named by their part of a year, as offices of statistics do: 1990Q1, 1990-Q1, 1990M01, 2024-W07
// (ISO 8601).
type period struct {
	between string // the year and the letter: nothing, - or a space
	letter  string // Q, M or W, as it was written
	digits  int    // at least
}

var periodForm = regexp.MustCompile(`^(\d{4})([- ]?)([QMWqmw])(\d{1,2})$`)

// newPeriod takes the manner of the first time; nil if it is no period.
func newPeriod(first string) *period {
	m := periodForm.FindStringSubmatch(first)
	if m == nil {
		return nil
	}
	return &period{between: m[2], letter: m[3], digits: len(m[4])}
}

// fits reports whether a step of the frequency is at least as long as a period.
func (p period) fits(freq forecasting.Freq) bool {
	switch p.letter {
	case "Q", "q":
		return freq == forecasting.Quarterly || freq == forecasting.Yearly
	case "M", "m":
		return freq == forecasting.Monthly || freq == forecasting.Quarterly || freq == forecasting.Yearly
	}
	return freq == forecasting.Weekly
}

// parse gives the first day of a period.
func (p period) parse(text string) (time.Time, error) {
	m := periodForm.FindStringSubmatch(text)
	if m == nil || m[2] != p.between || m[3] != p.letter {
		return time.Time{}, fmt.Errorf("%q is not a time written like 2006%s%s%0*d", text, p.between, p.letter, p.digits, 1)
	}
	year, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[4])
	at := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	switch p.letter {
	case "Q", "q":
		at = at.AddDate(0, 3*(n-1), 0)
	case "M", "m":
		at = at.AddDate(0, n-1, 0)
	default:
		at = isoWeek(year, n)
	}
	if y, k := p.of(at); n < 1 || y != year || k != n {
		return time.Time{}, fmt.Errorf("%q: the year %d has no %s%d", text, year, p.letter, n)
	}
	return at, nil
}

// isoWeek is the Monday of a week; the first week is the one with the 4th of January.
func isoWeek(year, n int) time.Time {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	return fourth.AddDate(0, 0, 7*(n-1)-(int(fourth.Weekday())+6)%7)
}

// of is the year and the number of the period that a day lies in.
func (p period) of(at time.Time) (year, n int) {
	switch p.letter {
	case "Q", "q":
		return at.Year(), (int(at.Month())-1)/3 + 1
	case "M", "m":
		return at.Year(), int(at.Month())
	}
	return at.ISOWeek()
}

func (p period) format(at time.Time) string {
	year, n := p.of(at)
	return fmt.Sprintf("%04d%s%s%0*d", year, p.between, p.letter, p.digits, n)
}
