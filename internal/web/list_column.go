package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// columnLimit bounds how many columns a person may choose.
const columnLimit = 40

// cardFacts is how many columns beside the first a phone's card shows.
const cardFacts = 4

// listColumn is a column of a list, or in the chooser one that could be.
type listColumn struct {
	Name, Label string
	Number      bool
	Card        bool   // shown on a phone
	Order       string // asc or desc when the list is sorted by it
	Href        string // to sort by it
	On          bool   // chosen
}

// shown are the columns of a list unless somebody chose others; a document begins with its number and state.
func (s *shelf) shown() (fields resource.Fields) {
	if s.def.IsDoc() {
		all := filterable(s.def)
		fields = append(fields, *all.Find("number"), *all.Find("state"))
	}
	for _, f := range s.m.Fields {
		if f.Column && fields.Find(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	if s.def.IsDoc() && fields.Find("at") == nil {
		fields = append(fields, resource.Instant("at"))
	}
	return fields
}

// choosable are all columns that a list can have.
func (s *shelf) choosable() resource.Fields {
	fields := s.shown()
	for _, f := range filterable(s.def) {
		if f.Kind.Name != "json" && fields.Find(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// picked are the columns of these names, in their order; names that are none are left out.
func (s *shelf) picked(names []string) (fields resource.Fields) {
	all := s.choosable()
	for _, name := range names {
		if f := all.Find(name); f != nil && fields.Find(name) == nil && len(fields) < columnLimit {
			fields = append(fields, *f)
		}
	}
	return fields
}

// chosenColumns are the columns that a list has for this person and address: those of the address, else those the person chose, else the
// list's own.
func (s *shelf) chosenColumns(ctx context.Context, tx *pg.Tx, r *Request) (resource.Fields, error) {
	if fields := s.picked(strings.Split(r.Query.Get("cols"), ",")); len(fields) > 0 {
		return fields, nil
	}
	var names []string
	err := tx.QueryRow(ctx, "select names from web.columns where person = $1 and def = $2", tx.Actor.ID, s.m.Name).Scan(&names)
	if err != nil && err != pg.ErrNoRows {
		return nil, err
	}
	if fields := s.picked(names); len(fields) > 0 {
		return fields, nil
	}
	return s.shown(), nil
}

// columns are the headings.
func (s *shelf) columns(r *Request, w *words, fields resource.Fields, sorts func(column string) bool) []listColumn {
	sorted := r.Query.Get("sort")
	if sorted == "" {
		sorted = s.m.Sort
	}
	card := onCard(fields)
	columns := make([]listColumn, 0, len(fields))
	for i, f := range fields {
		c := listColumn{Name: f.Name, Label: w.label(s.m.Name, f.Name), Number: f.Kind.Number, Card: i == 0 || slices.Contains(card, f.Name)}
		next := f.Name
		switch sorted {
		case f.Name:
			c.Order, next = "asc", "-"+f.Name
		case "-" + f.Name:
			c.Order = "desc"
		}
		if f.Link == "" && (sorts(f.Name) || c.Order != "") {
			c.Href = r.URL("sort", next, "after", "")
		}
		columns = append(columns, c)
	}
	return columns
}

// onCard are the columns that tell most of a row on a phone: its state, its money, whom it is with, when.
func onCard(fields resource.Fields) (names []string) {
	wants := []func(f *resource.Field) bool{
		func(f *resource.Field) bool { return f.Name == "state" },
		func(f *resource.Field) bool {
			return f.Name == "name" || f.Name == "customer" || f.Name == "supplier" || f.Name == "buyer"
		},
		func(f *resource.Field) bool { return f.Sum },
		func(f *resource.Field) bool { return f.Name == "at" || f.Name == "day" || f.Name == "due" },
		func(f *resource.Field) bool { return f.Kind.Name == "amount" || f.Kind.Name == "qty" },
		func(f *resource.Field) bool { return true },
	}
	for _, want := range wants {
		for i := range fields {
			if i > 0 && len(names) < cardFacts && want(&fields[i]) && !slices.Contains(names, fields[i].Name) {
				if names = append(names, fields[i].Name); fields[i].Sum {
					break // one sum is enough until everything else has its place
				}
			}
		}
	}
	return names
}

// chooser lists every column there may be, the chosen ones first and in order.
func (s *shelf) chooser(w *words, chosen resource.Fields) (all []listColumn) {
	for _, f := range chosen {
		all = append(all, listColumn{Name: f.Name, Label: w.label(s.m.Name, f.Name), On: true})
	}
	for _, f := range s.choosable() {
		if chosen.Find(f.Name) == nil {
			all = append(all, listColumn{Name: f.Name, Label: w.label(s.m.Name, f.Name)})
		}
	}
	return all
}

// chooseColumns keeps what a person chose, or forgets it.
func (s *shelf) chooseColumns(ctx context.Context, r *Request) (Answer, error) {
	fields := s.picked(r.Form["col"])
	if r.Form.Get("reset") == "" && len(fields) == 0 {
		return Answer{}, fault.New(fault.Invalid, "list.columns.none", nil)
	}
	err := r.Do(ctx, func(tx *pg.Tx) error {
		if r.Form.Get("reset") != "" {
			_, err := tx.Exec(ctx, "delete from web.columns where person = $1 and def = $2", tx.Actor.ID, s.m.Name)
			return err
		}
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		_, err := tx.Exec(ctx, `insert into web.columns (person, def, names) values ($1, $2, $3)
			on conflict (person, def) do update set names = excluded.names`, tx.Actor.ID, s.m.Name, names)
		return err
	})
	back := inside(r.Form.Get("back"))
	if at := path(s.m.Name); back != at && !strings.HasPrefix(back, at+"?") {
		back = at
	}
	return Redirect(without(back, "cols", "after")).Status(http.StatusSeeOther), err
}
