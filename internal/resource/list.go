package resource

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Query asks for a page of rows.
type Query struct {
	Search   string // words that the searched fields must contain, or initials of their pinyin
	Where    []Cond
	Sort     string // a field, with - before it for descending
	After    string // Next of the page before
	Limit    int    // at most MaxLimit
	Archived bool   // with archived rows
}

// Cond is a condition on a field: eq, ne, gt, ge, lt, le, has (contains; of a link: the row has
// these words), in (comma-separated).
type Cond struct{ Field, Op, Value string }

// Page is what a Query finds. Rows carry no lines.
type Page[T any] struct {
	Rows []*T
	Next string // "" on the last page
}

// MaxLimit bounds a page; CountCap bounds how far totals are counted exactly.
const (
	MaxLimit = 1000
	CountCap = 100_000
)

var operators = map[string]string{"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}

// clause collects SQL conditions and their arguments.
type clause struct {
	tx    *pg.Tx
	where []string
	args  []any
}

func (c *clause) add(sql string, args ...any) { c.where = append(c.where, c.bind(sql, args...)) }

// bind numbers the question marks of a condition.
func (c *clause) bind(sql string, args ...any) string {
	for _, arg := range args {
		c.args = append(c.args, arg)
		sql = strings.Replace(sql, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	return sql
}

func (c *clause) sql() string {
	if len(c.where) == 0 {
		return ""
	}
	return "where " + strings.Join(c.where, " and ")
}

func (d *Def[T]) filter(tx *pg.Tx, q Query) (*clause, error) {
	c := &clause{tx: tx}
	if !q.Archived {
		c.add("not t.archived")
	}
	for _, word := range strings.Fields(q.Search) {
		c.where = append(c.where, d.wordSQL(c, word))
	}
	for _, cond := range q.Where {
		if err := d.condition(c, cond); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

func (d *Def[T]) condition(c *clause, cond Cond) error {
	column := d.shape.byName[cond.Field]
	if column == nil || column.json {
		return fault.New(fault.Invalid, "core.query.field", fault.Args{"field": cond.Field})
	}
	name := `t."` + column.name + `"`
	if f := d.Fields.Find(cond.Field); cond.Op == "has" && f != nil && f.Link != "" {
		c.where = append(c.where, name+" in ("+d.house.Find(f.Link).among(c, cond.Value)+")")
		return nil
	}
	if cond.Op == "has" {
		c.add(name+"::text ilike ?", "%"+escapeLike(cond.Value)+"%")
		return nil
	}
	if cond.Op == "in" {
		var marks []string
		var args []any
		for _, text := range strings.Split(cond.Value, ",") {
			arg, err := d.argument(column, text)
			if err != nil {
				return err
			}
			marks, args = append(marks, "?"), append(args, arg)
		}
		c.add(name+" in ("+strings.Join(marks, ", ")+")", args...)
		return nil
	}
	operator, ok := operators[cond.Op]
	if !ok {
		return fault.New(fault.Invalid, "core.query.operator", fault.Args{"op": cond.Op})
	}
	if cond.Value == "" && (cond.Op == "eq" || cond.Op == "ne") && column.typ.Kind() != reflect.String {
		c.where = append(c.where, name+map[string]string{"eq": " is null", "ne": " is not null"}[cond.Op])
		return nil
	}
	arg, err := d.argument(column, cond.Value)
	if err != nil {
		return err
	}
	if yes, is := arg.(bool); is && (cond.Op == "eq" || cond.Op == "ne") {
		// Written out, not bound: indexes of what few rows have are on "where blocked".
		c.where = append(c.where, map[bool]string{true: name, false: "not " + name}[yes == (cond.Op == "eq")])
		return nil
	}
	c.add(name+" "+operator+" ?", arg)
	return nil
}

// argument reads a text as a value of a column's type.
func (d *Def[T]) argument(c *column, text string) (any, error) {
	target := reflect.New(c.typ)
	raw, _ := json.Marshal(text)
	if err := json.Unmarshal(raw, target.Interface()); err != nil {
		if err := json.Unmarshal([]byte(text), target.Interface()); err != nil {
			return nil, fault.New(fault.Invalid, "core.query.value", fault.Args{"field": c.name, "value": text}).At(c.name)
		}
	}
	return target.Elem().Interface(), nil
}

// List reads a page of what the actor may see by keyset: however deep, a page costs the same.
func (d *Def[T]) List(ctx context.Context, tx *pg.Tx, q Query) (Page[T], error) {
	c, err := d.filter(tx, q)
	if err != nil {
		return Page[T]{}, err
	}
	order, err := d.keyset(c, q)
	if err != nil {
		return Page[T]{}, err
	}
	limit := q.Limit
	if limit <= 0 || limit > MaxLimit {
		limit = 50
	}
	rows, err := d.SelectSeen(ctx, tx, fmt.Sprintf("%s %s limit %d", c.sql(), order, limit+1), c.args...)
	if err != nil || len(rows) <= limit {
		return Page[T]{Rows: rows}, err
	}
	rows = rows[:limit]
	return Page[T]{Rows: rows, Next: d.cursor(rows[limit-1], q)}, nil
}

func (d *Def[T]) sortColumn(q Query) (*column, bool, error) {
	name := q.Sort
	if name == "" {
		name = d.Sort
	}
	if name == "" {
		name = "-id"
	}
	column := d.shape.byName[strings.TrimPrefix(name, "-")]
	if column == nil || column.json {
		return nil, false, fault.New(fault.Invalid, "core.query.field", fault.Args{"field": name})
	}
	return column, strings.HasPrefix(name, "-"), nil
}

// keyset adds the condition that skips the pages before and gives the order. Nulls sort as the smallest value; where there can
// be none the order says nothing of them, so that an index on (column, id) serves it.
func (d *Def[T]) keyset(c *clause, q Query) (order string, err error) {
	column, descending, err := d.sortColumn(q)
	if err != nil {
		return "", err
	}
	direction, past, nulls := "asc", ">", "nulls first"
	if descending {
		direction, past, nulls = "desc", "<", "nulls last"
	}
	name := `t."` + column.name + `"`
	switch {
	case column.name == "id":
		order = "order by t.id " + direction
	case !column.nullable():
		order = fmt.Sprintf("order by %s %s, t.id %s", name, direction, direction)
	default:
		order = fmt.Sprintf("order by %s %s %s, t.id %s", name, direction, nulls, direction)
	}
	if q.After == "" {
		return order, nil
	}
	value, key, err := d.readCursor(column, q.After)
	if err != nil {
		return "", err
	}
	switch {
	case column.name == "id":
		c.add("t.id "+past+" ?", key)
	case !column.nullable():
		c.add("("+name+", t.id) "+past+" (?, ?)", value, key)
	case value == nil && descending:
		c.add(name+" is null and t.id < ?", key)
	case value == nil:
		c.add("("+name+" is not null or t.id > ?)", key)
	case descending:
		c.add("("+name+" < ? or "+name+" is null or "+name+" = ? and t.id < ?)", value, value, key)
	default:
		c.add("("+name+" > ? or "+name+" = ? and t.id > ?)", value, value, key)
	}
	return order, nil
}

func (d *Def[T]) cursor(last *T, q Query) string {
	column, _, _ := d.sortColumn(q)
	raw, _ := json.Marshal([2]any{reflect.ValueOf(last).Elem().FieldByIndex(column.path).Interface(), d.entity(last).key()})
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (d *Def[T]) readCursor(c *column, after string) (value, key any, err error) {
	bad := fault.New(fault.NotFound, "core.query.cursor", nil)
	raw, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return nil, nil, bad
	}
	var parts [2]json.RawMessage
	target := reflect.New(c.typ)
	if json.Unmarshal(raw, &parts) != nil || json.Unmarshal(parts[0], target.Interface()) != nil {
		return nil, nil, bad
	}
	var text string
	if json.Unmarshal(parts[1], &text) != nil {
		return nil, nil, bad
	}
	if _, err := id.Parse[any](text); err != nil {
		return nil, nil, bad
	}
	if string(parts[0]) == "null" || string(parts[0]) == `""` && c.typ.Kind() != reflect.String {
		return nil, text, nil
	}
	return target.Elem().Interface(), text, nil
}
