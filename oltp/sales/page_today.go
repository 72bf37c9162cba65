package sales

import (
	"net/url"

	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// Today tells clerks which orders are short, which are not paid, and how the day goes. text finds words, as the book's Text does.
func (r *Room) Today(text func(lang, key string, args map[string]any) string) web.Today {
	right := r.Orders.Def.Right
	return web.Tallies(text,
		web.Tally{From: r.Orders.Def.From, Right: right("reserve"), Key: "sales.today.short", Sum: "sales.today.worth", Icon: "alert-triangle", Tone: "dead",
			Href: web.At("/sales/order?exception=short"),
			SQL:  "select count(*), coalesce(sum(total), 0) from {rows} o where state in ('placed', 'approved', 'shipping') and exception = 'short'"},
		web.Tally{From: r.Orders.Def.From, Right: right("pay"), Key: "sales.today.unpaid", Sum: "sales.today.worth", Icon: "cash", Tone: "wait",
			Href: web.At("/sales/order?" + url.Values{"state": {Placed}, "q": {"paid=0"}}.Encode()),
			SQL:  "select count(*), coalesce(sum(total), 0) from {rows} o where state = 'placed' and paid = 0"},
		web.Tally{From: r.Orders.Def.From, Right: right("place"), Key: "sales.today.mine", Sum: "sales.today.worth", Icon: "shopping-cart", Tone: "plain",
			Href: func(tx *pg.Tx) string {
				return "/sales/order?" + url.Values{"q": {"at>=" + tx.Today().String()}}.Encode()
			},
			Args: func(tx *pg.Tx) []any { return []any{tx.Today().Start(tx.Zone)} },
			SQL:  "select count(*), coalesce(sum(total), 0) from {rows} o where at >= $1"},
	)
}
