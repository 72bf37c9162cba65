package web

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Bounds of what is done at once: rows of one task, rows that a form may name one by one, rows shown of each sort.
const (
	bulkLimit  = 20_000
	bulkNamed  = 1000
	bulkReady  = 5
	bulkShown  = 100
	bulkPaging = resource.MaxLimit
)

// bulkPage is the preview of a task, its progress, and afterwards its report.
type bulkPage struct {
	Title, Action, At string
	What              string // how the rows are called
	Task              *task
	Ready             int
	First             []bulkRow // of those that can go
	Refused, Failed   []bulkRow
	RefusedAll        int
	Fields            []option // one of which is to be written
	Inputs            []input
	Danger            bool
	Faults            []string
	Running, Whole    bool
}

type bulkRow struct{ Title, Href, Why string }

// N is a number of rows; none is 0, not a dash.
func (bulkPage) N(n int) string { return thousands(int64(n)) }

// bulk prepares a step, an edit, archive or restore for the chosen rows, or for all that the list's question finds, and shows what will happen.
func (s *shelf) bulk(ctx context.Context, r *Request) (Answer, error) {
	act := r.Form.Get("do")
	if err := s.lot().allowed(r.Can, act); err != nil {
		return Answer{}, err
	}
	t := &task{ID: id.New[any](), Def: s.m.Name, Act: act}
	err := r.Do(ctx, func(tx *pg.Tx) error {
		rows, err := s.bulkRows(ctx, tx, r)
		if err != nil {
			return err
		}
		return s.lot().prepare(ctx, tx, r.Message, t, rows)
	})
	if err != nil {
		return Answer{}, err
	}
	return s.bulkAnswer(ctx, r, t.ID, nil)
}

// bulkRows are the rows that are meant, as the person saw them.
func (s *shelf) bulkRows(ctx context.Context, tx *pg.Tx, r *Request) (all []bulkChoice, err error) {
	q, seen := resource.Query{Archived: true}, map[id.ID]int64{}
	if r.Form.Get("all") != "" {
		values, err := url.ParseQuery(strings.TrimPrefix(r.Form.Get("query"), "?"))
		if err != nil {
			return nil, fault.New(fault.Invalid, "core.request.bad", nil)
		}
		if q, err = s.asked(ctx, tx, s.words(r.Lang), s.def, values); err != nil {
			return nil, err
		}
	} else if q.Where, seen, err = chosenRows(r.Form["row"]); err != nil {
		return nil, err
	}
	return s.lot().find(ctx, tx, q, seen)
}

// chosenRows reads key@version.
func chosenRows(given []string) ([]resource.Cond, map[id.ID]int64, error) {
	if len(given) == 0 || len(given) > bulkNamed {
		return nil, nil, fault.New(fault.Invalid, "bulk.many", fault.Args{"max": bulkNamed})
	}
	seen, keys := map[id.ID]int64{}, make([]string, 0, len(given))
	for _, text := range given {
		name, at, _ := strings.Cut(text, "@")
		key, err := id.Parse[any](name)
		version, numeral := strconv.ParseInt(at, 10, 64)
		if err != nil || numeral != nil {
			return nil, nil, fault.New(fault.Invalid, "core.request.bad", nil)
		}
		seen[key], keys = version, append(keys, key.String())
	}
	return []resource.Cond{{Field: "id", Op: "in", Value: strings.Join(keys, ",")}}, seen, nil
}

// bulkAsks are the fields that a task's form has.
func (s *shelf) bulkAsks(act, field string) resource.Fields {
	if act == "edit" {
		if f := s.lot().fields().Find(field); f != nil {
			return resource.Fields{*f}
		}
		return nil
	}
	if s.plan != nil && s.plan.Step(act) != nil {
		return s.plan.Step(act).Fields
	}
	return nil
}

// bulkGo is the owner's word. Given twice, the second time shows what the first one does.
func (s *shelf) bulkGo(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("task")
	if err != nil {
		return Answer{}, err
	}
	var input object
	err = r.Do(ctx, func(tx *pg.Tx) error {
		t, err := taskOf(ctx, tx, key, s.m.Name)
		if err != nil || t.State != "preview" {
			return err
		}
		if err := s.lot().allowed(r.Can, t.Act); err != nil {
			return err
		}
		asks := s.bulkAsks(t.Act, r.Form.Get("field"))
		if input, err = s.readForm(ctx, tx, r.Form, asks, nil, func(*resource.Field) (string, bool) { return "", false }); err != nil {
			return err
		}
		if t.Act == "edit" {
			if len(asks) == 0 {
				return fault.New(fault.Invalid, "bulk.field", nil)
			}
			input[asks[0].Name] = raw(&asks[0], r.Form.Get(asks[0].Name), s.db.Zone)
			if text, given, err := s.given(ctx, tx, r.Form, &asks[0], asks[0].Name); err == nil && given {
				input[asks[0].Name] = raw(&asks[0], text, s.db.Zone)
			}
		}
		if t.Input, err = json.Marshal(input); err != nil {
			return err
		}
		return t.begin(ctx, tx)
	})
	if faults := fault.All(err); amendable(faults) {
		return s.bulkAnswer(ctx, r, key, faults)
	}
	if err != nil {
		return Answer{}, err
	}
	r.Beside(taskPatience, func(ctx context.Context) error { return s.clerk.tasks().Run(ctx, key) })
	return s.bulkAnswer(ctx, r, key, nil)
}

// bulkShow is a task as it stands: what its preview, its progress and its report show.
func (s *shelf) bulkShow(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("task")
	if err != nil {
		return Answer{}, err
	}
	return s.bulkAnswer(ctx, r, key, nil)
}

func (s *shelf) bulkAnswer(ctx context.Context, r *Request, key id.ID, faults fault.List) (Answer, error) {
	w := s.words(r.Lang)
	page := bulkPage{At: path(s.m.Name), Action: path(s.m.Name) + "/bulk/" + key.String(), What: w.many(s.m.Name), Whole: !r.Partial}
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if page.Task, err = taskOf(ctx, tx, key, s.m.Name); err != nil {
			return err
		}
		return page.Task.rows(ctx, tx, func(became string, row bulkRow) {
			row.Href = page.At + "/" + row.Href
			switch {
			case became == "refused" && len(page.Refused) < bulkShown:
				page.Refused = append(page.Refused, row)
			case became == "failed" && len(page.Failed) < bulkShown:
				page.Failed = append(page.Failed, row)
			case became == "" && len(page.First) < bulkReady:
				page.First = append(page.First, row)
			}
		})
	})
	if err != nil {
		return Answer{}, err
	}
	t := page.Task
	page.Title, page.Ready, page.Running = w.step(s.m.Name, t.Act), t.Count-t.Done-t.Failed, t.State == "asked" || t.State == "running"
	page.RefusedAll = t.Refused
	if t.State == "preview" {
		s.bulkForm(r, w, &page, faults)
	}
	answer := HTML(pages, "bulk", page).Title(page.Title)
	if len(faults) > 0 {
		answer = answer.Status(statuses[faults[0].Kind])
	}
	return answer, nil
}

// bulkForm is what a preview asks.
func (s *shelf) bulkForm(r *Request, w *words, page *bulkPage, faults fault.List) {
	act, field := page.Task.Act, r.Get("field")
	if act == "edit" {
		for _, f := range s.lot().fields() {
			page.Fields = append(page.Fields, option{Value: f.Name, Text: w.label(s.m.Name, f.Name), On: f.Name == field})
		}
	} else if s.plan != nil && s.plan.Step(act) != nil {
		page.Danger = s.plan.Step(act).Danger
	}
	d := &drawer{words: w, def: s.def, faults: faults, fresh: true}
	d.value = func(f *resource.Field, name string) string {
		if text, ok := last(r.Form, name); ok {
			return text
		}
		if act == "edit" {
			return ""
		}
		return s.defaulted(f)
	}
	page.Inputs = d.inputs(s.bulkAsks(act, field), "")
	page.Faults = d.loose(page.Inputs)
}
