package olap

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hesuan/internal/cal"
)

// Finding is one place where two tables that should agree do not, or did not until it was repaired.
type Finding struct {
	Table    string   `json:"table"` // order_line
	Day      cal.Date `json:"day"`
	What     string   `json:"what"` // events, facts, cells, room: which comparison
	Expected string   `json:"expected"`
	Found    string   `json:"found"`
	Repaired bool     `json:"repaired"`
}

// settle is how long a difference has to last to count: a sink may be between two of its inserts.
const settle = 400 * time.Millisecond

// attempts at finding a difference gone by itself.
const attempts = 4

// CheckFacts compares each fact with its recomputation from events, by day: rows, and a hash of all their columns. With repair
// it removes the rows that no event explains and inserts those that are missing.
func (w *Warehouse) CheckFacts(ctx context.Context, repair bool) (findings []Finding, err error) {
	for _, f := range facts {
		found, err := w.settled(ctx, func(days []cal.Date) ([]Finding, error) { return w.compareFact(ctx, f, days) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, away(err))
		}
		if repair && len(found) > 0 {
			if err := w.repairFact(ctx, f, daysOf(found)); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			if found, err = w.verify(found, func(days []cal.Date) ([]Finding, error) { return w.compareFact(ctx, f, days) }); err != nil {
				return nil, err
			}
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

// CheckRollups compares each bucket with its recomputation from the fact. With repair it computes the bucket anew.
func (w *Warehouse) CheckRollups(ctx context.Context, tickets Tickets, repair bool) (findings []Finding, err error) {
	for _, r := range rollups {
		found, err := w.settled(ctx, func(days []cal.Date) ([]Finding, error) { return w.compareRollup(ctx, r, days) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, away(err))
		}
		if repair && len(found) > 0 {
			ticket, err := tickets(ctx)
			if err != nil {
				return nil, err
			}
			if err := w.refresh(ctx, r, ticket, daysOf(found)); err != nil {
				return nil, fmt.Errorf("%s: %w", r.Name, err)
			}
			if found, err = w.verify(found, func(days []cal.Date) ([]Finding, error) { return w.compareRollup(ctx, r, days) }); err != nil {
				return nil, err
			}
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

// settled compares all days, then those that differ again and again until they agree or the attempts are over.
func (w *Warehouse) settled(ctx context.Context, compare func([]cal.Date) ([]Finding, error)) ([]Finding, error) {
	found, err := compare(nil)
	for attempt := 1; err == nil && len(found) > 0 && attempt < attempts; attempt++ {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(settle):
		}
		found, err = compare(daysOf(found))
	}
	return found, err
}

// verify marks the findings that are gone.
func (w *Warehouse) verify(found []Finding, compare func([]cal.Date) ([]Finding, error)) ([]Finding, error) {
	left, err := compare(daysOf(found))
	for i := range found {
		found[i].Repaired = !slices.ContainsFunc(left, func(f Finding) bool { return f.Day == found[i].Day })
	}
	return found, err
}

func daysOf(found []Finding) []cal.Date {
	days := map[cal.Date]bool{}
	for _, f := range found {
		days[f.Day] = true
	}
	return slices.Sorted(maps.Keys(days))
}

// sum is what is compared of a day.
type sum struct{ rows, hash string }

func (s sum) String() string {
	if s.rows == "" {
		return "nothing"
	}
	return s.rows + " rows, #" + s.hash
}

// differences are the days on which two sums differ.
func differences(table, what string, expected, found map[cal.Date]sum) []Finding {
	days := maps.Clone(expected)
	maps.Copy(days, found)
	var findings []Finding
	for _, day := range slices.Sorted(maps.Keys(days)) {
		if expected[day] != found[day] {
			findings = append(findings, Finding{Table: table, Day: day, What: what, Expected: expected[day].String(), Found: found[day].String()})
		}
	}
	return findings
}

// compareRollup compares some days, or all.
func (w *Warehouse) compareRollup(ctx context.Context, r *Rollup, days []cal.Date) (findings []Finding, err error) {
	if days == nil {
		days, err = w.days(ctx, fmt.Sprintf("select distinct day from (select day from %s union all select day from %s) order by day",
			r.Fact, r.Name))
		if err != nil {
			return nil, err
		}
	}
	names := make([]string, len(r.fields()))
	for i, f := range r.fields() {
		names[i] = f.name
	}
	hash := fmt.Sprintf("day, toString(length(%s)), toString(cityHash64(%s))", names[0], strings.Join(names, ", "))
	for some := range slices.Chunk(days, daysAtOnce) {
		p := params{}
		p.dates("days", some)
		expected, err := w.sums(ctx, fmt.Sprintf("select %s from (%s) where notEmpty(%s)", hash, r.buckets(), names[0]), p.args()...)
		if err != nil {
			return nil, err
		}
		found, err := w.sums(ctx, fmt.Sprintf("select %s from %s final where day in {days:Array(Date)} and notEmpty(%s)",
			hash, r.Name, names[0]), p.args()...)
		if err != nil {
			return nil, err
		}
		findings = append(findings, differences(r.Name, "cells", expected, found)...)
	}
	return findings, nil
}

func dayList(days []cal.Date) string {
	texts := make([]string, len(days))
	for i, d := range days {
		texts[i] = "'" + d.String() + "'"
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

// key are the columns that name a row.
func (f *Fact) key() []string {
	switch f.Name {
	case "name":
		return []string{"type", "doc"}
	case "stock_move":
		return []string{"day", "doc", "line", "side"}
	}
	return []string{"day", "doc", "line"}
}

// undated tells that the rows do not lie on the days of their events.
func (f *Fact) undated() bool {
	return !strings.Contains(f.rows(), "assumeNotNull(day) as day")
}
