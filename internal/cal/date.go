// Package cal holds business days. An instant is a time.Time in UTC; a business day is
// a Date in the company's zone, and only Zone turns the one into the other.
package cal

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a calendar day, counted from 1970-01-01. The zero value is that day; an
// absent date is a *Date that is nil.
type Date int32

// Layout is the only form in which dates are written to machines.
const Layout = "2006-01-02"

// Of gives the date of a civil year, month and day.
func Of(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// On is the business day of an instant in a zone.
func On(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Of(y, m, d)
}

// Parse reads 2006-01-02.
func Parse(s string) (Date, error) {
	t, err := time.Parse(Layout, s)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", s, ErrSyntax)
	}
	return Of(t.Date()), nil
}

// Time is the midnight in UTC that begins the date: for drivers and charts, not an instant of business.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the instant at which the day begins in a zone.
func (d Date) Start(zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Add moves by days.
func (d Date) Add(days int) Date { return d + Date(days) }

// Month is the first day of the date's month.
func (d Date) Month() Date {
	y, m, _ := d.Time().Date()
	return Of(y, m, 1)
}

// Period is the accounting period of the date: 202611.
func (d Date) Period() int {
	y, m, _ := d.Time().Date()
	return y*100 + int(m)
}

func (d Date) String() string { return d.Time().Format(Layout) }

// MarshalText writes 2006-01-02.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2006-01-02.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	*d = parsed
	return err
}

// Scan reads a date column.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case time.Time:
		*d = Of(v.Date())
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("%T: %w", src, ErrSyntax)
}

// Value gives a driver the day as a time.
func (d Date) Value() (driver.Value, error) { return d.Time(), nil }
