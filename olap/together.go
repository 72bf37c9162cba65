package olap

import (
	"context"
	"fmt"
	"slices"
)

// Together makes the answers of many questions ready in memory, where Run then finds them: those that differ in their metrics alone are
// put as one, which reads each source once. A question that cuts by dims is left to itself, because which groups it gets depends on its
// metrics; so is one that has no answer.
func (w *Warehouse) Together(ctx context.Context, asked ...Query) error {
	now, err := w.state(ctx)
	if err != nil {
		return err
	}
	var order []string
	groups := map[string][]*plan{}
	for _, q := range parted(asked) {
		p, err := q.resolve()
		if err != nil || w.asked.has(p.statement().question(now)) {
			continue
		}
		q.Metrics = nil
		key := fmt.Sprintf("%+v", q)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], p)
	}
	for _, key := range order {
		if err := w.together(ctx, now, groups[key]); err != nil {
			return err
		}
	}
	return nil
}

// parted are questions of one period each, those without dims.
func parted(asked []Query) []Query {
	var parts []Query
	for _, q := range asked {
		if len(q.By) > 0 {
			continue
		}
		if q.Compare != Nothing {
			parts = append(parts, q.Before())
		}
		q.Compare, q.Limit, q.Order = Nothing, 0, ""
		parts = append(parts, q)
	}
	return parts
}

// together asks for the metrics of all plans at once, and keeps for each what it would have been answered alone.
func (w *Warehouse) together(ctx context.Context, now state, plans []*plan) error {
	q := plans[0].Query
	q.Metrics = nil
	alone := true
	for _, p := range plans {
		alone = alone && slices.Equal(p.Metrics, plans[0].Metrics)
		for _, name := range p.Metrics {
			if !slices.Contains(q.Metrics, name) {
				q.Metrics = append(q.Metrics, name)
			}
		}
	}
	if alone {
		return nil // whoever asks it will be answered soonest
	}
	whole, err := q.resolve()
	if err != nil {
		return err
	}
	rows, err := w.read(ctx, whole, whole.statement())
	if err != nil {
		return err
	}
	for _, p := range plans {
		w.asked.keep(p.statement().question(now), picked(rows, q.Metrics, p.Metrics))
	}
	return nil
}

// picked are rows with some of their metrics.
func picked(rows []Row, from, metrics []string) []Row {
	some := make([]Row, len(rows))
	for i, row := range rows {
		some[i] = Row{Day: row.Day, By: []Cell{}}
		for _, name := range metrics {
			some[i].Values = append(some[i].Values, row.Values[slices.Index(from, name)])
		}
	}
	return some
}
