package dashboards

import (
	"slices"
	"strings"

	"hesuan/olap"
)

// narrowing are the dims that a board goes on with when one of their values is clicked; the others lead to the documents.
var narrowing = []string{"channel", "warehouse", "category", "region"}

// behind is the address of the documents behind a number.
func (b *Board) behind(a Ask, metric string) string {
	return a.href(b.Path()+"/behind", "metric", metric)
}

// down is where a click on a row leads: one level down, and to the documents where nothing is left to narrow (ANA-05).
func (b *Board) down(a Ask, metric string, q olap.Query, row olap.Row) string {
	next, narrowed, leaf := a, false, false
	for i, dim := range q.By {
		if a.fixed(dim) == row.By[i].Key {
			continue
		}
		next = next.with(dim, row.By[i].Key)
		if slices.Contains(narrowing, dim) {
			narrowed = true
		} else {
			leaf = true
		}
	}
	if q.Grain != olap.None {
		from, to := q.Step(row.Day)
		next = next.span(from, to)
		narrowed = narrowed || from < to && (from != a.From || to != a.To)
		leaf = leaf || q.Grain == olap.Day
	}
	if narrowed && !leaf {
		return next.href(b.Path())
	}
	return b.behind(next, metric)
}

// pageOf is the page of the thing that a dim's key names, if it has one.
func pageOf(dim, key string) string {
	d, err := olap.DimOf(dim)
	if err != nil || d.Names == "" || strings.Trim(key, "0-") == "" {
		return ""
	}
	return pathOf(d.Names) + "/" + key
}

// pathOf is where documents of a type live: sales.order is at /sales/order.
func pathOf(kind string) string { return "/" + strings.Replace(kind, ".", "/", 1) }
