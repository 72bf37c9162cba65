package web

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// listPage is the data of a list.
type listPage struct {
	Def      *resource.Meta
	Title    string
	At       string
	Columns  []listColumn
	Rows     []listRow
	Next     string // address of the page after
	Totals   *listTotals
	Filters  []filter
	Tabs     []option
	Q        string
	Sort     string
	Archived bool
	Narrowed bool // something is filtered
	CanNew   bool
	New      string // where a new row is made; what the list is narrowed to is filled in
	CanBulk  bool
	Import   string // where tables are imported, if they are
	Exports  []link
	Steps    []resource.StepInfo // that may be taken of several rows at once
	Faults   []string
	IsDoc    bool
}

type listColumn struct {
	Name, Label string
	Number      bool
	Order       string // asc or desc when the list is sorted by it
	Href        string // to sort by it
}

type listRow struct {
	Key, Title, State string
	Version           int64
	Archived          bool
	Cells             []Cell
	Sums              string // the summed fields as JSON, for the sum of a selection
}

type listTotals struct {
	Count int64
	More  bool
	Sums  []Cell
}

func (s *shelf) list(ctx context.Context, r *Request) (Answer, error) {
	w := s.words(r.Lang)
	page := listPage{Def: s.m, Title: w.many(s.m.Name), At: path(s.m.Name), Q: r.Query.Get("q"), IsDoc: s.def.IsDoc()}
	page.Archived = r.Query.Get("archived") != ""
	err := r.View(ctx, func(tx *pg.Tx) error {
		q, err := s.asked(ctx, tx, w, s.def, r.Query)
		if err != nil {
			return err
		}
		if r.Target == "totals" {
			return s.total(ctx, tx, r, w, &page, q)
		}
		return s.fillList(ctx, tx, r, w, &page, q)
	})
	if faults := fault.All(err); len(faults) > 0 && fault.KindOf(err) == fault.Invalid {
		for _, f := range faults {
			page.Faults = append(page.Faults, r.Message(f))
		}
		page.Columns, err = s.columns(r, w, &page), nil
		page.Filters = s.filters(r, w, nil)
	}
	if err != nil {
		return Answer{}, err
	}
	switch r.Target {
	case "totals":
		return Fragment(pages, "list.totals", page), nil
	case "more":
		return Fragment(pages, "list.rows", page), nil
	case "list":
		return Fragment(pages, "list.body", page), nil
	}
	return HTML(pages, "list", page).Title(page.Title), nil
}

func (s *shelf) fillList(ctx context.Context, tx *pg.Tx, r *Request, w *words, page *listPage, q resource.Query) error {
	page.Sort, page.Narrowed = q.Sort, q.Search != "" || len(q.Where) > 0
	page.Columns = s.columns(r, w, page)
	rows, next, err := s.def.Find(ctx, tx, q)
	if err != nil {
		return err
	}
	links := collector{}
	for _, row := range rows {
		links.add(s.m.Fields, func(name string) any { return s.def.Value(row, name) })
	}
	s.chosen(r, links)
	named, err := links.load(ctx, tx, s.House)
	if err != nil {
		return err
	}
	p := s.painter(r, named)
	for _, row := range rows {
		page.Rows = append(page.Rows, s.row(p, page.Columns, row))
	}
	page.CanNew, page.New = creatable(r, s.def), s.newAt(r)
	page.Steps = s.bulkSteps(r)
	s.sheets(r, page)
	page.CanBulk = len(page.Steps) > 0 || !page.IsDoc && !s.m.Ledger && r.Can(s.m.Right("archive"))
	page.Filters, page.Tabs = s.filters(r, w, named), s.tabs(r, w)
	if next != "" {
		page.Next = r.URL("after", next)
		return nil
	}
	if q.After == "" {
		return s.total(ctx, tx, r, w, page, q)
	}
	return nil
}

// total counts and sums. A long list asks for it after its rows are shown.
func (s *shelf) total(ctx context.Context, tx *pg.Tx, r *Request, w *words, page *listPage, q resource.Query) error {
	found, err := s.def.Count(ctx, tx, q)
	if err != nil {
		return err
	}
	page.Totals = &listTotals{Count: found.Count, More: found.More}
	for _, f := range s.m.Fields {
		if f.Sum {
			page.Totals.Sums = append(page.Totals.Sums, Cell{Label: w.label(s.m.Name, f.Name), Text: s.sum(&f, found.Sums[f.Name])})
		}
	}
	return nil
}

func (s *shelf) sum(f *resource.Field, total fixed.Amount) string {
	if f.Kind.Name == "qty" {
		return quantity(fixed.Qty(total))
	}
	return money(total)
}

// columns are the fields shown in lists; a document begins with its number and state.
func (s *shelf) columns(r *Request, w *words, page *listPage) []listColumn {
	fields := s.shown()
	sorted := r.Query.Get("sort")
	if sorted == "" {
		sorted = s.m.Sort
	}
	columns := make([]listColumn, 0, len(fields))
	for _, f := range fields {
		c := listColumn{Name: f.Name, Label: w.label(s.m.Name, f.Name), Number: f.Kind.Number}
		next := f.Name
		switch sorted {
		case f.Name:
			c.Order, next = "asc", "-"+f.Name
		case "-" + f.Name:
			c.Order = "desc"
		}
		if f.Kind.Name != "json" && f.Link == "" {
			c.Href = r.URL("sort", next, "after", "")
		}
		columns = append(columns, c)
	}
	return columns
}

func (s *shelf) shown() (fields resource.Fields) {
	if s.def.IsDoc() {
		all := filterable(s.def)
		fields = append(fields, *all.Find("number"), *all.Find("state"))
	}
	for _, f := range s.m.Fields {
		if f.Column && !slices.ContainsFunc(fields, func(g resource.Field) bool { return g.Name == f.Name }) {
			fields = append(fields, f)
		}
	}
	if s.def.IsDoc() && fields.Find("at") == nil {
		fields = append(fields, resource.Instant("at"))
	}
	return fields
}

func (s *shelf) row(p painter, columns []listColumn, row any) listRow {
	stamp, key := resource.StampOf(row), resource.KeyOf(row)
	out := listRow{Key: key.String(), Version: stamp.Version, Archived: stamp.Archived}
	if doc, ok := row.(resource.Document); ok {
		out.Title, out.State = doc.DocHeader().Number, doc.DocHeader().State
	}
	sums := map[string]string{}
	fields := s.shown()
	for i := range fields {
		f := &fields[i]
		value := s.def.Value(row, f.Name)
		c := p.cell(f, value)
		if f.Sum {
			raw, _ := json.Marshal(plainValue(value))
			sums[f.Name] = strings.Trim(string(raw), `"`)
		}
		if i == 0 {
			c.Href = path(s.m.Name) + "/" + out.Key
		}
		out.Cells = append(out.Cells, c)
	}
	if out.Title == "" && len(out.Cells) > 0 {
		out.Title = out.Cells[0].Text
	}
	raw, _ := json.Marshal(sums)
	out.Sums = string(raw)
	return out
}

// chosen adds the rows that link filters name to what needs a title.
func (s *shelf) chosen(r *Request, links collector) {
	for _, f := range s.m.Fields {
		for _, text := range r.Query[f.Name] {
			if key, err := id.Parse[any](text); f.Link != "" && err == nil {
				if links[f.Link] == nil {
					links[f.Link] = map[id.ID]bool{}
				}
				links[f.Link][key] = true
			}
		}
	}
}
