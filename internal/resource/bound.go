package resource

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Bound says by which columns a row belongs to a warehouse, a shop, or whatever else people may be limited to (SEC-02). It is declared once;
// lists, pages, searches, steps, the API, exports and bulk actions follow from it. A row that is not the actor's is not there for him.
type Bound struct {
	Kind    string   // as in actor.Scope: warehouse, channel
	Columns []string // one of them must hold what is the actor's own; "id" where the rows are these things themselves
	Open    bool     // rows that name none are everybody's
	Lines   bool     // the columns are the lines': of a row that has such lines the actor sees those
}

// By is the bound of rows that belong to what a column holds.
func By(kind, column string) Bound { return Bound{Kind: kind, Columns: []string{column}} }

// checkBound panics on a column that is not there.
func (d *Def[T]) checkBound(b Bound) {
	s := d.shape
	if b.Lines {
		s = d.shape.line
	}
	for _, column := range b.Columns {
		if s == nil || s.byName[column] == nil {
			panic(fmt.Sprintf("%s: bound by %s, which is not there", d.Name, column))
		}
	}
}

// From is what stands in SQL for the rows that the actor may see: the table, or the part of it that is his.
func (d *Def[T]) From(tx *pg.Tx) string {
	if len(tx.Actor.Scope) == 0 {
		return d.shape.table
	}
	var where []string
	if d.Whole && !d.bindsAll(tx.Actor.Scope) {
		where = append(where, "false")
	}
	for _, b := range d.Bounds {
		own, limited := tx.Actor.Scope.Limits(b.Kind)
		switch {
		case !limited:
		case b.Lines:
			where = append(where, fmt.Sprintf("exists (select from %s l where l.doc = b.id and (%s))", d.shape.line.table, b.sql("l", own)))
		default:
			where = append(where, "("+b.sql("b", own)+")")
		}
	}
	if where == nil {
		return d.shape.table
	}
	return fmt.Sprintf("(select * from %s b where %s)", d.shape.table, strings.Join(where, " and "))
}

// bindsAll tells that the Def says for each kind that a scope limits what a row belongs to.
func (d *Def[T]) bindsAll(scope actor.Scope) bool {
	for kind := range scope {
		if !slices.ContainsFunc(d.Bounds, func(b Bound) bool { return b.Kind == kind }) {
			return false
		}
	}
	return true
}

// sql holds for rows that are the actor's own. Identifiers are written out: they are hexadecimal digits, never anybody's text.
func (b Bound) sql(alias string, own []id.ID) string {
	keys := make([]string, len(own))
	for i, key := range own {
		keys[i] = key.String()
	}
	var any []string
	for _, column := range b.Columns {
		any = append(any, fmt.Sprintf(`%s."%s" = any('{%s}'::uuid[])`, alias, column, strings.Join(keys, ",")))
	}
	if b.Open {
		for _, column := range b.Columns {
			any = append(any, fmt.Sprintf(`%s."%s" is null`, alias, column))
		}
	}
	return strings.Join(any, " or ")
}

// limited tells that the actor sees only a part of the rows.
func (d *Def[T]) limited(tx *pg.Tx) bool { return d.From(tx) != d.shape.table }

// Sees tells whether the actor may see a row; a row that does not exist is seen by nobody who is limited.
func (d *Def[T]) Sees(ctx context.Context, tx *pg.Tx, key id.ID) (seen bool, err error) {
	if !d.limited(tx) {
		return true, nil
	}
	err = tx.QueryRow(ctx, fmt.Sprintf("select exists (select from %s t where t.id = $1)", d.From(tx)), key).Scan(&seen)
	return seen, err
}

// See is the fault of a row that is not there unless the actor may see it.
func (d *Def[T]) See(ctx context.Context, tx *pg.Tx, key id.ID) error {
	seen, err := d.Sees(ctx, tx, key)
	if err == nil && !seen {
		err = fault.New(fault.NotFound, "core.row.missing", fault.Args{"type": d.Name, "id": key.String()})
	}
	return err
}

// LockSeen is Lock for a row that the actor may see.
func (d *Def[T]) LockSeen(ctx context.Context, tx *pg.Tx, key id.ID) (*T, error) {
	if err := d.See(ctx, tx, key); err != nil {
		return nil, err
	}
	return d.Lock(ctx, tx, key)
}

// Kept is See for a row that the actor has just written: nobody writes what he could not see afterwards.
func (d *Def[T]) Kept(ctx context.Context, tx *pg.Tx, row *T, err error) (any, error) {
	if err != nil || !d.limited(tx) {
		return row, err
	}
	seen, err := d.Sees(ctx, tx, d.entity(row).key())
	if err == nil && !seen {
		err = fault.New(fault.Forbidden, "core.row.outside", fault.Args{"type": d.Name})
	}
	return row, err
}

// SelectSeen is Select among the rows that the actor may see.
func (d *Def[T]) SelectSeen(ctx context.Context, tx *pg.Tx, tail string, args ...any) ([]*T, error) {
	return d.selectFrom(ctx, tx, d.From(tx), tail, args...)
}

// cut takes away the lines that are not the actor's.
func (d *Def[T]) cut(tx *pg.Tx, row *T) {
	for _, b := range d.Bounds {
		own, limited := tx.Actor.Scope.Limits(b.Kind)
		if !limited || !b.Lines {
			continue
		}
		lines := reflect.ValueOf(row).Elem().FieldByIndex(d.shape.lines)
		kept := reflect.MakeSlice(lines.Type(), 0, lines.Len())
		for i := range lines.Len() {
			if b.holds(d.shape.line, lines.Index(i), own) {
				kept = reflect.Append(kept, lines.Index(i))
			}
		}
		lines.Set(kept)
	}
}

func (b Bound) holds(s *shape, line reflect.Value, own []id.ID) bool {
	for _, column := range b.Columns {
		raw := line.FieldByIndex(s.byName[column].path).Interface().(interface{ Raw() [16]byte }).Raw()
		for _, key := range own {
			if key.Raw() == raw {
				return true
			}
		}
		if b.Open && raw == [16]byte{} {
			return true
		}
	}
	return false
}

// pointing is one link of an input: where it stands and what it points to.
type pointing struct {
	at, to string
	key    id.ID
}

// pointings are the links that people gave in an input.
func pointings(input any, fields, lines Fields) (all []pointing) {
	value := reflect.ValueOf(input).Elem()
	s := shapeOf(value.Type(), "")
	collect := func(s *shape, value reflect.Value, fields Fields, at string) {
		for _, f := range fields {
			if column := s.byName[f.Name]; f.Link != "" && !f.ReadOnly && column != nil {
				if link, ok := value.FieldByIndex(column.path).Interface().(interface{ Raw() [16]byte }); ok && link.Raw() != [16]byte{} {
					all = append(all, pointing{at + f.Name, f.Link, id.ID(link.Raw())})
				}
			}
		}
	}
	collect(s, value, fields, "")
	if s.lines != nil {
		rows := value.FieldByIndex(s.lines)
		for i := range rows.Len() {
			collect(s.line, rows.Index(i), lines, fmt.Sprintf("lines.%d.", i))
		}
	}
	return all
}

// SeeLinks refuses input that points to rows which the actor may not see, as if they were not there. What old pointed to already may stay;
// old is nil where there was nothing.
func (d *Def[T]) SeeLinks(ctx context.Context, tx *pg.Tx, input, old any, fields, lines Fields) error {
	if len(tx.Actor.Scope) == 0 || d.house == nil {
		return nil
	}
	known := map[id.ID]bool{}
	if old != nil {
		for _, p := range pointings(old, fields, lines) {
			known[p.key] = true
		}
	}
	var faults fault.List
	for _, p := range pointings(input, fields, lines) {
		target := d.house.byName[p.to]
		if target == nil || known[p.key] {
			continue
		}
		seen, err := target.Sees(ctx, tx, p.key)
		if err != nil {
			return err
		}
		if !seen {
			faults.Add(fault.New(fault.Invalid, "core.link.missing", nil).At(p.at))
		}
	}
	return faults.Err()
}

// Kinds are what people of this house may be limited to, each with the Def of its things, in order.
func (h *House) Kinds() (kinds []string, things []Any) {
	for _, def := range h.defs {
		for _, b := range def.Info().Bounds {
			if len(b.Columns) == 1 && b.Columns[0] == "id" {
				kinds, things = append(kinds, b.Kind), append(things, def)
			}
		}
	}
	return kinds, things
}
