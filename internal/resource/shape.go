package resource

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// column is one column of a table and where its value lives in the struct.
type column struct {
	name string
	path []int
	typ  reflect.Type
	json bool // stored as jsonb
}

// nullable tells that the column may hold null: what is a pointer in Go, and links, whose zero is null.
func (c *column) nullable() bool {
	return c.typ.Kind() == reflect.Pointer || c.typ.Kind() == reflect.Array || c.json
}

// shape is how a struct lies in a table: every JSON-tagged field but lines is a column.
type shape struct {
	of      reflect.Type
	table   string
	columns []column
	byName  map[string]*column
	lines   []int // path of the lines slice, nil without lines
	line    *shape
}

func shapeOf(t reflect.Type, table string) *shape {
	s := &shape{of: t, table: table, byName: map[string]*column{}}
	s.walk(t, nil)
	for i := range s.columns {
		s.byName[s.columns[i].name] = &s.columns[i]
	}
	return s
}

func (s *shape) walk(t reflect.Type, path []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int(nil), path...), i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if column := f.Tag.Get("col"); column != "" {
			name = column
		}
		switch {
		case f.Anonymous && name == "":
			s.walk(f.Type, at)
		case name == "" || name == "-":
		case name == "lines":
			s.lines, s.line = at, shapeOf(f.Type.Elem(), s.table+"_line")
		default:
			s.columns = append(s.columns, column{name: name, path: at, typ: f.Type, json: structured(f.Type)})
		}
	}
}

// structured types are stored as jsonb: slices and maps and structs of ours that no column type fits.
func structured(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Map, reflect.Slice:
		return true
	case reflect.Struct:
		return t.PkgPath() != "time"
	}
	return false
}

func (s *shape) names(prefix string) string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = prefix + `"` + c.name + `"`
	}
	return strings.Join(names, ", ")
}

// pointers are the scan targets of a row, in column order.
func (s *shape) pointers(row reflect.Value) []any {
	targets := make([]any, len(s.columns))
	for i, c := range s.columns {
		targets[i] = row.FieldByIndex(c.path).Addr().Interface()
	}
	return targets
}

// values are the arguments of a row, in column order.
func (s *shape) values(row reflect.Value) []any {
	args := make([]any, len(s.columns))
	for i, c := range s.columns {
		args[i] = row.FieldByIndex(c.path).Interface()
	}
	return args
}

func (s *shape) marks() string {
	marks := make([]string, len(s.columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(marks, ", ")
}

func (s *shape) insert() string {
	return fmt.Sprintf("insert into %s (%s) values (%s)", s.table, s.names(""), s.marks())
}

// index is the place of a column among the arguments, from 1.
func (s *shape) index(name string) int {
	for i, c := range s.columns {
		if c.name == name {
			return i + 1
		}
	}
	return 0
}

// excluded is the list of assignments of an upsert.
func (s *shape) excluded(skip ...string) string {
	var sets []string
	for _, c := range s.columns {
		if !slices.Contains(skip, c.name) {
			sets = append(sets, fmt.Sprintf(`"%s" = excluded."%s"`, c.name, c.name))
		}
	}
	return strings.Join(sets, ", ")
}

// sets is the list of assignments of an update; $1 … are the columns.
func (s *shape) sets() string {
	sets := make([]string, len(s.columns))
	for i, c := range s.columns {
		sets[i] = fmt.Sprintf(`"%s" = $%d`, c.name, i+1)
	}
	return strings.Join(sets, ", ")
}
