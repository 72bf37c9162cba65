package purchasing

import (
	"context"

	"hesuan/internal/actor"
	"hesuan/internal/fixed"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// progressShown bounds the lines of the page.
const progressShown = 500

// progressPage is what is still to come, to be invoiced, or late (PUR-07).
type progressPage struct {
	Lines  []Progress
	Late   bool
	More   bool
	Symbol string
	Open   fixed.Amount // of the company's own currency
}

func (r *Room) progressPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	page := progressPage{Late: q.Get("late") != "", Symbol: money.Symbol(r.currency)}
	err := q.View(ctx, func(tx *pg.Tx) (err error) {
		page.Lines, err = r.Progress(ctx, tx, page.Late, progressShown+1)
		return err
	})
	if page.More = len(page.Lines) > progressShown; page.More {
		page.Lines = page.Lines[:progressShown]
	}
	for _, l := range page.Lines {
		if l.Currency == r.currency {
			page.Open += l.Open
		}
	}
	return web.HTML(pages, "progress", page).Title(q.Text("purchasing.progress")).Style("/static/purchasing/replenish.css"), err
}

// Today tells a buyer what waits: suggestions to order from, and goods that are late.
func (r *Room) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return func(ctx context.Context, tx *pg.Tx, who actor.Actor) (items []web.TodayItem, err error) {
		count := func(right, sql, key, href, icon, tone string) {
			var n int64
			if err != nil || !who.Can(right) {
				return
			}
			if err = tx.QueryRow(ctx, sql, tx.Today()).Scan(&n); err == nil && n > 0 {
				items = append(items, web.TodayItem{Text: text(who.Lang, key, nil), Count: n, Href: href, Icon: icon, Tone: tone})
			}
		}
		count(r.Suggestions.Def.Right("order"), "select count(*) from "+r.Suggestions.Def.From(tx)+" s where state = 'open' and latest <= $1",
			"purchasing.today.urgent", "/replenish?late=1", "wand", "wait")
		count(r.Orders.Def.Right("view"), `select count(*) from `+r.Orders.Def.From(tx)+` o join purchasing.order_line l on l.doc = o.id
			where o.state in ('approved', 'receiving') and l.received < l.qty and l.due < $1`,
			"purchasing.today.late", "/purchasing/progress?late=1", "clock-exclamation", "dead")
		return items, err
	}
}
