package web

import (
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/resource"
)

func TestPeriodsMoveWithTheCalendar(t *testing.T) {
	day := func(text string) cal.Date {
		d, err := cal.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ name, today, first, last string }{
		{"today", "2026-11-22", "2026-11-22", "2026-11-22"},
		{"yesterday", "2026-01-01", "2025-12-31", "2025-12-31"},
		{"this_week", "2026-11-22", "2026-11-16", "2026-11-22"}, // a Sunday ends its week
		{"this_week", "2026-11-23", "2026-11-23", "2026-11-29"},
		{"last_week", "2026-11-22", "2026-11-09", "2026-11-15"},
		{"this_month", "2028-02-29", "2028-02-01", "2028-02-29"},
		{"last_month", "2026-03-31", "2026-02-01", "2026-02-28"},
		{"last_7_days", "2026-11-22", "2026-11-16", "2026-11-22"},
		{"last_30_days", "2026-11-22", "2026-10-24", "2026-11-22"},
		{"this_year", "2028-07-01", "2028-01-01", "2028-12-31"},
		{"last_year", "2026-07-01", "2025-01-01", "2025-12-31"},
	} {
		p, ok := periodOf(c.name)
		if first, last := p.days(day(c.today)); !ok || first != day(c.first) || last != day(c.last) {
			t.Errorf("%s of %s is %s to %s, want %s to %s", c.name, c.today, first, last, c.first, c.last)
		}
	}
}

func TestWordsAreCutAtTheirSign(t *testing.T) {
	for word, want := range map[string][3]string{
		"状态:待审核": {"状态", "", "待审核"}, "状态：待审核": {"状态", "", "待审核"}, "金额>=500": {"金额", "ge", "500"}, "金额≥500": {"金额", "ge", "500"},
		"状态!=草稿": {"状态", "ne", "草稿"}, "备注=a:b": {"备注", "eq", "a:b"}, "total>": {"total", "gt", ""},
	} {
		if name, op, value, ok := split(word); !ok || [3]string{name, op, value} != want {
			t.Errorf("%s is %q %q %q", word, name, op, value)
		}
	}
	for _, word := range []string{"保温杯", ":x", "SO-1"} {
		if _, _, _, ok := split(word); ok {
			t.Errorf("%s is a token", word)
		}
	}
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	money, whole, rate := resource.Money("total"), resource.Int("days"), resource.Rate("rate")
	for _, c := range []struct {
		f          *resource.Field
		text, want string
	}{
		{&money, "500", "500"}, {&money, "1.5万", "15000"}, {&money, "¥1,200.5", "1200.5"}, {&money, "2k", "2000"}, {&money, "−3", "-3"},
		{&whole, "7", "7"}, {&rate, "13%", "0.13"},
	} {
		if got, ok := numeral(c.f, c.text); !ok || got != c.want {
			t.Errorf("%s of %s is %q", c.text, c.f.Name, got)
		}
	}
	for _, text := range []string{"", "abc", "1e9", "99999999999999万", "--1", "1k万", "1万k"} {
		if got, ok := numeral(&money, text); ok {
			t.Errorf("%q is the number %s", text, got)
		}
	}
	if _, ok := numeral(&whole, "1.5"); ok {
		t.Error("1.5 is whole")
	}
}

func TestDaysAndMonths(t *testing.T) {
	today, _ := cal.Parse("2026-11-22")
	for text, want := range map[string]string{
		"2026-11-05": "2026-11-05 2026-11-05", "2026/2": "2026-02-01 2026-02-28", "03-08": "2026-03-08 2026-03-08", "2028.2.29": "2028-02-29 2028-02-29", "11-5": "2026-11-05 2026-11-05",
	} {
		if first, last, ok := dayOrMonth(text, today); !ok || first.String()+" "+last.String() != want {
			t.Errorf("%s is %s to %s, %v", text, first, last, ok)
		}
	}
	for _, text := range []string{"", "13-40", "2026-13", "2026-02-30", "soon", "1-2-3-4", "2026-11-05x", "2026-11 x", "03-00", "2026-11-00", "-1-2", "+3-4"} {
		if _, _, ok := dayOrMonth(text, today); ok {
			t.Errorf("%q is a day", text)
		}
	}
}
