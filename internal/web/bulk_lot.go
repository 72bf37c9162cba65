package web

import (
	"context"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// lot is what can be done to many rows of a Def at once, for the page and for the API.
type lot struct {
	def  resource.Any
	m    *resource.Meta
	plan *resource.Plan
}

func lotOf(def resource.Any) lot { return lot{def, def.Info(), def.Plan()} }

func (s *shelf) lot() lot { return lotOf(s.def) }

// acts are the names of all that can be done.
func (l lot) acts() (names []string) {
	for _, step := range l.steps(func(string) bool { return true }) {
		names = append(names, step.Name)
	}
	if len(l.fields()) > 0 {
		names = append(names, "edit")
	}
	if !l.m.Ledger && !l.def.IsDoc() {
		names = append(names, "archive", "restore")
	}
	return names
}

// steps are those that ask nothing of single lines, so that they can be taken of many documents at once.
func (l lot) steps(can func(right string) bool) (steps []resource.StepInfo) {
	if l.plan == nil {
		return nil
	}
	for _, step := range l.plan.Steps {
		if !step.Private && len(step.Lines) == 0 && !slices.Equal(step.From, []string{""}) && can(l.m.Right(step.Name)) {
			steps = append(steps, step)
		}
	}
	return steps
}

// fields are those that may be written for many rows at once: not what names or protects a single one.
func (l lot) fields() (fields resource.Fields) {
	if l.m.Ledger || l.def.IsDoc() && len(l.m.Editable) == 0 {
		return nil
	}
	for _, f := range l.m.Fields {
		if !f.ReadOnly && !f.Frozen && !f.Unique && !f.Personal && f.Kind.Name != "json" && f.Name != "at" {
			fields = append(fields, f)
		}
	}
	return fields
}

// allowed refuses what the actor may not do.
func (l lot) allowed(can func(right string) bool, act string) error {
	right := l.m.Right(act)
	if act == "restore" {
		right = l.m.Right("archive")
	}
	if !slices.Contains(l.acts(), act) || !can(right) {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
	}
	return nil
}

// bulkChoice is a row of a task to be.
type bulkChoice struct {
	key     id.ID
	row     any   // nil where there is none
	version int64 // as it was seen
}

// find gives all rows of a question, as they are, or as they were seen.
func (l lot) find(ctx context.Context, tx *pg.Tx, q resource.Query, seen map[id.ID]int64) (all []bulkChoice, err error) {
	q.After, q.Limit = "", bulkPaging
	for {
		rows, next, err := l.def.Find(ctx, tx, q)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			key, version := resource.KeyOf(row), resource.StampOf(row).Version
			if old, ok := seen[key]; ok {
				version = old
			}
			all = append(all, bulkChoice{key, row, version})
		}
		if len(all) > bulkLimit {
			return nil, fault.New(fault.Invalid, "bulk.many", fault.Args{"max": bulkLimit})
		}
		if q.After = next; next == "" {
			return all, nil
		}
	}
}

// prepare writes down a task with its rows; those that cannot go are refused at once, and say why.
func (l lot) prepare(ctx context.Context, tx *pg.Tx, say func(*fault.Fault) string, t *task, choices []bulkChoice) error {
	keys := make([]id.ID, len(choices))
	for i, c := range choices {
		keys[i] = c.key
	}
	named, err := l.def.Titles(ctx, tx, keys)
	if err != nil {
		return err
	}
	rows := make([][]any, len(choices))
	t.Count, t.Refused = 0, 0 // of an attempt that was taken back
	for i, c := range choices {
		became, why := "", ""
		if refused := l.refused(t.Act, &c); refused != nil {
			became, why = "refused", say(refused)
			t.Refused++
		} else {
			t.Count++
		}
		rows[i] = []any{t.ID, i + 1, c.key, c.version, strings.TrimSpace(named[c.key]), became, why}
	}
	if err := t.insert(ctx, tx); err != nil {
		return err
	}
	return tx.CopyRows(ctx, "web.task_row", []string{"task", "place", "doc", "version", "title", "became", "why"}, rows)
}

// refused tells why a row cannot go, as far as the row itself shows it.
func (l lot) refused(act string, c *bulkChoice) *fault.Fault {
	doc, ok := c.row.(resource.Document)
	switch {
	case c.row == nil:
		return fault.New(fault.NotFound, "core.row.missing", fault.Args{"type": l.m.Name, "id": c.key.String()})
	case act == "archive" && resource.StampOf(c.row).Archived, act == "restore" && !resource.StampOf(c.row).Archived:
		return fault.New(fault.Conflict, "bulk.already", nil)
	case !ok || act == "archive" || act == "restore":
		return nil
	case act == "edit" && !slices.Contains(l.m.Editable, doc.DocHeader().State):
		return fault.New(fault.Conflict, "core.doc.fixed", fault.Args{"state": doc.DocHeader().State, "type": l.m.Name})
	case act == "edit":
		return nil
	}
	if step := l.plan.Step(act); !slices.Contains(step.From, doc.DocHeader().State) {
		return fault.New(fault.Conflict, "core.step.state", fault.Args{"step": act, "state": doc.DocHeader().State, "type": l.m.Name})
	}
	return nil
}
