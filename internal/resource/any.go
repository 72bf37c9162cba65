package resource

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Allow is a Forbidden fault unless the transaction's actor holds the right.
func Allow(tx *pg.Tx, right string) error {
	if tx.Actor.Can(right) {
		return nil
	}
	return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
}

// The methods below are Any's.

func (d *Def[T]) bind(h *House) { d.house = h }

// IsDoc tells that rows have a number and a state.
func (d *Def[T]) IsDoc() bool { return d.isDoc() }

// Plan describes the document's flow; nil for master data.
func (d *Def[T]) Plan() *Plan {
	if d.life == nil {
		return nil
	}
	plan := d.life.Plan()
	return &plan
}

// Find is List with rights.
func (d *Def[T]) Find(ctx context.Context, tx *pg.Tx, q Query) ([]any, string, error) {
	if err := Allow(tx, d.Right("view")); err != nil {
		return nil, "", err
	}
	page, err := d.List(ctx, tx, q)
	rows := make([]any, len(page.Rows))
	for i, row := range page.Rows {
		rows[i] = row
	}
	return rows, page.Next, err
}

// Count is Totals with rights.
func (d *Def[T]) Count(ctx context.Context, tx *pg.Tx, q Query) (Totals, error) {
	if err := Allow(tx, d.Right("view")); err != nil {
		return Totals{}, err
	}
	return d.Totals(ctx, tx, q)
}

// Read is Get with rights.
func (d *Def[T]) Read(ctx context.Context, tx *pg.Tx, key id.ID) (any, error) {
	if err := Allow(tx, d.Right("view")); err != nil {
		return nil, err
	}
	if err := d.See(ctx, tx, key); err != nil {
		return nil, err
	}
	row, err := d.Get(ctx, tx, key)
	if err == nil {
		d.cut(tx, row)
	}
	return row, err
}

// Create makes a row from input; a document begins with the first step of its flow that makes one.
func (d *Def[T]) Create(ctx context.Context, tx *pg.Tx, input []byte) (any, error) {
	if plan := d.Plan(); plan != nil {
		for _, step := range plan.Steps {
			if slices.Contains(step.From, "") && !step.Private {
				return d.Start(ctx, tx, step.Name, input)
			}
		}
		return nil, fault.New(fault.Invalid, "core.row.ledger", fault.Args{"type": d.Name})
	}
	if err := d.writable(tx, "edit"); err != nil {
		return nil, err
	}
	row := new(T)
	if err := d.Decode(input, row, true); err != nil {
		return nil, err
	}
	if err := d.SeeLinks(ctx, tx, row, nil, d.Fields, d.Lines); err != nil {
		return nil, err
	}
	return d.Kept(ctx, tx, row, d.Insert(ctx, tx, row, "create"))
}

func (d *Def[T]) writable(tx *pg.Tx, action string) error {
	if d.Ledger {
		return fault.New(fault.Invalid, "core.row.ledger", fault.Args{"type": d.Name})
	}
	return Allow(tx, d.Right(action))
}

// Change writes input into a row. version is what the caller saw; 0 takes the present one.
func (d *Def[T]) Change(ctx context.Context, tx *pg.Tx, key id.ID, version int64, input []byte) (any, error) {
	if err := d.writable(tx, "edit"); err != nil {
		return nil, err
	}
	row, err := d.lockVersion(ctx, tx, key, version)
	if err != nil {
		return nil, err
	}
	if doc, ok := any(row).(Document); ok && !slices.Contains(d.Editable, doc.DocHeader().State) {
		return nil, fault.New(fault.Conflict, "core.doc.fixed", fault.Args{"state": doc.DocHeader().State})
	}
	old := d.Clone(row)
	if err := d.Decode(input, row, false); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(row, old) {
		return row, nil
	}
	if err := d.SeeLinks(ctx, tx, row, old, d.Fields, d.Lines); err != nil {
		return nil, err
	}
	return d.Kept(ctx, tx, row, d.Save(ctx, tx, row, old, "edit"))
}

// Archive hides a row from lists and choices, or brings it back; documents have their flow for that.
func (d *Def[T]) Archive(ctx context.Context, tx *pg.Tx, key id.ID, version int64, archived bool) (any, error) {
	if d.isDoc() {
		return nil, fault.New(fault.Invalid, "core.row.ledger", fault.Args{"type": d.Name})
	}
	if err := d.writable(tx, "archive"); err != nil {
		return nil, err
	}
	row, err := d.lockVersion(ctx, tx, key, version)
	if err != nil || d.entity(row).stamp().Archived == archived {
		return row, err
	}
	old := d.Clone(row)
	d.entity(row).stamp().Archived = archived
	return row, d.Save(ctx, tx, row, old, "archive")
}

func (d *Def[T]) lockVersion(ctx context.Context, tx *pg.Tx, key id.ID, version int64) (*T, error) {
	row, err := d.LockSeen(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	if now := d.entity(row).stamp().Version; version != 0 && version != now {
		return nil, fault.New(fault.Conflict, "core.row.changed", fault.Args{"type": d.Name, "seen": version, "now": now})
	}
	return row, nil
}

// Start makes a document by a step of its flow.
func (d *Def[T]) Start(ctx context.Context, tx *pg.Tx, step string, input []byte) (any, error) {
	if d.life == nil {
		return nil, fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": step})
	}
	return d.life.Start(ctx, tx, step, input)
}

// Take takes a step of the document's flow.
func (d *Def[T]) Take(ctx context.Context, tx *pg.Tx, key id.ID, version int64, step string, input []byte) (any, error) {
	if d.life == nil {
		return nil, fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": step})
	}
	return d.life.Take(ctx, tx, key, version, step, input)
}

// Suits tells the faults of an input in itself, before any row is known: of a step's, or without a step of a change.
func (d *Def[T]) Suits(step string, input []byte) error {
	if step == "" {
		return d.Decode(input, new(T), false)
	}
	if d.life == nil {
		return fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": step})
	}
	return d.life.Suits(step, input)
}

// New is an empty row, for forms.
func (d *Def[T]) New() any { return new(T) }

// Value is a field of a row, as its Go type; nil for a field that is not there.
func (d *Def[T]) Value(row any, field string) any { return d.shape.value(row, field) }

// LinesOf are the lines of a row, as pointers.
func (d *Def[T]) LinesOf(row any) []any {
	if d.shape.lines == nil {
		return nil
	}
	slice := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
	lines := make([]any, slice.Len())
	for i := range lines {
		lines[i] = slice.Index(i).Addr().Interface()
	}
	return lines
}

// LineValue is a field of a line.
func (d *Def[T]) LineValue(line any, field string) any { return d.shape.line.value(line, field) }

func (s *shape) value(row any, field string) any {
	column := s.byName[field]
	if column == nil {
		return nil
	}
	return reflect.ValueOf(row).Elem().FieldByIndex(column.path).Interface()
}

func (d *Def[T]) titleSQL() string {
	parts := make([]string, len(d.Title))
	for i, name := range d.Title {
		parts[i] = fmt.Sprintf(`coalesce(t."%s"::text, '')`, name)
	}
	return strings.Join(parts, " || ' ' || ")
}

// Titles are how people call rows; rows that the actor may not see have none.
func (d *Def[T]) Titles(ctx context.Context, tx *pg.Tx, keys []id.ID) (map[id.ID]string, error) {
	titles := make(map[id.ID]string, len(keys))
	if len(keys) == 0 {
		return titles, nil
	}
	options, err := d.options(ctx, tx, "where t.id = any($1)", keys)
	for _, option := range options {
		titles[option.ID] = option.Title
	}
	return titles, err
}

// Suggest finds rows for a field that links here.
func (d *Def[T]) Suggest(ctx context.Context, tx *pg.Tx, text string, limit int) ([]Option, error) {
	c, err := d.filter(tx, Query{Search: text})
	if err != nil {
		return nil, err
	}
	return d.options(ctx, tx, fmt.Sprintf("%s order by %s limit %d", c.sql(), d.titleSQL(), limit), c.args...)
}

func (d *Def[T]) options(ctx context.Context, tx *pg.Tx, tail string, args ...any) ([]Option, error) {
	found, err := tx.Query(ctx, fmt.Sprintf("select t.id, %s from %s t %s", d.titleSQL(), d.From(tx), tail), args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var options []Option
	for found.Next() {
		var option Option
		if err := found.Scan(&option.ID, &option.Title); err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	return options, found.Err()
}

// ByKey finds a row by the value of its unique field, or a document by its number.
func (d *Def[T]) ByKey(ctx context.Context, tx *pg.Tx, value string) (key id.ID, err error) {
	name := "number"
	for _, f := range d.Fields {
		if f.Unique {
			name = f.Name
		}
	}
	if d.shape.byName[name] == nil {
		return key, fault.New(fault.NotFound, "core.key.missing", fault.Args{"type": d.Name, "key": value})
	}
	err = tx.QueryRow(ctx, fmt.Sprintf(`select id from %s t where "%s" = $1`, d.From(tx), name), value).Scan(&key)
	if err == pg.ErrNoRows {
		err = fault.New(fault.NotFound, "core.key.missing", fault.Args{"type": d.Name, "key": value})
	}
	return key, err
}

// Columns tells how the Def lies in Postgres, for the tests of the house.
func (d *Def[T]) Columns() (table string, columns []string, lineTable string, lineColumns []string) {
	names := func(s *shape) (names []string) {
		for _, c := range s.columns {
			names = append(names, c.name)
		}
		return names
	}
	if d.shape.line != nil {
		lineTable, lineColumns = d.shape.line.table, names(d.shape.line)
	}
	return d.shape.table, names(d.shape), lineTable, lineColumns
}

// DecodeInput reads a step's input into a struct whose JSON-tagged fields are declared by
// fields and, for its lines, by lines.
func DecodeInput(raw []byte, target any, fields, lines Fields) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	value := reflect.ValueOf(target).Elem()
	return decode(raw, value, shapeOf(value.Type(), ""), fields, lines, true)
}
