package dashboards

import (
	"context"
	"slices"

	"hesuan/olap"
)

// choice is something that can be chosen, by an address.
type choice struct {
	Key, Text, Href string
	On              bool
}

// sieve is a filter above the tiles.
type sieve struct {
	Dim, Title string
	Options    []choice
	Chosen     int // how many
}

func (b *Board) periods(p pen, a Ask) (all []choice) {
	for _, one := range periods {
		next := a
		next.preset(one.name)
		all = append(all, choice{Key: one.name, Text: p.text("board.period." + one.name), Href: next.href(b.Path()), On: a.Period == one.name})
	}
	return all
}

func (b *Board) againsts(p pen, a Ask) (all []choice) {
	for _, against := range againsts {
		next := a
		next.Against = against
		all = append(all, choice{Key: string(against), Text: p.text("board.against." + string(against)), Href: next.href(b.Path()),
			On: a.Against == against})
	}
	return all
}

// leads tell by which metric the values of a dim are found and ranked.
var leads = []string{"gmv", "stock_value", "debit", "purchase_amount"}

// sieves offer the values of the board's dims that anything happened with in the last two years, most important first. A filter
// is a help, not a number: where it cannot be read, the board does without.
func (w *Wall) sieves(ctx context.Context, p pen, b *Board, a Ask) (all []sieve) {
	for _, dim := range b.Filters {
		s := sieve{Dim: dim, Title: p.text("dim." + dim), Chosen: len(a.chosen(dim))}
		result, err := w.offers.ask(ctx, w.Warehouse, olap.Query{Metrics: []string{b.lead(dim)}, By: []string{dim},
			From: min(a.From, a.Today.Add(-730)), To: max(a.To, a.Today), Limit: 40, Scope: a.Scope, Lang: p.lang})
		if err != nil {
			continue
		}
		for _, row := range result.Rows {
			cell := row.By[0]
			s.Options = append(s.Options, choice{Key: cell.Key, Text: p.label(result.By[0], cell), On: slices.Contains(a.chosen(dim), cell.Key)})
		}
		all = append(all, s)
	}
	return all
}

func (b *Board) lead(dim string) string {
	if m, err := olap.MetricOf("stock_value"); b == stock && err == nil && m.Knows(dim) {
		return m.Name
	}
	for _, name := range leads {
		if m, err := olap.MetricOf(name); err == nil && m.Knows(dim) {
			return name
		}
	}
	return leads[0]
}

// chips are the values that the board is filtered by, each with the address without it.
func (w *Wall) chips(ctx context.Context, p pen, path string, a Ask, pairs ...string) (all []choice) {
	for _, f := range a.Filters {
		names, err := w.Warehouse.Names(ctx, f.Dim, p.lang, f.In)
		if err != nil {
			names = map[string]string{}
		}
		for _, key := range f.In {
			all = append(all, choice{Key: f.Dim, Text: p.text("dim."+f.Dim) + ": " + p.called(f.Dim, key, names[key]),
				Href: a.without(f.Dim, key).href(path, pairs...)})
		}
	}
	return all
}

// called is what people call the value of a dim.
func (p pen) called(dim, key, name string) string {
	d, err := olap.DimOf(dim)
	if err != nil {
		return key
	}
	if name == "" && d.Names == "" {
		name = key
	}
	return p.label(olap.Column{Text: d.Text}, olap.Cell{Key: key, Label: name})
}

// reach is the last month in which there is anything to see, where the asked period has nothing: a company with an imported past.
type reach struct {
	Month string
	Href  string
}

func (w *Wall) reach(ctx context.Context, b *Board, a Ask) *reach {
	here, err := w.Warehouse.Run(ctx, olap.Query{Metrics: []string{b.Reach}, From: a.From, To: a.To, Scope: a.Scope})
	if err != nil || !nothing(here.Rows) {
		return nil
	}
	all, err := w.Warehouse.Run(ctx, olap.Query{Metrics: []string{b.Reach}, Grain: olap.Month, From: a.Today.Add(-30 * 365), To: a.Today,
		Scope: a.Scope})
	if err != nil {
		return nil
	}
	for i := len(all.Rows) - 1; i >= 0; i-- {
		if row := all.Rows[i]; row.Values[0].Float != 0 {
			from, to := all.Query.Step(row.Day)
			return &reach{Month: row.Day.String()[:7], Href: a.span(from, to).href(b.Path())}
		}
	}
	return nil
}
