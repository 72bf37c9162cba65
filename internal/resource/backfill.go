package resource

import (
	"context"
	"reflect"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/seal"
)

// Told is one event of a row's past: the step, and the row as that step left it.
type Told[T any] struct {
	Step  string
	Row   *T
	Event id.ID     // chosen by the caller when consequences name it as their cause; else made here
	Cause ref.Event // what caused it
	When  time.Time // when the step was taken; zero: now
}

// Backfill is the set-based path of imports and demos: it copies rows in their last state and the events of
// every version before, as the steps would have written them. A life is one row's events in order; its last Row
// is what the table gets. Each Row of a life is a value of its own (Clone), and no line of it ever vanishes.
// Check runs on the last Row; Before does not: the caller brings what it would have derived.
func (d *Def[T]) Backfill(ctx context.Context, tx *pg.Tx, lives ...[]Told[T]) error {
	var rows, lines, events [][]any
	ring, err := d.ring(ctx, tx, lives)
	if err != nil {
		return err
	}
	for _, life := range lives {
		last := life[len(life)-1].Row
		for i, told := range life {
			row, err := d.retell(tx, ring, told, life[0].When, i)
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

// ring names the rows of all lives, and gives the keys of the people that they tell of.
func (d *Def[T]) ring(ctx context.Context, tx *pg.Tx, lives [][]Told[T]) (*seal.Ring, error) {
	var people [][16]byte
	for _, life := range lives {
		last := life[len(life)-1].Row
		if d.entity(last).key().IsZero() {
			d.entity(last).setKey(id.New[any]())
		}
		for _, told := range life {
			d.entity(told.Row).setKey(d.entity(last).key())
		}
		if d.tellsOfPeople(life) {
			people = append(people, d.Subject(last))
		}
	}
	return seal.Keys(ctx, tx, people)
}

// tellsOfPeople finds whether something of a life is to be sealed.
func (d *Def[T]) tellsOfPeople(life []Told[T]) (found bool) {
	for _, told := range life {
		_, _ = d.personal(told.Row, func(_ [16]byte, text string) (string, error) {
			found = true
			return text, nil
		})
	}
	return found
}

// retell stamps the i-th state of a life that began at a time, and gives its event as a row for COPY.
func (d *Def[T]) retell(tx *pg.Tx, ring *seal.Ring, told Told[T], born time.Time, i int) ([]any, error) {
	stamp := d.entity(told.Row).stamp()
	stamp.Version, stamp.Created, stamp.Updated = int64(i)+1, whenOr(tx, born), whenOr(tx, told.When)
	d.NumberLines(told.Row)
	if doc, ok := any(told.Row).(Document); ok {
		doc.DocHeader().At = instant(doc.DocHeader().At)
	}
	sealed, err := d.personal(told.Row, ring.Seal)
	if err != nil {
		return nil, err
	}
	e, err := d.event(told.Row, sealed, told.Step)
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

func whenOr(tx *pg.Tx, when time.Time) time.Time {
	if when.IsZero() {
		return tx.Now
	}
	return instant(when)
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
