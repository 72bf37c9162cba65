package finance

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// ageingRow is one party as the page shows it.
type ageingRow struct {
	Name, Href string
	Cells      [8]fixed.Amount
}

func (r *Room) ageingPage(ctx context.Context, q *web.Request, house *resource.House) (web.Answer, error) {
	var data struct {
		Side   string
		Day    cal.Date
		Labels []string
		Rows   []ageingRow
		Total  [8]fixed.Amount
		Due    string // shown are those who have something of this part
		Parts  []string
	}
	for _, column := range []string{"to30", "to60", "to90", "older", "soon", "overdue", "advance", "open"} {
		data.Labels = append(data.Labels, q.Text("finance.ageing."+column))
	}
	data.Due, data.Parts = q.Get("due"), []string{"", "soon", "overdue"}
	err := q.View(ctx, func(tx *pg.Tx) error {
		aged, err := r.ageing(ctx, tx, q, house)
		data.Side, data.Day = aged.Side, aged.Day
		which := debts[aged.Side].side
		for _, a := range aged.Items {
			row := ageingRow{Name: a.Name, Cells: [8]fixed.Amount{a.To30, a.To60, a.To90, a.Older, a.Soon, a.Overdue, a.Advance, a.Open}}
			row.Href = ledgerAt(which.code, cal.Of(2000, 1, 1), data.Day, map[string][]string{which.party: {partyText(a.Party)}})
			for i, amount := range row.Cells {
				data.Total[i] += amount
			}
			data.Rows = append(data.Rows, row)
		}
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return show("ageing", data, q.Text("finance.ageing")), nil
}

// debts are the two sides of the ledger that are aged, with the Def of their parties.
var debts = map[string]struct {
	side Side
	def  string
}{"receivables": {Receivables, "crm.customer"}, "payables": {Payables, "purchasing.supplier"}}

// aged are the debts of one side on a day.
type aged struct {
	Side  string    `json:"side"`
	Day   cal.Date  `json:"day"`
	Items []agedRow `json:"items"`
}

// agedRow is what one party owes, or is owed, with what people call it.
type agedRow struct {
	Age
	Due
	Name string `json:"name"`
}

// ageing reads the debts that a request asks for: those of customers unless it names the suppliers', all unless it names a part that is due.
func (r *Room) ageing(ctx context.Context, tx *pg.Tx, q *web.Request, house *resource.House) (a aged, err error) {
	a = aged{Side: "receivables", Items: []agedRow{}}
	if q.Get("side") == "payables" {
		a.Side = "payables"
	}
	if a.Day, err = dayOf(q, "day", tx.Today()); err != nil {
		return a, err
	}
	ages, err := r.Ageing(ctx, tx, debts[a.Side].side, a.Day)
	if err != nil {
		return a, err
	}
	dues, err := r.Dues(ctx, tx, debts[a.Side].side, a.Day)
	if err != nil {
		return a, err
	}
	names, err := partyNames(ctx, tx, house, debts[a.Side].def, ages)
	part := duePartOf(q.Get("due"))
	for _, age := range ages {
		if due := dues[age.Party]; part == nil || part.of(due) != 0 {
			a.Items = append(a.Items, agedRow{age, due, names[age.Party]})
		}
	}
	return a, err
}

func partyText(party id.ID) string {
	if party.IsZero() {
		return ""
	}
	return party.String()
}

func partyNames(ctx context.Context, tx *pg.Tx, house *resource.House, def string, ages []Age) (map[id.ID]string, error) {
	known := house.Find(def)
	if known == nil {
		return nil, nil
	}
	keys := make([]id.ID, 0, len(ages))
	for _, a := range ages {
		if !a.Party.IsZero() {
			keys = append(keys, a.Party)
		}
	}
	return known.Titles(ctx, tx, keys)
}
