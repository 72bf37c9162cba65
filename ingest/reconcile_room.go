package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/olap"
)

// rooms compares each fact with the room's own tables. Nothing here can be repaired: where they differ, a room and its events do.
func (r *Reconcile) rooms(ctx context.Context, _ uint64, report *Report) error {
	for _, f := range olap.Facts() {
		expected, exists, err := r.Stream.Days(ctx, f.Table, f.Room)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Table, err)
		}
		if !exists {
			continue
		}
		found, err := r.Warehouse.Days(ctx, f)
		if err != nil {
			return err
		}
		table := Compared{Table: f.Name}
		for _, t := range expected {
			table.add(t)
		}
		report.Tables = append(report.Tables, table)
		all := maps.Clone(expected)
		maps.Copy(all, found)
		for _, day := range slices.Sorted(maps.Keys(all)) {
			if expected[day] == found[day] {
				continue
			}
			differ, err := r.documents(ctx, f, day)
			if err != nil {
				return err
			}
			report.Findings = append(report.Findings, differ...)
		}
	}
	return nil
}

// documents compares the documents of a day until only those are left that differ every time: the others were on their way.
func (r *Reconcile) documents(ctx context.Context, f *olap.Fact, day cal.Date) ([]olap.Finding, error) {
	var left map[id.ID]olap.Finding
	for attempt := range 6 {
		if attempt > 0 {
			sleep(ctx, 400*time.Millisecond)
		}
		found, err := r.Warehouse.Docs(ctx, f, day)
		if err != nil {
			return nil, err
		}
		expected, err := r.Stream.Docs(ctx, f.Room, day)
		if err != nil {
			return nil, err
		}
		differ := map[id.ID]olap.Finding{}
		for doc := range union(expected, found) {
			_, before := left[doc]
			if expected[doc] != found[doc] && (attempt == 0 || before) {
				differ[doc] = olap.Finding{Table: f.Name, Day: day, What: "room " + doc.String(),
					Expected: total(expected[doc]), Found: total(found[doc])}
			}
		}
		if left = differ; len(left) == 0 {
			return nil, nil
		}
	}
	return slices.Collect(maps.Values(left)), nil
}

func union(a, b map[id.ID]event.Total) map[id.ID]event.Total {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func total(t event.Total) string {
	if t.Rows == "" {
		return "nothing"
	}
	return t.Rows + " rows, " + t.A + ", " + t.B
}
