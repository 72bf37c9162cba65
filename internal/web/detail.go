package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// detailPage is the data of a row's own page.
type detailPage struct {
	Def      *resource.Meta
	List     string // what the list is called
	At       string // of the list
	Self     string // of this page
	Key      string
	Title    string
	State    Cell
	Stamp    resource.Stamp
	Fields   []Cell
	Sums     []Cell
	Lines    *lineTable
	Next     *action
	Steps    []action
	Links    []link
	Related  []pointer
	Story    []chapter
	CanEdit  bool
	CanHide  bool
	IsUser   bool
	Archived bool
}

// action is a step that may be taken now.
type action struct {
	Name, Text, Icon string
	Href             string
	Asks, Danger     bool
}

type link struct{ Text, Icon, Href, Count string }

type lineTable struct {
	Columns []Cell
	Rows    []lineRow
	Foot    []Cell
}

type lineRow struct {
	No    string
	Cells []Cell
}

func (s *shelf) detail(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	page := detailPage{Def: s.m, At: path(s.m.Name), Key: key.String()}
	err = r.View(ctx, func(tx *pg.Tx) error {
		row, err := s.def.Read(ctx, tx, key)
		if err != nil {
			return err
		}
		lines := s.def.LinesOf(row)
		links := collector{}
		links.add(s.m.Fields, func(name string) any { return s.def.Value(row, name) })
		for _, line := range lines {
			links.add(s.m.Lines, func(name string) any { return s.def.LineValue(line, name) })
		}
		named, err := links.load(ctx, tx, s.House)
		if err != nil {
			return err
		}
		own, err := s.def.Titles(ctx, tx, []id.ID{key})
		if err != nil {
			return err
		}
		page.Title = strings.TrimSpace(own[key])
		s.fillDetail(r, &page, row, s.painter(r, named))
		page.Story, err = s.story(ctx, tx, r, key)
		return err
	})
	if err == nil && !r.Partial {
		s.visited(ctx, r, s.m.Name, key)
	}
	return HTML(pages, "detail", page).Title(page.Title), err
}

func (s *shelf) fillDetail(r *Request, page *detailPage, row any, p painter) {
	page.List, page.Self = p.many(s.m.Name), page.At+"/"+page.Key
	page.Stamp = *resource.StampOf(row)
	page.Archived = page.Stamp.Archived
	if doc, ok := row.(resource.Document); ok {
		h := doc.DocHeader()
		if s.plan != nil {
			page.State = Cell{Text: p.state(s.m.Name, h.State), Tone: s.plan.Tone(h.State)}
			s.actions(r, p.words, page, h.State)
		}
	}
	s.facts(page, row, p)
	page.Lines = s.lineTable(row, p)
	page.CanEdit = s.editable(r, row) && !page.Archived
	page.CanHide = !s.def.IsDoc() && !s.m.Ledger && r.Can(s.m.Right("archive"))
	page.IsUser = s.m.Name == "auth.user" && r.Can("auth.user.edit")
	page.Links, page.Related = s.links(r, p.words, page), s.related(r, p.words, page.Key)
}

// facts are the fields; the sums of a document with lines stand below its lines instead.
func (s *shelf) facts(page *detailPage, row any, p painter) {
	for i := range s.m.Fields {
		f := &s.m.Fields[i]
		if f.Aside || s.def.IsDoc() && (f.Name == "number" || f.Name == "state") {
			continue
		}
		c := p.cell(f, s.def.Value(row, f.Name))
		switch {
		case len(s.m.Lines) > 0 && f.Kind.Name == "amount" && f.Name != "exchange":
			if c.Strong = f.Sum; !c.Empty || f.Sum {
				page.Sums = append(page.Sums, c)
			}
		case c.Empty && (s.def.IsDoc() || f.Kind.Name == "json"):
		default:
			page.Fields = append(page.Fields, c)
		}
	}
	slices.SortStableFunc(page.Sums, func(a, b Cell) int { return rank(a.Strong) - rank(b.Strong) }) // what all leads to comes last
	doc, ok := row.(resource.Document)
	if ok && s.m.Fields.Find("at") == nil {
		page.Fields = append(page.Fields, Cell{Label: p.label(s.m.Name, "at"), HTML: p.ago(doc.DocHeader().At)})
	}
	if ok && s.m.Fields.Find("note") == nil && doc.DocHeader().Note != "" {
		page.Fields = append(page.Fields, Cell{Label: p.label(s.m.Name, "note"), Text: doc.DocHeader().Note, Long: true})
	}
}

// actions are the steps that lead out of the state and that the person may take: the usual one, and the others.
func (s *shelf) actions(r *Request, w *words, page *detailPage, state string) {
	for _, step := range s.plan.Steps {
		if step.Private || !slices.Contains(step.From, state) || state == "" || !r.Can(s.m.Right(step.Name)) {
			continue
		}
		a := action{
			Name: step.Name, Text: w.step(s.m.Name, step.Name), Icon: step.Icon, Href: page.Self + "/step/" + step.Name,
			Asks: step.Danger || len(step.Fields)+len(step.Lines) > 0, Danger: step.Danger,
		}
		if a.Icon == "" {
			a.Icon = "arrow-right"
		}
		if step.Main && page.Next == nil {
			page.Next = &a
		} else {
			page.Steps = append(page.Steps, a)
		}
	}
}

// links are the pages that other rooms hang on this Def.
func (s *shelf) links(r *Request, w *words, page *detailPage) (all []link) {
	for _, p := range s.Pages {
		if p.On == s.m.Name && p.Nav != nil && (p.Right == "" || r.Can(p.Right)) {
			all = append(all, link{Text: w.t(p.Nav.Key), Icon: p.Nav.Icon, Href: strings.Replace(p.Path, ":id", page.Key, 1)})
		}
	}
	return all
}

// lineTable is a document's lines with the sums of what can be summed.
func (s *shelf) lineTable(row any, p painter) *lineTable {
	lines := s.def.LinesOf(row)
	if len(s.m.Lines) == 0 {
		return nil
	}
	t, used := &lineTable{}, make([]bool, len(s.m.Lines))
	cells := make([][]Cell, len(lines))
	for i, line := range lines {
		for n := range s.m.Lines {
			c := p.cell(&s.m.Lines[n], s.def.LineValue(line, s.m.Lines[n].Name))
			used[n] = used[n] || !c.Empty || s.m.Lines[n].Required
			cells[i] = append(cells[i], c)
		}
	}
	for n := range s.m.Lines {
		if f := &s.m.Lines[n]; used[n] {
			t.Columns = append(t.Columns, Cell{Label: p.label(s.m.Name, f.Name), Number: f.Kind.Number})
			t.Foot = append(t.Foot, s.lineSum(f, lines))
		}
	}
	for i, line := range lines {
		out := lineRow{No: fmt.Sprint(s.def.LineValue(line, "no"))}
		for n := range cells[i] {
			if used[n] {
				out.Cells = append(out.Cells, cells[i][n])
			}
		}
		t.Rows = append(t.Rows, out)
	}
	return t
}

// unsummed are numbers of a line whose sum would mean nothing.
var unsummed = []string{"price", "cost", "rate", "no"}

func (s *shelf) lineSum(f *resource.Field, lines []any) Cell {
	c := Cell{Number: f.Kind.Number, Empty: true}
	if len(lines) < 2 || slices.Contains(unsummed, f.Name) || f.Kind.Name != "amount" && f.Kind.Name != "qty" {
		return c
	}
	var sum int64
	for _, line := range lines {
		switch v := plainValue(s.def.LineValue(line, f.Name)).(type) {
		case fixed.Amount:
			sum += int64(v)
		case fixed.Qty:
			sum += int64(v)
		}
	}
	if c.Text = quantity(fixed.Qty(sum)); f.Kind.Name == "amount" {
		c.Text = money(fixed.Amount(sum))
	}
	c.Empty = false
	return c
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}
