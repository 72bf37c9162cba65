package olap

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/event"
)

// Touched are the days of each type of document that a batch has changed.
type Touched map[string]map[cal.Date]bool

// Add marks a day.
func (t Touched) Add(kind string, day cal.Date) {
	if t[kind] == nil {
		t[kind] = map[cal.Date]bool{}
	}
	t[kind][day] = true
}

// days are those that a roll-up has to compute anew.
func (t Touched) days(r *Rollup) []cal.Date {
	all := map[cal.Date]bool{}
	for kind, days := range t {
		for _, f := range factsOf(kind) {
			if f.Name == r.Fact {
				maps.Copy(all, days)
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// lastDay is the last day of ClickHouse's Date, in 2149.
const lastDay cal.Date = 65535

// touch finds the days that events change.
func touch(records []*event.Record) (Touched, error) {
	touched := Touched{}
	for _, r := range records {
		if r.Day == nil {
			continue
		}
		if *r.Day < 0 || *r.Day > lastDay {
			return nil, unfitError{fmt.Errorf("day %s is no Date", r.Day)}
		}
		touched.Add(r.Type, *r.Day)
	}
	return touched, nil
}

// codeMemoryLimit is ClickHouse's MEMORY_LIMIT_EXCEEDED.
const codeMemoryLimit = 241

// write inserts events into a table that has the columns of the event table. What a view lays out of long documents may be more than the
// engine may hold at once: such a batch is written in halves, which changes nothing, because events may arrive any number of times.
func (w *Warehouse) write(ctx context.Context, table string, epoch uint64, records []*event.Record) error {
	err := w.send(ctx, table, epoch, records)
	if ch.Code(err) != codeMemoryLimit || len(records) == 1 {
		return err
	}
	half := len(records) / 2
	if err := w.write(ctx, table, epoch, records[:half]); err != nil {
		return err
	}
	return w.write(ctx, table, epoch, records[half:])
}

func (w *Warehouse) send(ctx context.Context, table string, epoch uint64, records []*event.Record) error {
	batch, err := w.DB.Batch(ctx, "insert into "+table+
		" (epoch, seq, xid, id, recorded, at, actor, kind, type, doc, version, cause, day, gone, schema, body)")
	if err != nil {
		return err
	}
	for _, r := range records {
		gone := r.Gone
		if gone == nil {
			gone = []int32{}
		}
		err := batch.Append(epoch, r.Seq, r.Xid, uuid.UUID(r.ID), r.Recorded, r.At, uuid.UUID(r.Actor), r.Kind, r.Type, uuid.UUID(r.Doc),
			r.Version, uuid.UUID(r.Cause), dayTime(r.Day), gone, r.Schema, r.Body)
		if err != nil {
			_ = batch.Abort()
			return unfitError{err}
		}
	}
	return batch.Send()
}

func dayTime(d *cal.Date) any {
	if d == nil {
		return nil
	}
	return d.Time()
}
