package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// formPage is the data of a form for a new row or a change.
type formPage struct {
	Def     *resource.Meta
	Title   string
	At      string // of the list
	Action  string // where the form is sent
	Back    string
	Version int64
	Once    string // makes a form that is sent twice count once
	Fields  []input
	Lines   *linesForm
	Buttons []button
	Faults  []string
	Bad     []input // the fields at fault, in the order of the form
	Clash   []clash // what somebody else changed in between
}

// linesForm is the editor of a document's lines.
type linesForm struct {
	Columns []input
	Rows    []lineForm
	Blank   []input // with __n__ for the line's index
}

type lineForm struct {
	No     int32
	Index  string
	Inputs []input
}

// button sends a form; Name is the step it takes.
type button struct {
	Name, Text, Icon string
	Main             bool
}

// blankLines are the empty lines of a new document.
const blankLines = 3

func (s *shelf) newForm(ctx context.Context, r *Request) (Answer, error) {
	if !creatable(r, s.def) {
		return Answer{}, s.noNew()
	}
	form := url.Values{}
	for _, f := range s.m.Fields {
		if f.Default != "" {
			form.Set(f.Name, s.defaulted(&f))
		}
		if given := r.Query.Get(f.Name); given != "" {
			form.Set(f.Name, given)
		}
	}
	return s.drawForm(ctx, r, s.blank(r), form, nil)
}

// defaulted is a field's default as a person would type it: rates are declared as shares.
func (s *shelf) defaulted(f *resource.Field) string {
	switch {
	case f.Kind.Name == "rate":
		share, err := fixed.ParseAmount(f.Default)
		if err == nil {
			return (share * 100).String()
		}
	case f.Kind.Name == "bool":
		return map[bool]string{true: "1"}[f.Default == "true" || f.Default == "1"]
	}
	return f.Default
}

func (s *shelf) noNew() error {
	if s.plan == nil && (s.m.Ledger || s.def.IsDoc()) {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	right := s.m.Right("edit")
	if s.plan != nil {
		if steps := beginnings(s.plan); len(steps) > 0 {
			right = s.m.Right(steps[0].Name)
		}
	}
	return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
}

// blank is the page of a form for a new row.
func (s *shelf) blank(r *Request) formPage {
	w := s.words(r.Lang)
	at := path(s.m.Name)
	page := formPage{Def: s.m, Title: w.t("act.new", "what", w.one(s.m.Name)), At: at, Action: at + "/new", Back: at, Once: r.Form.Get("once")}
	if page.Once == "" {
		page.Once = random()
	}
	if s.plan == nil {
		page.Buttons = []button{{Text: w.t("act.save"), Icon: "check", Main: true}}
		return page
	}
	for _, step := range beginnings(s.plan) {
		if r.Can(s.m.Right(step.Name)) && len(step.Fields) == 0 && len(step.Lines) == 0 {
			page.Buttons = append(page.Buttons, button{step.Name, w.step(s.m.Name, step.Name), step.Icon, step.Main})
		}
	}
	if n := len(page.Buttons); n > 0 && !slices.ContainsFunc(page.Buttons, func(b button) bool { return b.Main }) {
		page.Buttons[0].Main = true
	}
	return page
}

// drawForm fills in a form's page from texts.
func (s *shelf) drawForm(ctx context.Context, r *Request, page formPage, form url.Values, faults fault.List) (Answer, error) {
	links := collector{}
	linksOf(links, form, s.m.Fields, s.m.Lines)
	var named titles
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		named, err = links.load(ctx, tx, s.House)
		return err
	})
	d := &drawer{words: s.words(r.Lang), def: s.def, titles: named, faults: faults, fresh: page.Version == 0}
	d.value = func(f *resource.Field, name string) string {
		text, _ := last(form, name)
		if text == "" && f.Link != "" {
			return form.Get(name + "~")
		}
		return text
	}
	page.Fields = d.inputs(s.m.Fields, "")
	shown := [][]input{page.Fields}
	if len(s.m.Lines) > 0 {
		page.Lines = s.lineForms(d, form, page.Version == 0)
		for _, line := range page.Lines.Rows {
			shown = append(shown, line.Inputs)
		}
	}
	page.Faults, page.Bad = d.loose(shown...), page.bad()
	answer := HTML(pages, "form", page).Title(page.Title)
	if len(faults) > 0 {
		answer = answer.Status(statuses[faults[0].Kind])
	}
	return answer, err
}

// bad are the fields at fault; those of lines say of which.
func (p *formPage) bad() (all []input) {
	take := func(inputs []input, before string) {
		for _, in := range inputs {
			if in.Bad != "" {
				in.Label = before + in.Label
				all = append(all, in)
			}
		}
	}
	take(p.Fields, "")
	if p.Lines != nil {
		for i, line := range p.Lines.Rows {
			take(line.Inputs, strconv.Itoa(i+1)+" · ")
		}
	}
	return all
}

func (s *shelf) lineForms(d *drawer, form url.Values, fresh bool) *linesForm {
	l := &linesForm{Columns: d.inputs(s.m.Lines, "")}
	for _, n := range lineIndexes(form) {
		prefix := fmt.Sprintf("lines.%d.", n)
		no, _ := strconv.Atoi(form.Get(prefix + "no"))
		l.Rows = append(l.Rows, lineForm{No: int32(no), Index: strconv.Itoa(n), Inputs: d.inputs(s.m.Lines, prefix)})
	}
	for n := len(l.Rows); fresh && n < blankLines; n++ {
		l.Rows = append(l.Rows, lineForm{Index: strconv.Itoa(n), Inputs: d.inputs(s.m.Lines, fmt.Sprintf("lines.%d.", n))})
	}
	l.Blank = d.inputs(s.m.Lines, "lines.__n__.")
	return l
}

// create makes a row from a form; for a document the button says by which step.
func (s *shelf) create(ctx context.Context, r *Request) (Answer, error) {
	step := r.Form.Get("step")
	form := renumber(r.Form)
	var made id.ID
	err := r.Do(ctx, func(tx *pg.Tx) error {
		input, err := s.readForm(ctx, tx, form, s.m.Fields, s.m.Lines, func(*resource.Field) (string, bool) { return "", false })
		if err != nil {
			return err
		}
		body, err := json.Marshal(input)
		if err != nil {
			return err
		}
		made, err = s.once(ctx, tx, r.Form.Get("once"), append([]byte(step+" "), body...), func() (any, error) {
			if s.plan == nil || step == "" {
				return s.def.Create(ctx, tx, body)
			}
			return s.def.Start(ctx, tx, step, body)
		})
		if err != nil {
			return err
		}
		return DropDraft(ctx, tx, r.Path, "")
	})
	if faults := fault.All(err); len(faults) > 0 && faults[0].Kind != fault.Forbidden {
		return s.drawForm(ctx, r, s.blank(r), form, faults)
	}
	if err != nil {
		return Answer{}, err
	}
	return Redirect(path(s.m.Name)+"/"+made.String()).Say("done", r.Text("say.created", "what", s.words(r.Lang).one(s.m.Name))), nil
}

// once runs make under the form's token, so that a form sent twice makes one row.
func (s *shelf) once(ctx context.Context, tx *pg.Tx, token string, input []byte, make func() (any, error)) (key id.ID, err error) {
	run := func() ([]byte, error) {
		row, err := make()
		if err != nil {
			return nil, err
		}
		return []byte(resource.KeyOf(row).String()), nil
	}
	var answer []byte
	if token == "" {
		answer, err = run()
	} else {
		answer, _, err = tx.Once(ctx, "form "+s.m.Name+" "+token, input, run)
	}
	if err != nil {
		return key, err
	}
	return id.Parse[any](string(answer))
}
