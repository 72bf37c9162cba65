package table

import "hesuan/forecasting"

// Steps are the first h steps ahead (from 0) that series i has rows for: of daily data without rows on some days of the week, as of shops and
// exchanges closed at weekends, those days are left out.
func (t *Table) Steps(i, h int) []int {
	closed := t.closed(i)
	var out []int
	for j := 0; len(out) < h; j++ {
		if !closed[t.calendar.move(t.track[i].last.at, j+1, false).Weekday()] {
			out = append(out, j)
		}
	}
	return out
}

// Horizon is the number of steps ahead that hold h steps of every series.
func (t *Table) Horizon(h int) int {
	longest := h
	for i := range t.Series {
		steps := t.Steps(i, h)
		longest = max(longest, steps[h-1]+1)
	}
	return longest
}

// weeksOpen are the weeks of which all have to show the same days.
const weeksOpen = 6

// closed are the days of the week without rows, or with one in ten weeks at most, where the history is long enough, there are other days and
// each of those has one in every second week at least.
func (t *Table) closed(i int) (closed [7]bool) {
	k := t.track[i]
	weeks := len(t.Series[i].Values) / 7
	if t.calendar.freq != forecasting.Daily || k.first.at.IsZero() || weeks < weeksOpen {
		return closed
	}
	open := 0
	for day := range closed {
		switch {
		case k.seen[day] <= weeks/10:
			closed[day] = true
		case k.seen[day] < weeks/2:
			return [7]bool{}
		default:
			open++
		}
	}
	if open == 0 {
		return [7]bool{}
	}
	return closed
}
