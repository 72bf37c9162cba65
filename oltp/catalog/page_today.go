package catalog

import (
	"net/url"

	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// Today tells those who keep prices how many of the price lists' are still to come. text finds words, as the book's Text does.
func (r *Room) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return web.Tallies(text, web.Tally{From: r.Prices.From, Right: r.Prices.Right("edit"), Key: "catalog.today.prices", Sum: "catalog.today.prices.hint",
		Icon: "tag", Tone: "plain", Args: web.Day,
		Href: func(tx *pg.Tx) string {
			return "/catalog/price?" + url.Values{"q": {"since>" + tx.Today().String()}}.Encode()
		},
		SQL: "select count(*), 0::numeric from {rows} p where since > $1 and not archived"})
}
