package ingest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/olap"
)

// events compares the event tables by type and day.
func (r *Reconcile) events(epoch uint64) func(context.Context, uint64, *Report) error {
	return func(ctx context.Context, watermark uint64, report *Report) error {
		expected, found, err := r.eventTotals(ctx, watermark)
		if err != nil {
			return err
		}
		table := Compared{Table: "event"}
		for _, t := range expected {
			table.add(event.Total{Rows: t.Rows})
		}
		report.Tables = append(report.Tables, table)
		differ := differing(expected, found)
		if r.Repair {
			for _, b := range differ {
				if err := r.repairEvents(ctx, epoch, b, watermark); err != nil {
					return err
				}
			}
		}
		if len(differ) == 0 {
			return nil
		}
		_, after, err := r.eventTotals(ctx, watermark)
		if err != nil {
			return err
		}
		for _, b := range differ {
			report.Findings = append(report.Findings, olap.Finding{Table: b.Type, Day: b.Day, What: "events",
				Expected: events(expected[b]), Found: events(found[b]), Repaired: after[b] == expected[b]})
		}
		return nil
	}
}

func events(t event.Total) string {
	if t.Rows == "" {
		return "nothing"
	}
	return t.Rows + " rows, #" + t.A
}

func (r *Reconcile) eventTotals(ctx context.Context, watermark uint64) (expected, found map[event.Bucket]event.Total, err error) {
	if expected, err = r.Stream.Totals(ctx, watermark); err != nil {
		return nil, nil, err
	}
	found, err = r.Warehouse.Events(ctx, watermark)
	return expected, found, err
}

// differing are the buckets of which the totals differ.
func differing(expected, found map[event.Bucket]event.Total) []event.Bucket {
	all := maps.Clone(expected)
	maps.Copy(all, found)
	var differ []event.Bucket
	for b := range all {
		if expected[b] != found[b] {
			differ = append(differ, b)
		}
	}
	slices.SortFunc(differ, func(a, b event.Bucket) int {
		return strings.Compare(a.Type+a.Day.String(), b.Type+b.Day.String())
	})
	return differ
}

// repairEvents sends the events of a bucket again and deletes those that Postgres does not have.
func (r *Reconcile) repairEvents(ctx context.Context, epoch uint64, b event.Bucket, watermark uint64) error {
	window := event.Range{Before: watermark, Type: b.Type, From: b.Day.Time(), To: b.Day.Add(1).Time()}
	err := r.Stream.Each(ctx, window, rebuildBatch, func(records []*event.Record) error {
		_, err := r.Warehouse.Insert(ctx, epoch, records)
		return err
	})
	if err != nil {
		return err
	}
	there, err := r.Warehouse.IDs(ctx, b, watermark)
	if err != nil {
		return err
	}
	known, err := r.Stream.Known(ctx, b)
	if err != nil {
		return err
	}
	surplus := slices.DeleteFunc(there, func(one id.ID) bool { return known[one] })
	for some := range slices.Chunk(surplus, 1000) {
		if err := r.Warehouse.DeleteEvents(ctx, b, some); err != nil {
			return err
		}
	}
	return nil
}
