package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// editable tells whether people may change a row's fields.
func (s *shelf) editable(r *Request, row any) bool {
	if s.m.Ledger || !r.Can(s.m.Right("edit")) {
		return false
	}
	doc, ok := row.(resource.Document)
	return !ok || slices.Contains(s.m.Editable, doc.DocHeader().State)
}

func (s *shelf) editForm(ctx context.Context, r *Request) (Answer, error) {
	row, err := s.read(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	if !s.editable(r, row) {
		return Answer{}, s.fixed(row)
	}
	return s.drawForm(ctx, r, s.editPage(ctx, r, row), s.texts(row), nil)
}

func (s *shelf) fixed(row any) error {
	if doc, ok := row.(resource.Document); ok && !s.m.Ledger {
		return fault.New(fault.Conflict, "core.doc.fixed", fault.Args{"type": s.m.Name, "state": doc.DocHeader().State})
	}
	return fault.New(fault.Invalid, "core.row.ledger", fault.Args{"type": s.m.Name})
}

func (s *shelf) read(ctx context.Context, r *Request) (row any, err error) {
	key, err := r.Key("id")
	if err != nil {
		return nil, err
	}
	err = r.View(ctx, func(tx *pg.Tx) (err error) {
		row, err = s.def.Read(ctx, tx, key)
		return err
	})
	return row, err
}

// texts are a row's values as a form shows them.
func (s *shelf) texts(row any) url.Values {
	form := url.Values{}
	for _, f := range s.m.Fields {
		form.Set(f.Name, typed(&f, s.def.Value(row, f.Name), s.db.Zone))
	}
	for i, line := range s.def.LinesOf(row) {
		prefix := fmt.Sprintf("lines.%d.", i)
		form.Set(prefix+"no", fmt.Sprint(s.def.LineValue(line, "no")))
		for _, f := range s.m.Lines {
			form.Set(prefix+f.Name, typed(&f, s.def.LineValue(line, f.Name), s.db.Zone))
		}
	}
	return form
}

func (s *shelf) editPage(_ context.Context, r *Request, row any) formPage {
	w := s.words(r.Lang)
	at := path(s.m.Name) + "/" + resource.KeyOf(row).String()
	return formPage{
		Def: s.m, Title: w.t("act.edit.what", "what", w.one(s.m.Name)), At: path(s.m.Name), Action: at + "/edit", Back: at,
		Version: resource.StampOf(row).Version, Buttons: []button{{Text: w.t("act.save"), Icon: "check", Main: true}},
	}
}

// change writes a form into a row. Somebody else's change in between is shown beside one's own; sending the form again then decides.
func (s *shelf) change(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	version, _ := strconv.ParseInt(r.Form.Get("version"), 10, 64)
	form := renumber(r.Form)
	err = r.Do(ctx, func(tx *pg.Tx) error {
		row, err := s.def.Read(ctx, tx, key)
		if err != nil {
			return err
		}
		before := s.texts(row)
		input, err := s.readForm(ctx, tx, form, s.m.Fields, s.m.Lines, func(f *resource.Field) (string, bool) { return before.Get(f.Name), true })
		if err != nil {
			return err
		}
		body, err := json.Marshal(input)
		if err != nil {
			return err
		}
		if _, err = s.def.Change(ctx, tx, key, version, body); err != nil {
			return err
		}
		return DropDraft(ctx, tx, r.Path, "")
	})
	faults := fault.All(err)
	if err != nil && (len(faults) == 0 || faults[0].Kind == fault.Forbidden || faults[0].Kind == fault.NotFound) {
		return Answer{}, err
	}
	if len(faults) > 0 {
		return s.again(ctx, r, key, version, form, faults)
	}
	return Redirect(path(s.m.Name)+"/"+key.String()).Say("done", r.Text("say.saved")), nil
}

// again shows the form with its faults, and in a conflict what the other person wrote.
func (s *shelf) again(ctx context.Context, r *Request, key id.ID, version int64, form url.Values, faults fault.List) (Answer, error) {
	row, err := s.read(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	page := s.editPage(ctx, r, row)
	if faults[0].Key == "core.row.changed" {
		page.Clash, err = s.clashes(ctx, r, row, form)
	} else {
		page.Version = version
	}
	if err != nil {
		return Answer{}, err
	}
	return s.drawForm(ctx, r, page, form, faults)
}

// archive hides a row, or brings it back.
func (s *shelf) archive(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	version, _ := strconv.ParseInt(r.Form.Get("version"), 10, 64)
	hide := r.Form.Get("back") == ""
	err = r.Do(ctx, func(tx *pg.Tx) error {
		_, err := s.def.Archive(ctx, tx, key, version, hide)
		return err
	})
	say := "say.restored"
	if hide {
		say = "say.archived"
	}
	return Redirect(path(s.m.Name)+"/"+key.String()).Say("done", r.Text(say)), err
}
