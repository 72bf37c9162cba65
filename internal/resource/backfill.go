package resource

import (
	"context"
	"reflect"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Told is one event of a row's past: the step, and the row as that step left it.
type Told[T any] struct {
	Step  string
	Row   *T
	Event id.ID     // chosen by the caller when consequences name it as their cause; else made here
	Cause ref.Event // what caused it
}

// Backfill is the set-based path of imports and demos: it copies rows in their last state and the events of
// every version before, as the steps would have written them. A life is one row's events in order; its last Row
// is what the table gets. Each Row of a life is a value of its own (Clone), and no line of it ever vanishes.
// Check runs on the last Row; Before does not: the caller brings what it would have derived.
func (d *Def[T]) Backfill(ctx context.Context, tx *pg.Tx, lives ...[]Told[T]) error {
	var rows, lines, events [][]any
	for _, life := range lives {
		last := life[len(life)-1].Row
		if d.entity(last).key().IsZero() {
			d.entity(last).setKey(id.New[any]())
		}
		for i, told := range life {
			row, err := d.retell(ctx, tx, told, d.entity(last).key(), i)
			if err != nil {
				return err
			}
			events = append(events, row)
		}
		d.setSearch(last)
		if d.Check != nil {
			if err := d.Check(last).Err(); err != nil {
				return err
			}
		}
		rows = append(rows, d.shape.values(reflect.ValueOf(last).Elem()))
		lines = append(lines, d.lineRows(last)...)
	}
	return d.copyRows(ctx, tx, rows, lines, events)
}

// retell stamps the i-th state of a life and gives its event as a row for COPY.
func (d *Def[T]) retell(ctx context.Context, tx *pg.Tx, told Told[T], key id.ID, i int) ([]any, error) {
	d.entity(told.Row).setKey(key)
	stamp := d.entity(told.Row).stamp()
	stamp.Version, stamp.Created, stamp.Updated = int64(i)+1, tx.Now, tx.Now
	d.NumberLines(told.Row)
	if doc, ok := any(told.Row).(Document); ok {
		doc.DocHeader().At = instant(doc.DocHeader().At)
	}
	e, err := d.Event(ctx, tx, told.Row, told.Step)
	if err != nil {
		return nil, err
	}
	if e.ID = told.Event; e.ID.IsZero() {
		e.ID = id.New[any]()
	}
	if e.At.IsZero() {
		e.At = tx.Now
	}
	return e.Row(tx, told.Cause), nil
}

func (d *Def[T]) lineRows(row *T) (rows [][]any) {
	if d.shape.line == nil {
		return nil
	}
	lines := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
	for i := range lines.Len() {
		rows = append(rows, append(d.shape.line.values(lines.Index(i)), d.entity(row).key()))
	}
	return rows
}

func (d *Def[T]) copyRows(ctx context.Context, tx *pg.Tx, rows, lines, events [][]any) error {
	columns := func(s *shape) (names []string) {
		for _, c := range s.columns {
			names = append(names, c.name)
		}
		return names
	}
	if err := tx.CopyRows(ctx, d.shape.table, columns(d.shape), rows); err != nil {
		return err
	}
	if len(lines) > 0 {
		if err := tx.CopyRows(ctx, d.shape.line.table, append(columns(d.shape.line), "doc"), lines); err != nil {
			return err
		}
	}
	return tx.CopyRows(ctx, "core.event", event.Columns, events)
}
