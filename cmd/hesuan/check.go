package main

import (
	"context"
	"fmt"
	"os"

	"hesuan/internal/check"
	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// checkCommand asks every rule of the house and prints what it finds.
type checkCommand struct{}

// unsound is how check ends when a rule is broken: it has printed which.
type unsound struct{}

func (unsound) Error() string { return "broken rules" }

// ExitCode says that all has been said.
func (unsound) ExitCode() int { return 1 }

// Run checks the house beside a running `up`; work going on meanwhile breaks no rule.
func (checkCommand) Run(ctx context.Context, c *config.Config) error {
	return withHouse(ctx, c, func(ctx context.Context, h *house, warehouse *olap.Warehouse) error {
		results, err := check.Run(ctx, h.db, append(h.rules(), warehouseRules(warehouse)...))
		if !check.Write(os.Stdout, results) && err == nil {
			err = unsound{}
		}
		return err
	})
}

// warehouseRules are what is always true of ClickHouse by itself. Whether it has all events of Postgres is reconcile's question.
func warehouseRules(w *olap.Warehouse) []check.Rule {
	return []check.Rule{
		told("warehouse.facts_are_of_events", func(ctx context.Context) ([]olap.Finding, error) { return w.CheckFacts(ctx, false) }),
		told("warehouse.rollups_are_of_facts", func(ctx context.Context) ([]olap.Finding, error) { return w.CheckRollups(ctx, nil, false) }),
	}
}

// told makes a rule of a comparison.
func told(name string, compare func(context.Context) ([]olap.Finding, error)) check.Rule {
	return check.Rule{Name: name, Run: func(ctx context.Context, _ *pg.Tx, report func(string)) error {
		found, err := compare(ctx)
		for _, f := range found {
			report(fmt.Sprintf("%s on %s: %s, should be %s", f.Table, f.Day, f.Found, f.Expected))
		}
		return err
	}}
}
