package main

import (
	"context"
	"os"

	"hesuan/internal/check"
	"hesuan/internal/config"
	"hesuan/internal/pg"
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
	if err := c.Join(); err != nil {
		return err
	}
	ctx = asHouse(ctx)
	db, err := pg.Open(ctx, c.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	house, err := wire(ctx, db)
	if err != nil {
		return err
	}
	results, err := check.Run(ctx, db, house.rules())
	if err != nil {
		return err
	}
	if !check.Write(os.Stdout, results) {
		return unsound{}
	}
	return nil
}
