package olap

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hesuan/internal/cal"
	"hesuan/internal/observe"
)

// Run asks the warehouse.
func (w *Warehouse) Run(ctx context.Context, q Query) (result *Result, err error) {
	ctx, span := observe.Begin(ctx, "clickhouse.query")
	span.Set(attribute.StringSlice("metrics", q.Metrics), attribute.StringSlice("by", q.By))
	defer func() { span.Done(err) }()
	return w.run(ctx, q)
}

func (w *Warehouse) run(ctx context.Context, q Query) (*Result, error) {
	began := time.Now()
	p, err := q.resolve()
	if err != nil {
		return nil, err
	}
	now, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	if q.Limit > 0 && q.Grain != None && len(q.By) > 0 {
		if p, err = w.top(ctx, now, q); err != nil {
			return nil, err
		}
	}
	s := p.statement()
	result := &Result{Query: q, SQL: s.shown()}
	for _, d := range p.dims {
		result.By = append(result.By, Column{Name: d.Name, Title: d.Title(), Text: d.Text})
	}
	for _, m := range p.metrics {
		result.Metrics = append(result.Metrics, Column{Name: m.Name, Title: m.Title(), Unit: m.Unit, Lower: m.Lower})
	}
	if result.Rows, err = w.rows(ctx, now, p, s); err != nil {
		return nil, err
	}
	if q.Compare != Nothing {
		if err := w.compare(ctx, now, p, result); err != nil {
			return nil, err
		}
	}
	if err := w.label(ctx, p.dims, q.Lang, result.Rows); err != nil {
		return nil, err
	}
	result.Took = time.Since(began)
	return result, nil
}

// top narrows a query over time to the groups that are greatest over the whole period.
func (w *Warehouse) top(ctx context.Context, now state, q Query) (*plan, error) {
	whole := q
	whole.Grain, whole.Compare = None, Nothing
	p, err := whole.resolve()
	if err != nil {
		return nil, err
	}
	rows, err := w.rows(ctx, now, p, p.statement())
	if err != nil {
		return nil, err
	}
	for i, dim := range q.By {
		keys := map[string]bool{}
		filter := Filter{Dim: dim, In: []string{}}
		for _, row := range rows {
			if key := row.By[i].Key; !keys[key] {
				keys[key] = true
				filter.In = append(filter.In, key)
			}
		}
		q.Filters = append(q.filters()[:len(q.Filters):len(q.Filters)], filter)
	}
	return q.resolve()
}

// compare puts the same numbers of the period before beside each row: the same keys, the step of the same place in the period.
func (w *Warehouse) compare(ctx context.Context, now state, p *plan, result *Result) error {
	q := p.Query.Before()
	q.Limit = 0
	before, err := q.resolve()
	if err != nil {
		return err
	}
	rows, err := w.rows(ctx, now, before, before.statement())
	if err != nil {
		return err
	}
	places, found := before.places(), map[string][]Value{}
	for _, row := range rows {
		found[row.key(places)] = row.Values
	}
	places = p.places()
	for i, row := range result.Rows {
		result.Rows[i].Before = found[row.key(places)]
		if result.Rows[i].Before == nil {
			result.Rows[i].Before = p.nothing()
		}
	}
	return nil
}

// nothing is the row of a group that was not there: sums are zero, quotients are not valid.
func (p *plan) nothing() []Value {
	none := make([]Value, len(p.metrics))
	for i, m := range p.metrics {
		if m.Unit.exact() {
			none[i] = Value{Valid: true, Exact: "0"}
		}
	}
	return none
}

// places numbers the steps.
func (p *plan) places() map[cal.Date]int {
	places := map[cal.Date]int{}
	if p.Grain != None {
		for i, step := range p.steps() {
			places[step] = i
		}
	}
	return places
}

func (r Row) key(places map[cal.Date]int) string {
	parts := []string{fmt.Sprint(places[r.Day])}
	for _, cell := range r.By {
		parts = append(parts, cell.Key)
	}
	return strings.Join(parts, "\x00")
}
