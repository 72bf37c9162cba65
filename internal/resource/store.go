package resource

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Get reads one row with its lines. A row that does not exist is a NotFound fault.
func (d *Def[T]) Get(ctx context.Context, tx *pg.Tx, key id.ID) (*T, error) {
	return d.load(ctx, tx, key, "")
}

// Lock reads one row for a change in this transaction: others who want to change it wait.
func (d *Def[T]) Lock(ctx context.Context, tx *pg.Tx, key id.ID) (*T, error) {
	return d.load(ctx, tx, key, " for no key update")
}

func (d *Def[T]) load(ctx context.Context, tx *pg.Tx, key id.ID, how string) (*T, error) {
	rows, err := d.Select(ctx, tx, "where t.id = $1"+how, key)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "core.row.missing", fault.Args{"type": d.Name, "id": key.String()})
	}
	return rows[0], d.loadLines(ctx, tx, rows)
}

// Select reads rows without their lines; tail is the SQL after "from <table> t".
func (d *Def[T]) Select(ctx context.Context, tx *pg.Tx, tail string, args ...any) ([]*T, error) {
	return d.selectFrom(ctx, tx, d.shape.table, tail, args...)
}

func (d *Def[T]) selectFrom(ctx context.Context, tx *pg.Tx, from, tail string, args ...any) ([]*T, error) {
	found, err := tx.Query(ctx, fmt.Sprintf("select %s from %s t %s", d.shape.names("t."), from, tail), args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []*T
	for found.Next() {
		row := new(T)
		if err := found.Scan(d.shape.pointers(reflect.ValueOf(row).Elem())...); err != nil {
			return nil, fmt.Errorf("%s: %w", d.Name, err)
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// WithLines reads the lines of rows that Select gave.
func (d *Def[T]) WithLines(ctx context.Context, tx *pg.Tx, rows []*T) ([]*T, error) {
	return rows, d.loadLines(ctx, tx, rows)
}

func (d *Def[T]) loadLines(ctx context.Context, tx *pg.Tx, rows []*T) error {
	if d.shape.line == nil || len(rows) == 0 {
		return nil
	}
	keys, byKey := make([]id.ID, len(rows)), make(map[id.ID]reflect.Value, len(rows))
	for i, row := range rows {
		keys[i] = d.entity(row).key()
		byKey[keys[i]] = reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
	}
	line := d.shape.line
	found, err := tx.Query(ctx, fmt.Sprintf("select doc, %s from %s where doc = any($1) order by doc, no", line.names(""), line.table), keys)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var doc id.ID
		one := reflect.New(line.of).Elem()
		if err := found.Scan(append([]any{&doc}, line.pointers(one)...)...); err != nil {
			return fmt.Errorf("%s: %w", line.table, err)
		}
		byKey[doc].Set(reflect.Append(byKey[doc], one))
	}
	return found.Err()
}

// Insert writes a new row with its lines and one event named step. It gives the row an
// identifier unless it has one.
func (d *Def[T]) Insert(ctx context.Context, tx *pg.Tx, row *T, step string) error {
	e := d.entity(row)
	if e.key().IsZero() {
		e.setKey(id.New[any]())
	}
	stamp := e.stamp()
	stamp.Version, stamp.Created, stamp.Updated = 1, tx.Now, tx.Now
	if err := d.prepare(ctx, tx, row, nil); err != nil {
		return err
	}
	batch := &pg.Batch{}
	batch.Queue(d.shape.insert(), d.shape.values(reflect.ValueOf(row).Elem())...)
	if d.shape.line != nil {
		d.queueLines(batch, e.key(), reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines), nil)
	}
	return d.write(ctx, tx, batch, row, step, nil)
}

// Save writes a changed row as its next version, with one event named step. old is the row
// as Lock gave it (Clone it before changing).
func (d *Def[T]) Save(ctx context.Context, tx *pg.Tx, row, old *T, step string) error {
	e := d.entity(row)
	stamp := e.stamp()
	stamp.Version, stamp.Updated = d.entity(old).stamp().Version+1, tx.Now
	if err := d.prepare(ctx, tx, row, old); err != nil {
		return err
	}
	batch := &pg.Batch{}
	args := d.shape.values(reflect.ValueOf(row).Elem())
	batch.Queue(fmt.Sprintf("update %s set %s where id = $%d and version = $%d", d.shape.table, d.shape.sets(), d.shape.index("id"), len(args)+1),
		append(args, stamp.Version-1)...)
	var gone []int32
	if d.shape.line != nil {
		lines := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
		gone = d.queueLines(batch, e.key(), lines, lineMap(reflect.ValueOf(old).Elem().FieldByIndex(d.shape.lines)))
	}
	return d.write(ctx, tx, batch, row, step, gone)
}

func (d *Def[T]) prepare(ctx context.Context, tx *pg.Tx, row, old *T) error {
	if d.Before != nil {
		if err := d.Before(ctx, tx, row, old); err != nil {
			return err
		}
	}
	d.NumberLines(row) // before the row is written: it carries the highest number
	d.setSearch(row)
	if d.Check != nil {
		return d.Check(row).Err()
	}
	return nil
}

func (d *Def[T]) write(ctx context.Context, tx *pg.Tx, batch *pg.Batch, row *T, step string, gone []int32) error {
	if err := d.emit(ctx, tx, batch, row, step, gone); err != nil {
		return err
	}
	results := tx.SendBatch(ctx, batch)
	for range batch.Len() {
		tag, err := results.Exec()
		if err == nil && tag.RowsAffected() == 0 {
			err = fault.New(fault.Conflict, "core.row.changed", fault.Args{"type": d.Name})
		}
		if err != nil {
			results.Close()
			return err
		}
	}
	return results.Close()
}

// Clone copies a row so that its lines can change without changing the original's.
func (d *Def[T]) Clone(row *T) *T {
	twin := new(T)
	*twin = *row
	if d.shape.lines != nil {
		from := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
		to := reflect.MakeSlice(from.Type(), from.Len(), from.Len())
		reflect.Copy(to, from)
		reflect.ValueOf(twin).Elem().FieldByIndex(d.shape.lines).Set(to)
	}
	return twin
}

// NumberLines gives numbers to new lines, above every number the document ever had.
func (d *Def[T]) NumberLines(row *T) {
	if d.shape.lines == nil {
		return
	}
	header := any(row).(Document).DocHeader()
	lines := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
	for i := range lines.Len() {
		no := lines.Index(i).Addr().Interface().(interface{ number() *int32 }).number()
		if *no == 0 {
			header.LastLine++
			*no = header.LastLine
		}
		header.LastLine = max(header.LastLine, *no)
	}
}

func lineMap(lines reflect.Value) map[int32]reflect.Value {
	byNo := make(map[int32]reflect.Value, lines.Len())
	for i := range lines.Len() {
		byNo[lineNo(lines.Index(i))] = lines.Index(i)
	}
	return byNo
}

func lineNo(line reflect.Value) int32 {
	return *line.Addr().Interface().(interface{ number() *int32 }).number()
}

// queueLines writes what differs between the old lines and the new and returns the numbers that are gone. A new document's lines
// (old is nil) are plainly inserted: an upsert counts as an update, which ledgers refuse.
func (d *Def[T]) queueLines(batch *pg.Batch, doc id.ID, lines reflect.Value, old map[int32]reflect.Value) (gone []int32) {
	s, changed := d.shape.line, make([]reflect.Value, 0, lines.Len())
	for i := range lines.Len() {
		line := lines.Index(i)
		no := lineNo(line)
		before, existed := old[no]
		delete(old, no)
		if !existed || !reflect.DeepEqual(before.Interface(), line.Interface()) {
			changed = append(changed, line)
		}
	}
	tail := ""
	if old != nil {
		tail = " on conflict (doc, no) do update set " + s.excluded("no")
	}
	for len(changed) > 0 {
		n := together(len(changed))
		s.queueRows(batch, doc, changed[:n], tail)
		changed = changed[n:]
	}
	for no := range old {
		gone = append(gone, no)
	}
	if slices.Sort(gone); len(gone) > 0 {
		batch.Queue(fmt.Sprintf("delete from %s where doc = $1 and no = any($2)", s.table), doc, gone)
	}
	return gone
}

// together is how many of n lines one statement writes: up to eight, else 64 or eight, so that a table has few statements to prepare.
func together(n int) int {
	switch {
	case n >= 64:
		return 64
	case n >= 8:
		return 8
	}
	return n
}

// queueRows inserts lines of one document in one statement.
func (s *shape) queueRows(batch *pg.Batch, doc id.ID, lines []reflect.Value, tail string) {
	var sql strings.Builder
	fmt.Fprintf(&sql, "insert into %s (%s, doc) values ", s.table, s.names(""))
	args := make([]any, 0, len(lines)*len(s.columns)+1)
	args = append(args, doc)
	for i, line := range lines {
		if i > 0 {
			sql.WriteString(", ")
		}
		sql.WriteByte('(')
		for _, value := range s.values(line) {
			args = append(args, value)
			fmt.Fprintf(&sql, "$%d, ", len(args))
		}
		sql.WriteString("$1)")
	}
	sql.WriteString(tail)
	batch.Queue(sql.String(), args...)
}
