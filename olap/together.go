package olap

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Together makes the answers of many questions ready in memory, where Run then finds them: those that differ in their metrics alone and
// read the same source are put as one, so that it is read once. A question that cuts by dims is left to itself, because which groups it
// gets depends on its metrics; so is one that has no answer.
func (w *Warehouse) Together(ctx context.Context, asked ...Query) error {
	now, err := w.state(ctx)
	if err != nil {
		return err
	}
	groups := map[string][]*plan{}
	for _, q := range parted(asked) {
		p, err := q.resolve()
		if err != nil || w.asked.has(p.statement().question(now)) {
			continue
		}
		q.Metrics = nil
		key := fmt.Sprintf("%+v", q)
		groups[key] = append(groups[key], p)
	}
	var reading errgroup.Group
	for _, group := range groups {
		for _, plans := range related(group) {
			reading.Go(func() error { return w.together(ctx, now, plans) })
		}
	}
	return reading.Wait()
}

// related are the plans apart that read no source in common: together, each would only wait for the other.
func related(plans []*plan) (apart [][]*plan) {
	for _, p := range plans {
		with, rest := []*plan{p}, [][]*plan(nil)
		for _, others := range apart {
			if slices.ContainsFunc(others, p.shares) {
				with = append(with, others...)
			} else {
				rest = append(rest, others)
			}
		}
		apart = append(rest, with)
	}
	return apart
}

func (p *plan) shares(other *plan) bool {
	return slices.ContainsFunc(p.parts, func(mine part) bool {
		return slices.ContainsFunc(other.parts, func(theirs part) bool { return mine.source == theirs.source })
	})
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
