package purchasing

import (
	"context"
	"fmt"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// scorePage is the suppliers of a period, as people read their figures.
type scorePage struct {
	From, To cal.Date
	Rows     []scoreRow
}

type scoreRow struct {
	Score
	OnTimeText, FillText, DefectText, DriftText, LeadText string
}

// scorecardPage shows the last quarter unless other days are asked for.
func (r *Room) scorecardPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	var page scorePage
	err := q.View(ctx, func(tx *pg.Tx) (err error) {
		var scores []Score
		page.From, page.To, scores, err = r.scores(ctx, tx, q)
		for _, s := range scores {
			page.Rows = append(page.Rows, s.row())
		}
		return err
	})
	return web.HTML(pages, "scorecard", page).Title(q.Text("purchasing.scorecard")), err
}

// scores reads the scorecard of the days that a request names, the last quarter otherwise.
func (r *Room) scores(ctx context.Context, tx *pg.Tx, q *web.Request) (from, to cal.Date, scores []Score, err error) {
	if from, err = dayOf(q, "from", tx.Today().Add(-90)); err != nil {
		return from, to, nil, err
	}
	if to, err = dayOf(q, "to", tx.Today()); err != nil {
		return from, to, nil, err
	}
	scores, err = r.Scorecard(ctx, tx, from, to)
	return from, to, scores, err
}

func dayOf(q *web.Request, name string, otherwise cal.Date) (cal.Date, error) {
	text := q.Get(name)
	if text == "" {
		return otherwise, nil
	}
	day, err := cal.Parse(text)
	if err != nil {
		return day, fault.New(fault.Invalid, "core.field.date", fault.Args{"field": name, "value": text}).At(name)
	}
	return day, nil
}

func (s Score) row() scoreRow {
	share := func(v *float64, form string) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf(form, 100**v)
	}
	row := scoreRow{Score: s, OnTimeText: share(s.OnTime, "%.0f%%"), FillText: share(s.Fill, "%.0f%%"), DefectText: share(s.Defect, "%.1f%%"),
		DriftText: share(s.Drift, "%+.1f%%"), LeadText: "–"}
	if s.LeadMean != nil {
		row.LeadText = fmt.Sprintf("%.1f", *s.LeadMean)
		if s.LeadSD != nil {
			row.LeadText += fmt.Sprintf(" ± %.1f", *s.LeadSD)
		}
	}
	return row
}
