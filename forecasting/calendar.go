package forecasting

import (
	"time"

	"hesuan/forecasting/model"
)

// profiles are the calendar of a daily series that knows its dates: days of the week and the month; the days of the year and the great
// days of shopping and rest, Chinese and Western, once they have come twice. A holiday without an effect gets a factor near 1, so the
// list may be long.
func profiles(start time.Time, n, horizon int) []model.Profile {
	week, month, year, event := make([]int, n+horizon), make([]int, n+horizon), make([]int, n+horizon), make([]int, n+horizon)
	for t := range week {
		day := start.AddDate(0, 0, t)
		week[t], month[t], year[t], event[t] = int(day.Weekday()), day.Day()-1, min(day.YearDay()-1, 364), eventOf(day)
	}
	out := []model.Profile{{Of: week, Prior: 2, Least: 2}}
	if n >= 180 {
		out = append(out, model.Profile{Of: month, Prior: 8, Least: 4})
	}
	if n >= twoYears {
		out = append(out, model.Profile{Of: year, Prior: 6, Least: 2, Smooth: 10}, model.Profile{Of: event, Prior: 0.7, Least: 2})
	}
	return out
}

// twoYears and a bit: from here on a year can be told from a trend.
const twoYears = 2*365 + 60

// fixed are the days of the year with an effect of their own: New Year, Labour Day, 618, the national week, 双11, 双12, Christmas.
var fixed = []string{"01-01", "01-02", "05-01", "05-02", "05-03", "06-16", "06-17", "06-18", "06-19",
	"10-01", "10-02", "10-03", "10-04", "10-05",
	"10-06", "10-07", "11-01", "11-09", "11-10", "11-11", "11-12", "12-11", "12-12", "12-23", "12-24", "12-25", "12-26", "12-31"}

var fixedAt = func() map[string]int {
	out := map[string]int{}
	for i, d := range fixed {
		out[d] = i
	}
	return out
}()

// lunar are the first days of the Chinese new year (春节).
var lunar = map[int]string{2005: "02-09", 2006: "01-29", 2007: "02-18", 2008: "02-07", 2009: "01-26", 2010: "02-14", 2011: "02-03",
	2012: "01-23",
	2013: "02-10", 2014: "01-31", 2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
	2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26", 2029: "02-13", 2030: "02-03",
	2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08"}

const (
	lunarBefore, lunarAfter = 14, 16
	movingFrom              = 100 // categories of moving days lie above those of the fixed ones
)

// eventOf is the category of a day, −1 for an ordinary one.
func eventOf(day time.Time) int {
	if k, ok := fixedAt[day.Format("01-02")]; ok {
		return k
	}
	if text, ok := lunar[day.Year()]; ok {
		first, _ := time.Parse(time.DateOnly, day.Format("2006-")+text)
		if d := daysBetween(first, day); d >= -lunarBefore && d <= lunarAfter {
			return movingFrom + d + lunarBefore
		}
	}
	if d := daysBetween(easter(day.Year()), day); d >= -2 && d <= 1 {
		return movingFrom + 40 + d + 2
	}
	// Thanksgiving is the fourth Thursday of November; Black Friday follows.
	if day.Month() == time.November {
		first := time.Date(day.Year(), time.November, 1, 0, 0, 0, 0, time.UTC)
		thanks := first.AddDate(0, 0, (int(time.Thursday)-int(first.Weekday())+7)%7+21)
		if d := daysBetween(thanks, day); d >= -1 && d <= 2 {
			return movingFrom + 50 + d + 1
		}
	}
	return -1
}

func daysBetween(a, b time.Time) int {
	return int(time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC).Sub(a).Hours() / 24)
}

// easter Sunday by the anonymous Gregorian algorithm (Nature, 1876).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	return time.Date(y, time.Month((h+l-7*m+114)/31), (h+l-7*m+114)%31+1, 0, 0, 0, 0, time.UTC)
}
