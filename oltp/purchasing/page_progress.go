package purchasing

import (
	"context"

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
	suggestion, order := r.Suggestions.Def.Right, r.Orders.Def.Right
	return web.Tallies(text,
		web.Tally{From: r.Suggestions.Def.From, Right: suggestion("order"), Key: "purchasing.today.urgent", Sum: "purchasing.today.risk", Icon: "wand", Tone: "wait",
			Href: web.At("/replenish?late=1"),
			Args: web.Day, SQL: "select count(*), coalesce(sum(risk), 0) from {rows} s where state = 'open' and latest <= $1"},
		web.Tally{From: r.Orders.Def.From, Right: order("approve"), Key: "purchasing.today.late", Sum: "purchasing.today.open", Icon: "clock-exclamation", Tone: "dead",
			Href: web.At("/purchasing/progress?late=1"),
			Args: web.Day, SQL: `select count(*), coalesce(sum(round(l.price * (l.qty - l.received), 2)), 0) from {rows} o join purchasing.order_line l on l.doc = o.id
				where o.state in ('approved', 'receiving') and l.received < l.qty and l.due < $1`},
		web.Tally{From: r.Orders.Def.From, Right: order("receive"), Key: "purchasing.today.receive", Icon: "package-import", Tone: "go", Href: web.At("/receive"),
			Args: web.Day, SQL: "select count(*), 0::numeric from {rows} o where state in ('approved', 'receiving') and due <= $1"},
	)
}
