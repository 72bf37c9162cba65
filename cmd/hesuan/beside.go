package main

import (
	"context"

	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// withHouse opens the house beside a running `up` and lets fn work in it as the house itself.
func withHouse(ctx context.Context, c *config.Config, fn func(ctx context.Context, h *house, warehouse *olap.Warehouse) error) error {
	if err := c.Join(); err != nil {
		return err
	}
	ctx = asHouse(ctx)
	db, err := pg.Open(ctx, c.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := wire(ctx, db)
	if err != nil {
		return err
	}
	warehouse, err := olap.Dial(c.ClickHouse)
	if err != nil {
		return err
	}
	defer func() { _ = warehouse.Close() }()
	return fn(ctx, h, warehouse)
}
