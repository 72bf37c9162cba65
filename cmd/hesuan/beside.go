package main

import (
	"context"

	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// withDB opens the database beside a running `up` and lets fn work in it as the house itself.
func withDB(ctx context.Context, c *config.Config, fn func(ctx context.Context, db *pg.DB) error) error {
	if err := c.Join(); err != nil {
		return err
	}
	ctx = asHouse(ctx)
	db, err := pg.Open(ctx, c.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(ctx, db)
}

// withRooms wires the rooms on that database, for what needs no ClickHouse.
func withRooms(ctx context.Context, c *config.Config, fn func(ctx context.Context, h *house) error) error {
	return withDB(ctx, c, func(ctx context.Context, db *pg.DB) error {
		h, err := wire(ctx, db)
		if err != nil {
			return err
		}
		return fn(ctx, h)
	})
}

// withHouse opens the warehouse, too.
func withHouse(ctx context.Context, c *config.Config, fn func(ctx context.Context, h *house, warehouse *olap.Warehouse) error) error {
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		warehouse, err := olap.Dial(c.ClickHouse)
		if err != nil {
			return err
		}
		defer func() { _ = warehouse.Close() }()
		return fn(ctx, h, warehouse)
	})
}
