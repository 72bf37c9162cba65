package table

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hesuan/forecasting"
)

// daily is a file of ten weeks to Thursday, 14 March 2024, with the days that keep.
func daily(t *testing.T, keep func(day time.Time) bool) *Table {
	t.Helper()
	var b strings.Builder
	b.WriteString("ds,y\n")
	for day := time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2024, 3, 15, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		if keep(day) {
			fmt.Fprintf(&b, "%s,%d\n", day.Format(time.DateOnly), day.YearDay())
		}
	}
	tab, err := Read(strings.NewReader(b.String()), forecasting.Daily)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestDaysThatNeverHaveARowAreNotForecast(t *testing.T) {
	weekend := func(day time.Time) bool { return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday }
	for _, c := range []struct {
		name string
		keep func(day time.Time) bool
		want string
	}{
		{"open every day", func(time.Time) bool { return true }, "2024-03-15 2024-03-16 2024-03-17"},
		{"closed at weekends and on one holiday", func(d time.Time) bool { return !weekend(d) && d.YearDay() != 40 }, "2024-03-15 2024-03-18 2024-03-19"},
		{"closed on Sundays", func(d time.Time) bool { return d.Weekday() != time.Sunday }, "2024-03-15 2024-03-16 2024-03-18"},
		{"open on one Sunday", func(d time.Time) bool { return !weekend(d) || d.YearDay() == 7 }, "2024-03-15 2024-03-18 2024-03-19"},
		{"a row now and then", func(d time.Time) bool { return !weekend(d) && d.YearDay()%9 == 2 }, "2024-03-15 2024-03-16 2024-03-17"},
		{"a row in forty days", func(d time.Time) bool { return d.YearDay() == 5 || d.YearDay() == 45 || d.YearDay() == 74 }, "2024-03-15 2024-03-16 2024-03-17"},
	} {
		tab := daily(t, c.keep)
		var got []string
		steps := tab.Steps(0, 3)
		for _, j := range steps {
			got = append(got, tab.Time(0, j+1))
		}
		if s := strings.Join(got, " "); s != c.want || tab.Horizon(3) != steps[2]+1 {
			t.Errorf("%s: %s within %d steps, want %s", c.name, s, tab.Horizon(3), c.want)
		}
	}
}
