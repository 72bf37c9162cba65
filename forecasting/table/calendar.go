package table

import (
	"fmt"
	"strconv"
	"time"

	"hesuan/forecasting"
)

// stamp is one parsed time: the number of its step on the calendar of the frequency, and its offset within it.
type stamp struct {
	step int
	at   time.Time // zero for plain numbers
}

var layouts = []string{time.DateOnly, time.DateTime, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04",
	"2006/01/02",
	"2006/1/2", "20060102", "2006-01", "2006-01-02 15:04:05.999999999"}

// calendar turns the text of ds into steps and back, in the manner of the first row: its layout, month ends, plain numbers.
type calendar struct {
	freq   forecasting.Freq
	layout string  // "" for plain numbers and periods
	period *period // nil unless times are named 1990Q1
}

// newCalendar takes the manner of the first timestamp. A number of up to four digits is a count of steps, or a year of yearly data.
func newCalendar(freq forecasting.Freq, first string) (calendar, error) {
	if _, err := strconv.Atoi(first); err == nil && len(first) != 8 {
		return calendar{freq: freq}, nil
	}
	if p := newPeriod(first); p != nil {
		if !p.fits(freq) {
			return calendar{}, fmt.Errorf("%q is no time of the frequency %c: is it really %c?", first, freq, freq)
		}
		return calendar{freq: freq, period: p}, nil
	}
	for _, l := range layouts {
		if _, err := time.Parse(l, first); err == nil {
			return calendar{freq: freq, layout: l}, nil
		}
	}
	return calendar{}, fmt.Errorf("%q is no time: want 2006-01-02, 2006-01-02 15:04:05, 2006Q1, 2006M01 or a number", first)
}

func (c calendar) parse(text string) (stamp, error) {
	if c.period != nil {
		at, err := c.period.parse(text)
		return stamp{c.step(at), at}, err
	}
	if c.layout == "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return stamp{}, fmt.Errorf("%q is not a whole number, as the rows before have", text)
		}
		return stamp{step: n}, nil
	}
	at, err := time.Parse(c.layout, text)
	if err != nil {
		return stamp{}, fmt.Errorf("%q is not a time written like %s", text, c.layout)
	}
	return stamp{c.step(at), at}, nil
}

// step numbers the steps of the frequency without gaps.
func (c calendar) step(at time.Time) int {
	y, m := at.Year(), int(at.Month())-1
	switch c.freq {
	case forecasting.Yearly:
		return y
	case forecasting.Quarterly:
		return y*4 + m/3
	case forecasting.Monthly:
		return y*12 + m
	case forecasting.Weekly:
		return int(floorDiv(at.Unix()/86400, 7))
	case forecasting.Hourly:
		return int(floorDiv(at.Unix(), 3600))
	}
	return int(floorDiv(at.Unix(), 86400))
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// off says what is wrong with a stamp that does not lie on the grid of the first one, "" if nothing is: the day of the week, the time of
// day. Months may be dated anywhere, since ends of months move.
func (c calendar) off(first, s stamp) string {
	if c.layout == "" {
		return ""
	}
	gap := s.at.Sub(first.at)
	switch c.freq {
	case forecasting.Weekly:
		if gap%(7*24*time.Hour) != 0 {
			return fmt.Sprintf("%s is no whole number of weeks after %s", s.at.Format(c.layout), first.at.Format(c.layout))
		}
	case forecasting.Daily, forecasting.Other:
		if gap%(24*time.Hour) != 0 {
			return fmt.Sprintf("%s is no whole number of days after %s", s.at.Format(c.layout), first.at.Format(c.layout))
		}
	case forecasting.Hourly:
		if gap%time.Hour != 0 {
			return fmt.Sprintf("%s is no whole number of hours after %s", s.at.Format(c.layout), first.at.Format(c.layout))
		}
	}
	return ""
}

// after writes the time n steps after the last one of a series; ends says that all its dates are ends of months.
func (c calendar) after(last stamp, n int, ends bool) string {
	if c.layout == "" && c.period == nil {
		return strconv.Itoa(last.step + n)
	}
	at := c.move(last.at, n, ends)
	if c.period != nil {
		return c.period.format(at)
	}
	return at.Format(c.layout)
}

// move goes n steps on.
func (c calendar) move(at time.Time, n int, ends bool) time.Time {
	switch c.freq {
	case forecasting.Yearly:
		return months(at, 12*n, ends)
	case forecasting.Quarterly:
		return months(at, 3*n, ends)
	case forecasting.Monthly:
		return months(at, n, ends)
	case forecasting.Weekly:
		return at.AddDate(0, 0, 7*n)
	case forecasting.Hourly:
		return at.Add(time.Duration(n) * time.Hour)
	}
	return at.AddDate(0, 0, n)
}

// months moves by calendar months and stays within the month: the 31st becomes the 30th where there is none, an end stays an end.
func months(at time.Time, n int, ends bool) time.Time {
	first := time.Date(at.Year(), at.Month()+time.Month(n), 1, at.Hour(), at.Minute(), at.Second(), 0, at.Location())
	last := first.AddDate(0, 1, -1).Day()
	if ends {
		return first.AddDate(0, 0, last-1)
	}
	return first.AddDate(0, 0, min(at.Day(), last)-1)
}

func monthEnd(at time.Time) bool { return at.AddDate(0, 0, 1).Day() == 1 }
