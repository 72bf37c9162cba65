package dashboards

import (
	"context"
	"net/url"

	"hesuan/olap"
)

// item is one kind of work that waits.
type item struct {
	Text, Count, Sum string
	Icon, Tone       string
	Href             string
}

// queue is documents in one state, and the list that shows them.
type queue struct {
	key, icon, tone string
	count, sum      string // metrics
	state           string
	list            string
}

// queues are what waits on the overview. The lists that they lead to show the same documents.
var queues = []queue{
	{"approve", "checkbox", "wait", "orders", "gmv", "placed", "/sales/order"},
	{"ship", "package", "go", "orders", "gmv", "approved", "/sales/order"},
	{"rest", "package-off", "wait", "orders", "gmv", "shipping", "/sales/order"},
	{"returns", "arrow-back-up", "wait", "returns", "", "requested", "/sales/return"},
	{"refund", "receipt-refund", "wait", "returns", "", "received", "/sales/return"},
	{"arrive", "truck-delivery", "go", "purchases", "purchase_amount", "approved", "/purchasing/order"},
	{"suggest", "wand", "wait", "suggestions", "risk", "", "/replenish"},
}

// work counts what waits, whatever the period: of the last year, because what is older is no work but a question for the books.
func (d *brush) work(ctx context.Context) error {
	for _, one := range queues {
		row, result, err := d.waiting(ctx, one)
		if err != nil {
			return err
		}
		if row == nil || row.Values[0].Float == 0 {
			continue
		}
		shown := item{Text: d.text("board.work." + one.key), Icon: one.icon, Tone: one.tone, Href: one.list,
			Count: d.exact(row.Values[0], olap.Count)}
		if one.state != "" {
			shown.Href += "?" + url.Values{"state": {one.state}}.Encode()
		}
		if one.sum != "" {
			shown.Sum = d.people(row.Values[1], result.Metrics[1].Unit)
		}
		d.out.Items = append(d.out.Items, shown)
	}
	if len(d.out.Items) == 0 {
		d.out.Empty = d.text("board.work.none")
	}
	return nil
}

// waiting is nil where the filters of the board do not fit the queue: it then says nothing.
func (d *brush) waiting(ctx context.Context, one queue) (*olap.Row, *olap.Result, error) {
	q := d.ask.query(one.count)
	q.From, q.To = d.ask.Today.Add(-365), d.ask.Today
	if one.sum != "" {
		q.Metrics = append(q.Metrics, one.sum)
	}
	if one.state != "" {
		q.Filters = append(q.Filters[:len(q.Filters):len(q.Filters)], olap.Filter{Dim: "state", In: []string{one.state}})
	}
	for _, name := range q.Metrics {
		var dims []string
		for _, f := range q.Filters {
			dims = append(dims, f.Dim)
		}
		if m, err := olap.MetricOf(name); err != nil || !m.Knows(dims...) {
			return nil, nil, err
		}
	}
	result, err := d.run(ctx, q)
	if err != nil || len(result.Rows) == 0 {
		return nil, nil, err
	}
	return &result.Rows[0], result, nil
}
