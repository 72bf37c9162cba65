package dashboards

import (
	"context"
	"math"
	"net/url"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/olap"
)

// scoreView is the score as the finance board shows it.
type scoreView struct {
	Text, Word, Tone string
	Arc              float64 // of the gauge, 0 to 100
	Parts            []partView
	Days             int
	From, To         cal.Date
}

type partView struct {
	Name, Value, Points, Weight, Formula, Range string
	Bar                                         float64
	Tone                                        string
	Terms                                       []termView
}

type termView struct {
	Name, Amount string
	Lines        []lineView
}

type lineView struct{ Code, Name, Amount, Href string }

// health scores the year that ends with the period, from the balances of the accounts.
func (d *brush) health(ctx context.Context) error {
	books, from, err := d.books(ctx)
	if err != nil {
		return err
	}
	if len(books.Accounts) == 0 {
		d.out.Empty = d.text("board.empty.books")
		return nil
	}
	s := Rate(books)
	tone, word := grade(s.Points)
	d.out.Score = &scoreView{Text: decimals(s.Points, 0), Word: d.text("board.grade." + word), Tone: tone, Arc: s.Points, Days: books.Days,
		From: from, To: d.ask.To}
	for _, p := range s.Parts {
		d.out.Score.Parts = append(d.out.Score.Parts, d.part(p, from))
	}
	d.out.Grid = d.scored(s)
	return nil
}

// grade is the state of so many points, and its word.
func grade(points float64) (tone, word string) {
	switch {
	case points >= 75:
		return "done", "good"
	case points >= 50:
		return "go", "fair"
	case points >= 30:
		return "wait", "weak"
	}
	return "bad", "poor"
}

func (d *brush) part(p Part, from cal.Date) partView {
	v := partView{Name: d.text("board.health." + p.Name), Formula: d.text("board.health." + p.Name + ".help"), Value: none, Points: none,
		Weight: decimals(p.Weight, 0), Bar: p.Points, Tone: "none", Range: d.ratio(p.Name, p.Poor) + " → " + d.ratio(p.Name, p.Good)}
	if p.Valid {
		v.Value, v.Points = d.ratio(p.Name, p.Value), decimals(p.Points, 0)
		v.Tone, _ = grade(p.Points)
	}
	for _, t := range p.Terms {
		term := termView{Name: d.text("board.health.term." + t.Name), Amount: d.amount(t.Amount)}
		for _, a := range t.Lines {
			query := url.Values{"code": {a.Code}, "from": {from.String()}, "to": {d.ask.To.String()}}
			term.Lines = append(term.Lines, lineView{a.Code, a.Name, d.amount(a.Closing), "/finance/ledger?" + query.Encode()})
		}
		v.Terms = append(v.Terms, term)
	}
	return v
}

// ratio writes a part's value in its own unit.
func (p pen) ratio(name string, v float64) string {
	switch name {
	case "debt_ratio", "gross_margin", "net_margin":
		return decimals(v*100, 1) + "%"
	case "cycle":
		return p.text("board.days", "n", decimals(v, 0))
	}
	return decimals(v, 2)
}

func (p pen) amount(a fixed.Amount) string { return p.marked(grouped(a.String(), 2)) }

// scored is the score as a table.
func (d *brush) scored(s Score) *grid {
	g := &grid{Columns: []head{{Title: d.text("board.health.ratio")}, {Title: d.text("board.health.value"), Number: true},
		{Title: d.text("board.health.points"), Number: true}, {Title: d.text("board.health.weight"), Unit: "%", Number: true}}}
	for _, p := range s.Parts {
		v := d.part(p, d.ask.From)
		raw := ""
		if p.Valid {
			raw = decimals(math.Round(p.Value*1e6)/1e6, 6)
		}
		g.Rows = append(g.Rows, []cell{{Text: v.Name, Raw: v.Name}, {Text: v.Value, Raw: raw}, {Text: v.Points, Raw: v.Points},
			{Text: v.Weight, Raw: v.Weight}})
	}
	g.Rows = append(g.Rows, []cell{{Text: d.text("board.health.score"), Raw: d.text("board.health.score")}, {},
		{Text: decimals(s.Points, 1), Raw: decimals(s.Points, 4)},
		{Text: decimals(s.Weight, 0), Raw: decimals(s.Weight, 0)}})
	return g
}

// books reads the trial balance of the year that ends with the period, or of as much of it as there are books for.
func (d *brush) books(ctx context.Context) (Books, cal.Date, error) {
	from := d.ask.To.Add(-364)
	closing, err := d.balances(ctx, cal.Of(1971, 1, 1), d.ask.To)
	if err != nil {
		return Books{}, from, err
	}
	opening, err := d.balances(ctx, cal.Of(1971, 1, 1), from-1)
	if err != nil {
		return Books{}, from, err
	}
	b := Books{Days: 365}
	if len(opening) == 0 {
		if from, err = d.first(ctx, from); err != nil {
			return b, from, err
		}
		b.Days = int(d.ask.To-from) + 1
	}
	for code, a := range closing {
		a.Opening = opening[code].Closing
		a.Moved = a.Closing - a.Opening
		b.Accounts = append(b.Accounts, a)
	}
	byCode(b.Accounts)
	return b, from, nil
}

// balances are the sums of all vouchers of some days, by account.
func (d *brush) balances(ctx context.Context, from, to cal.Date) (map[string]Account, error) {
	result, err := d.run(ctx, olap.Query{Metrics: []string{"debit", "credit"}, By: []string{"code", "account"}, From: from, To: to,
		Scope: d.ask.Scope, Lang: d.lang})
	if err != nil {
		return nil, err
	}
	all := map[string]Account{}
	for _, row := range result.Rows {
		debit, err := fixed.ParseAmount(row.Values[0].Exact)
		if err != nil {
			return nil, err
		}
		credit, err := fixed.ParseAmount(row.Values[1].Exact)
		if err != nil {
			return nil, err
		}
		a := all[row.By[0].Key]
		a.Code, a.Name, a.Closing = row.By[0].Key, row.By[1].Label, a.Closing+debit-credit
		all[a.Code] = a
	}
	return all, nil
}

// first is the first day with a voucher from a day on.
func (d *brush) first(ctx context.Context, from cal.Date) (cal.Date, error) {
	result, err := d.run(ctx, olap.Query{Metrics: []string{"debit"}, Grain: olap.Day, From: from, To: d.ask.To, Scope: d.ask.Scope})
	if err != nil {
		return from, err
	}
	for _, row := range result.Rows {
		if row.Values[0].Float != 0 {
			return row.Day, nil
		}
	}
	return from, nil
}
