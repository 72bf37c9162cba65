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
	Cells      [6]fixed.Amount
}

func (r *Room) ageingPage(ctx context.Context, q *web.Request, house *resource.House) (web.Answer, error) {
	var data struct {
		Side   string
		Day    cal.Date
		Labels []string
		Rows   []ageingRow
		Total  [6]fixed.Amount
	}
	for _, column := range []string{"to30", "to60", "to90", "older", "advance", "open"} {
		data.Labels = append(data.Labels, q.Text("finance.ageing."+column))
	}
	which, def := Receivables, "crm.customer"
	data.Side = "receivables"
	if q.Get("side") == "payables" {
		data.Side, which, def = "payables", Payables, "purchasing.supplier"
	}
	err := q.View(ctx, func(tx *pg.Tx) error {
		var err error
		if data.Day, err = dayOf(q, "day", tx.Today()); err != nil {
			return err
		}
		ages, err := r.Ageing(ctx, tx, which, data.Day)
		if err != nil {
			return err
		}
		names, err := partyNames(ctx, tx, house, def, ages)
		for _, a := range ages {
			row := ageingRow{Name: names[a.Party], Cells: [6]fixed.Amount{a.To30, a.To60, a.To90, a.Older, a.Advance, a.Open}}
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
