package resource

import (
	"context"
	"fmt"

	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Any is a Def whatever its type: what pages, the API, imports and the checks of the
// house work with. Its methods check the actor's rights; rows are pointers to the Def's struct.
type Any interface {
	Info() *Meta
	IsDoc() bool
	Plan() *Plan // nil without a flow

	Find(ctx context.Context, tx *pg.Tx, q Query) (rows []any, next string, err error)
	Count(ctx context.Context, tx *pg.Tx, q Query) (Totals, error)
	Tally(ctx context.Context, tx *pg.Tx, q Query, most int) (int, error)
	Read(ctx context.Context, tx *pg.Tx, key id.ID) (any, error)
	Create(ctx context.Context, tx *pg.Tx, input []byte) (any, error)
	Change(ctx context.Context, tx *pg.Tx, key id.ID, version int64, input []byte) (any, error)
	Archive(ctx context.Context, tx *pg.Tx, key id.ID, version int64, archived bool) (any, error)
	Start(ctx context.Context, tx *pg.Tx, step string, input []byte) (any, error)
	Take(ctx context.Context, tx *pg.Tx, key id.ID, version int64, step string, input []byte) (any, error)
	Suits(step string, input []byte) error // the faults of an input in itself: of a step, or without one of a change

	New() any
	Value(row any, field string) any
	LinesOf(row any) []any
	LineValue(line any, field string) any
	Titles(ctx context.Context, tx *pg.Tx, keys []id.ID) (map[id.ID]string, error)
	Suggest(ctx context.Context, tx *pg.Tx, text string, limit int) ([]Option, error)
	Hunt(ctx context.Context, tx *pg.Tx, text string, limit int) (rows []any, err error)
	ByKey(ctx context.Context, tx *pg.Tx, value string) (id.ID, error)
	Compare(ctx context.Context, tx *pg.Tx, report func(Break)) error
	Sees(ctx context.Context, tx *pg.Tx, key id.ID) (bool, error) // by the actor's scope, whatever his rights
	See(ctx context.Context, tx *pg.Tx, key id.ID) error
	From(tx *pg.Tx) string                                         // the rows that the actor may see, in SQL
	Told(ctx context.Context, tx *pg.Tx, body []byte) (any, error) // an event's body as the actor may see it
	Columns() (table string, columns []string, lineTable string, lineColumns []string)
	bind(*House)
	among(c *clause, text string) string
}

// Option is a row as a choice: its identifier and title.
type Option struct {
	ID    id.ID  `json:"id"`
	Title string `json:"title"`
}

// State is a state of a document and the tone in which pages show it: plain, wait, go, done or dead.
type State struct{ Name, Tone string }

// StepInfo describes a step of a flow to pages and to the API.
type StepInfo struct {
	Name    string
	From    []string // "" among them: the step makes new documents
	To      []string
	Icon    string
	Fields  Fields // what the step asks for
	Lines   Fields // what it asks for per line
	Main    bool   // the filled button: the usual next step
	Danger  bool   // asks before it runs
	Private bool   // taken by the house only, not by people
}

// Plan describes a flow.
type Plan struct {
	States []State
	Steps  []StepInfo
}

// Step gives the step of a name, or nil.
func (p *Plan) Step(name string) *StepInfo {
	for i := range p.Steps {
		if p.Steps[i].Name == name {
			return &p.Steps[i]
		}
	}
	return nil
}

// Tone is the tone of a state.
func (p *Plan) Tone(state string) string {
	for _, s := range p.States {
		if s.Name == state {
			return s.Tone
		}
	}
	return "plain"
}

// House is every Def of the house, in the order of the wiring.
type House struct {
	defs   []Any
	byName map[string]Any
}

// NewHouse collects the Defs; two of one name are a mistake in the wiring.
func NewHouse(defs ...Any) *House {
	h := &House{byName: map[string]Any{}}
	for _, def := range defs {
		name := def.Info().Name
		if h.byName[name] != nil {
			panic(fmt.Sprintf("%s is defined twice", name))
		}
		h.defs, h.byName[name] = append(h.defs, def), def
		def.bind(h)
	}
	for _, def := range defs {
		for _, f := range append(append(Fields{}, def.Info().Fields...), def.Info().Lines...) {
			if f.Link != "" && h.byName[f.Link] == nil {
				panic(fmt.Sprintf("%s.%s links to %s, which is not there", def.Info().Name, f.Name, f.Link))
			}
		}
	}
	return h
}

// All are the Defs in order.
func (h *House) All() []Any { return h.defs }

// Find gives the Def of a name, or nil.
func (h *House) Find(name string) Any { return h.byName[name] }

// Rights are all rights there are, in order: what roles are made of.
func (h *House) Rights() []string {
	var rights []string
	for _, def := range h.defs {
		m := def.Info()
		for _, action := range []string{"view", "edit", "archive", "import", "export", "share"} {
			rights = append(rights, m.Right(action))
		}
		if plan := def.Plan(); plan != nil {
			for _, step := range plan.Steps {
				rights = append(rights, m.Right(step.Name))
			}
		}
	}
	return rights
}
