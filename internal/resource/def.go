package resource

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Meta is the part of a declaration that does not depend on the Go type.
type Meta struct {
	Name     string   // catalog.sku: the table, the stem of rights, events and words
	Icon     string   // name of a Tabler icon
	Title    []string // fields that name a row to people, joined by a space
	Sort     string   // field by which lists are sorted at first, - before it for descending
	Prefix   string   // of document numbers, such as SO; a sequence <name>_number gives the rest
	Fields   Fields
	Lines    Fields   // the fields of a document's lines
	Hidden   bool     // not in the navigation
	Ledger   bool     // append-only: rows are made by the house and never changed
	Editable []string // document states in which people may change fields; master data always may
	Bounds   []Bound  // to what a row belongs that people may be limited to
	Whole    bool     // rows tell of the company as a whole: whom a kind limits that Bounds does not name sees none
}

// Room is the first part of the name.
func (m *Meta) Room() string { room, _, _ := strings.Cut(m.Name, "."); return room }

// Right is the right to do something with the rows, such as catalog.sku.edit.
func (m *Meta) Right(action string) string { return m.Name + "." + action }

// Def declares a table. T is a struct that embeds Base or Doc.
type Def[T any] struct {
	Meta
	// Check gives the faults that one row shows by itself.
	Check func(row *T) fault.List
	// Before runs ahead of every save, for values that the room derives or stamps; old is nil for a new row.
	Before func(ctx context.Context, tx *pg.Tx, row, old *T) error
	// Subject is the person whom the personal fields tell of; nil where a row tells of none.
	Subject func(row *T) id.ID

	shape *shape
	house *House
	life  Life
}

// Life is what a flow adds to a document; package flow provides it.
type Life interface {
	Plan() Plan
	Start(ctx context.Context, tx *pg.Tx, step string, input []byte) (any, error)
	Take(ctx context.Context, tx *pg.Tx, key id.ID, version int64, step string, input []byte) (any, error)
	Suits(step string, input []byte) error
}

// Define checks a declaration against its struct and makes it ready. It panics on a
// mistake in the declaration, at the start of the program.
func Define[T any](d Def[T]) *Def[T] {
	var row T
	if _, ok := any(&row).(entity); !ok {
		panic(fmt.Sprintf("%s: %T embeds neither resource.Base nor resource.Doc", d.Name, row))
	}
	d.shape = shapeOf(reflect.TypeOf(row), d.Name)
	for _, f := range d.Fields {
		if d.shape.byName[f.Name] == nil {
			panic(fmt.Sprintf("%s: field %s has no struct field", d.Name, f.Name))
		}
	}
	for _, f := range d.Lines {
		if d.shape.line == nil || d.shape.line.byName[f.Name] == nil {
			panic(fmt.Sprintf("%s: line field %s has no struct field", d.Name, f.Name))
		}
	}
	if len(d.Title) == 0 {
		panic(d.Name + ": no title")
	}
	for _, b := range d.Bounds {
		d.checkBound(b)
	}
	return &d
}

// SetLife binds a flow to the document; called once by package flow.
func (d *Def[T]) SetLife(l Life) { d.life = l }

// Info is the untyped part of the declaration.
func (d *Def[T]) Info() *Meta { return &d.Meta }

func (d *Def[T]) entity(row *T) entity { return any(row).(entity) }

func (d *Def[T]) isDoc() bool {
	var row T
	_, ok := any(&row).(Document)
	return ok
}
