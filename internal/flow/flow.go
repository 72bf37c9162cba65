package flow

import (
	"context"
	"fmt"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/number"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Action is what a step does to its document, beside changing the state.
type Action[T any] struct {
	input func() any
	run   func(ctx context.Context, tx *pg.Tx, doc *T, in any) error
}

// Do is an action that asks for nothing.
func Do[T any](run func(ctx context.Context, tx *pg.Tx, doc *T) error) Action[T] {
	return Action[T]{run: func(ctx context.Context, tx *pg.Tx, doc *T, _ any) error { return run(ctx, tx, doc) }}
}

// With is an action that asks for an I, which the step's Fields and Lines declare.
func With[T, I any](run func(ctx context.Context, tx *pg.Tx, doc *T, in *I) error) Action[T] {
	return Action[T]{
		input: func() any { return new(I) },
		run:   func(ctx context.Context, tx *pg.Tx, doc *T, in any) error { return run(ctx, tx, doc, in.(*I)) },
	}
}

// Step is one step: its description and its action. With several states in To the action
// sets one of them; with one, the flow does.
type Step[T any] struct {
	resource.StepInfo
	Action Action[T]
	// Rule refuses the step to this actor for this document: an approval limit, four eyes.
	Rule func(tx *pg.Tx, doc *T) *fault.Fault
}

// Plan declares a flow.
type Plan[T any] struct {
	States []resource.State
	Steps  []Step[T]
	// Draft are the states in which the document is still being written: it gets its business day on leaving them.
	Draft []string
}

// Flow is a flow bound to its Def.
type Flow[T any] struct {
	Def   *resource.Def[T]
	plan  Plan[T]
	after map[string][]func(ctx context.Context, tx *pg.Tx, doc *T) error
}

// Define binds a flow to a Def. It panics on a step from or to a state that is not there.
func Define[T any](def *resource.Def[T], plan Plan[T]) *Flow[T] {
	if !def.IsDoc() {
		panic(def.Name + " is no document")
	}
	known := func(state string) bool {
		return slices.ContainsFunc(plan.States, func(s resource.State) bool { return s.Name == state })
	}
	for _, step := range plan.Steps {
		for _, state := range append(slices.Clone(step.From), step.To...) {
			if state != "" && !known(state) {
				panic(fmt.Sprintf("%s.%s: no state %q", def.Name, step.Name, state))
			}
		}
	}
	f := &Flow[T]{Def: def, plan: plan, after: map[string][]func(context.Context, *pg.Tx, *T) error{}}
	def.SetLife(f)
	return f
}

// After hooks a consequence: it runs after the step was saved, in its transaction, caused by its event.
func (f *Flow[T]) After(step string, fn func(ctx context.Context, tx *pg.Tx, doc *T) error) {
	if f.step(step) == nil {
		panic(fmt.Sprintf("%s has no step %s", f.Def.Name, step))
	}
	f.after[step] = append(f.after[step], fn)
}

// Plan describes the flow.
func (f *Flow[T]) Plan() resource.Plan {
	plan := resource.Plan{States: f.plan.States}
	for _, step := range f.plan.Steps {
		plan.Steps = append(plan.Steps, step.StepInfo)
	}
	return plan
}

func (f *Flow[T]) step(name string) *Step[T] {
	for i := range f.plan.Steps {
		if f.plan.Steps[i].Name == name {
			return &f.plan.Steps[i]
		}
	}
	return nil
}

// Start makes a document from input by a step, with rights.
func (f *Flow[T]) Start(ctx context.Context, tx *pg.Tx, name string, input []byte) (any, error) {
	step, err := f.allowed(tx, name)
	if err != nil {
		return nil, err
	}
	doc := new(T)
	if err := f.Def.Decode(input, doc, true); err != nil {
		return nil, err
	}
	if err := f.Def.SeeLinks(ctx, tx, doc, nil, f.Def.Fields, f.Def.Lines); err != nil {
		return nil, err
	}
	return f.Def.Kept(ctx, tx, doc, f.run(ctx, tx, step, doc, nil, step.ask()))
}

// Begin makes a document that the house wrote, by a step, without asking for rights.
func (f *Flow[T]) Begin(ctx context.Context, tx *pg.Tx, name string, doc *T) error {
	return f.run(ctx, tx, f.step(name), doc, nil, nil)
}

// Take takes a step of a document from input, with rights. version is what the caller saw; 0 takes the present one.
func (f *Flow[T]) Take(ctx context.Context, tx *pg.Tx, key id.ID, version int64, name string, input []byte) (any, error) {
	step, err := f.allowed(tx, name)
	if err != nil {
		return nil, err
	}
	in := step.ask()
	if in != nil {
		if err := resource.DecodeInput(input, in, step.Fields, step.Lines); err != nil {
			return nil, err
		}
		if err := f.Def.SeeLinks(ctx, tx, in, nil, step.Fields, step.Lines); err != nil {
			return nil, err
		}
	}
	doc, err := f.Def.LockSeen(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	if now := resource.StampOf(doc).Version; version != 0 && version != now {
		return nil, fault.New(fault.Conflict, "core.row.changed", fault.Args{"type": f.Def.Name, "seen": version, "now": now})
	}
	return f.Def.Kept(ctx, tx, doc, f.run(ctx, tx, step, doc, f.Def.Clone(doc), in))
}

// Suits tells the faults of a step's input in itself.
func (f *Flow[T]) Suits(name string, input []byte) error {
	step := f.step(name)
	if step == nil || step.Private {
		return fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": name})
	}
	if in := step.ask(); in != nil {
		return resource.DecodeInput(input, in, step.Fields, step.Lines)
	}
	return nil
}

// Go takes a step that the house decided on, without asking for rights; in is the step's input or nil.
func (f *Flow[T]) Go(ctx context.Context, tx *pg.Tx, key id.ID, name string, in any) (*T, error) {
	doc, err := f.Def.Lock(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	return doc, f.run(ctx, tx, f.step(name), doc, f.Def.Clone(doc), in)
}

func (s *Step[T]) ask() any {
	if s.Action.input == nil {
		return nil
	}
	return s.Action.input()
}

func (f *Flow[T]) allowed(tx *pg.Tx, name string) (*Step[T], error) {
	step := f.step(name)
	if step == nil || step.Private {
		return nil, fault.New(fault.NotFound, "core.step.missing", fault.Args{"step": name})
	}
	return step, resource.Allow(tx, f.Def.Right(name))
}

// check, act, save, emit, consequences: that is a step. old is nil for a new document.
func (f *Flow[T]) take(ctx context.Context, tx *pg.Tx, step *Step[T], doc, old *T, in any) error {
	header := any(doc).(resource.Document).DocHeader()
	if !slices.Contains(step.From, header.State) {
		return fault.New(fault.Conflict, "core.step.state", fault.Args{"step": step.Name, "state": header.State, "type": f.Def.Name})
	}
	if step.Rule != nil {
		if refused := step.Rule(tx, doc); refused != nil {
			return refused
		}
	}
	if err := f.name(ctx, tx, doc, header); err != nil {
		return err
	}
	f.Def.NumberLines(doc)
	event, before := id.New[any](), header.State
	if len(step.To) == 1 {
		header.State = step.To[0]
	}
	if !slices.Contains(f.plan.Draft, header.State) {
		resource.Freeze(tx, any(doc).(resource.Document))
	}
	return f.finish(ctx, tx, step, doc, old, in, event, before)
}

func (f *Flow[T]) finish(ctx context.Context, tx *pg.Tx, step *Step[T], doc, old *T, in any, event id.ID, before string) error {
	if step.Action.run != nil {
		if err := tx.Within(event, func() error { return step.Action.run(ctx, tx, doc, in) }); err != nil {
			return err
		}
	}
	state := any(doc).(resource.Document).DocHeader().State
	if !slices.Contains(step.To, state) {
		return fmt.Errorf("%s.%s led from %q to %q", f.Def.Name, step.Name, before, state)
	}
	named := resource.NameEvent(ctx, event)
	var err error
	if old == nil {
		err = f.Def.Insert(named, tx, doc, step.Name)
	} else {
		err = f.Def.Save(named, tx, doc, old, step.Name)
	}
	if err != nil {
		return err
	}
	return tx.Within(event, func() error {
		for _, consequence := range f.after[step.Name] {
			if err := consequence(ctx, tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
}

// name gives a new document its key, business time and number.
func (f *Flow[T]) name(ctx context.Context, tx *pg.Tx, doc *T, header *resource.Header) error {
	if header.At.IsZero() {
		header.At = tx.Now
	}
	if resource.KeyOf(doc).IsZero() {
		resource.SetKey(doc, id.New[any]())
	}
	if header.Number != "" || f.Def.Prefix == "" {
		return nil
	}
	next, err := number.Next(ctx, tx, f.Def.Name, f.Def.Prefix)
	header.Number = next
	return err
}
