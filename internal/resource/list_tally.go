package resource

import (
	"context"
	"fmt"
	"strings"

	"hesuan/internal/pg"
)

// Tally counts what a query finds, but no further than most: a number beside a tab need not be exact when it is large.
func (d *Def[T]) Tally(ctx context.Context, tx *pg.Tx, q Query, most int) (n int, err error) {
	if err := Allow(tx, d.Right("view")); err != nil {
		return 0, err
	}
	c, err := d.filter(tx, q)
	if err != nil {
		return 0, err
	}
	sql := fmt.Sprintf("select count(*) from (select from %s t %s limit %d) t", d.From(tx), c.sql(), most)
	return n, tx.QueryRow(ctx, sql, c.args...).Scan(&n)
}

// Queue is how many documents of a Def stand in a state.
type Queue struct {
	Def, State string
	Count      int
}

// Queues counts, in one query, the documents in each of the states that people must take a step out of; none further than most. It
// looks at no rights, but counts what the actor may see.
func (h *House) Queues(ctx context.Context, tx *pg.Tx, most int) ([]Queue, error) {
	var arms []string
	var queues []Queue
	var states []any
	for _, def := range h.defs {
		plan := def.Plan()
		if plan == nil {
			continue
		}
		table := def.From(tx)
		for _, state := range plan.States {
			if plan.MainStep(state.Name) == nil {
				continue
			}
			states = append(states, state.Name)
			queues = append(queues, Queue{Def: def.Info().Name, State: state.Name})
			arms = append(arms, fmt.Sprintf("(select count(*) from (select from %s t where state = $%d and not archived limit %d) t)", table, len(states), most))
		}
	}
	if len(arms) == 0 {
		return nil, nil
	}
	counts := make([]any, len(queues))
	for i := range queues {
		counts[i] = &queues[i].Count
	}
	return queues, tx.QueryRow(ctx, "select "+strings.Join(arms, ", "), states...).Scan(counts...)
}

// MainStep is the usual next step that people take out of a state, or nil.
func (p *Plan) MainStep(state string) *StepInfo {
	for i := range p.Steps {
		step := &p.Steps[i]
		for _, from := range step.From {
			if step.Main && !step.Private && from == state {
				return step
			}
		}
	}
	return nil
}
