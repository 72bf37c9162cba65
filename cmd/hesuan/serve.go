package main

import (
	"context"

	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/internal/web"
	"hesuan/olap"
)

// serveCommand serves the pages and the API; any number of them may run behind a balancer.
type serveCommand struct{}

// Run serves until ctx ends, then lets the requests in hand finish.
func (serveCommand) Run(ctx context.Context, c *config.Config) error {
	if err := c.Join(); err != nil {
		return err
	}
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
	log := c.Logger("serve")
	server := web.New(web.Options{
		DB: db, House: h.defs, Book: h.book, Auth: h.auth, Log: log,
		Ready: map[string]func(context.Context) error{"postgres": db.Pool.Ping, "clickhouse": warehouse.Ready},
	})
	return server.Run(ctx, c.Listen)
}
