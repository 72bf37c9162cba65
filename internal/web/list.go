package web

import (
	"context"
	"encoding/json"
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
	Chooser  []listColumn
	Rows     []listRow
	Next     string // address of the page after
	Totals   *listTotals
	Filters  []filter
	Tabs     []option
	Views    []savedView
	View     *savedView // the one that is shown
	MayShare bool
	Asked    string // the question of the address, for what is done with all that it finds
	Q        string
	Sort     string
	Archived bool
	Narrowed bool // something is filtered
	CanNew   bool
	New      string // where a new row is made; what the list is narrowed to is filled in
	CanBulk  bool
	CanEdit  bool   // fields may be written for several rows at once
	Import   string // where tables are imported, if they are
	Exports  []link
	Steps    []resource.StepInfo // that may be taken of several rows at once
	Faults   []string
	IsDoc    bool
	Again    bool // tabs and chips are drawn beside the rows
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
	page := listPage{
		Def: s.m, Title: w.many(s.m.Name), At: path(s.m.Name), Q: r.Query.Get("q"), IsDoc: s.def.IsDoc(), Archived: r.Query.Get("archived") != "",
		MayShare: r.Can(s.m.Right("share")), Asked: strings.TrimPrefix(without(r.URL("after", ""), manners...), path(s.m.Name)),
		Again: r.Header("X-Chips") != "",
	}
	to := ""
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if r.Target == "totals" {
			return s.totals(ctx, tx, r, w, &page)
		}
		if to, err = s.elsewhere(ctx, tx, r, w, &page); err != nil || to != "" {
			return err
		}
		return s.fillList(ctx, tx, r, w, &page)
	})
	if faults := fault.All(err); len(faults) > 0 && fault.KindOf(err) == fault.Invalid {
		for _, f := range faults {
			page.Faults = append(page.Faults, r.Message(f))
		}
		page.Filters, page.Tabs, page.Narrowed, err = s.filters(r, w, nil), s.tabs(r, w), true, nil
	}
	if err != nil {
		return Answer{}, err
	}
	if to != "" {
		return Redirect(to), nil
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

// elsewhere is where the list is really asked for: a bare address opens with the person's own view, and tokens become parameters.
func (s *shelf) elsewhere(ctx context.Context, tx *pg.Tx, r *Request, w *words, page *listPage) (to string, err error) {
	if page.Views, err = s.views(ctx, tx, r); err != nil {
		return "", err
	}
	for i := range page.Views {
		if page.Views[i].On {
			page.View = &page.Views[i]
		}
	}
	if r.Target != "" {
		return "", nil
	}
	if len(r.Query) == 0 {
		return first(page.Views), nil
	}
	if values, err := s.spelt(ctx, tx, w, s.def, r.Query); err != nil {
		return "", err
	} else if values.Get("q") != r.Query.Get("q") {
		return path(s.m.Name) + "?" + values.Encode(), nil
	}
	return "", nil
}

func (s *shelf) fillList(ctx context.Context, tx *pg.Tx, r *Request, w *words, page *listPage) error {
	fields, err := s.chosenColumns(ctx, tx, r)
	if err != nil {
		return err
	}
	q, err := s.asked(ctx, tx, w, s.def, r.Query)
	if err != nil {
		return err
	}
	page.Sort, page.Narrowed = q.Sort, q.Search != "" || len(q.Where) > 0
	sorts, err := s.sorts(ctx, tx, page.Narrowed)
	if err != nil {
		return err
	}
	page.Columns, page.Chooser = s.columns(r, w, fields, sorts), s.chooser(w, fields)
	rows, next, err := s.def.Find(ctx, tx, q)
	if err != nil {
		return err
	}
	links := collector{}
	for _, row := range rows {
		links.add(fields, func(name string) any { return s.def.Value(row, name) })
	}
	s.chosen(r, links)
	named, err := links.load(ctx, tx, s.House)
	if err != nil {
		return err
	}
	p := s.painter(r, named)
	for _, row := range rows {
		page.Rows = append(page.Rows, s.row(p, fields, row))
	}
	page.CanNew, page.New = creatable(r, s.def), s.newAt(r)
	page.Steps = s.lot().steps(r.Can)
	s.sheets(r, page)
	page.CanEdit = len(s.lot().fields()) > 0 && r.Can(s.m.Right("edit"))
	page.CanBulk = len(page.Steps) > 0 || page.CanEdit || len(page.Exports) > 0 || !page.IsDoc && !s.m.Ledger && r.Can(s.m.Right("archive"))
	page.Filters, page.Tabs = s.filters(r, w, named), s.tabs(r, w)
	if next != "" {
		page.Next = r.URL("after", next)
		return nil
	}
	if q.After == "" {
		return s.total(ctx, tx, w, page, q)
	}
	return nil
}

// totals is what a long list asks for after its rows are shown.
func (s *shelf) totals(ctx context.Context, tx *pg.Tx, r *Request, w *words, page *listPage) error {
	q, err := s.asked(ctx, tx, w, s.def, r.Query)
	if err != nil {
		return err
	}
	return s.total(ctx, tx, w, page, q)
}

// total counts and sums.
func (s *shelf) total(ctx context.Context, tx *pg.Tx, w *words, page *listPage, q resource.Query) error {
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

func (s *shelf) row(p painter, fields resource.Fields, row any) listRow {
	stamp, key := resource.StampOf(row), resource.KeyOf(row)
	out := listRow{Key: key.String(), Version: stamp.Version, Archived: stamp.Archived}
	if doc, ok := row.(resource.Document); ok {
		out.Title, out.State = doc.DocHeader().Number, doc.DocHeader().State
	}
	sums := map[string]string{}
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
