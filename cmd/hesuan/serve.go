package main

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"hesuan/demo/load"
	"hesuan/ingest/status"
	"hesuan/internal/config"
	"hesuan/internal/web"
	"hesuan/olap"
)

// serveCommand serves the pages and the API; any number of them may run behind a balancer.
type serveCommand struct{}

// Run serves until ctx ends, then lets the requests in hand finish. Requests act as whoever logged in, never as the house.
func (serveCommand) Run(ctx context.Context, c *config.Config) error {
	return withHouse(ctx, c, func(_ context.Context, h *house, warehouse *olap.Warehouse) error {
		if err := prometheus.Register(olap.NewCollector(warehouse)); err != nil {
			return err
		}
		state, err := h.status(c, warehouse)
		if err != nil {
			return err
		}
		if err := prometheus.Register(status.NewCollector(state)); err != nil {
			return err
		}
		server := web.New(web.Options{
			DB: h.db, House: h.defs, Book: h.book, Auth: h.auth, Pages: append(h.pages(warehouse), state.Pages()...),
			Ops: append(h.ops(warehouse), state.Ops()...), Metrics: state.Others(),
			Static: h.static(), Today: h.today(), Later: h.later(state), Bell: h.boards(nil).Bell(), Strip: load.Strip(h.db), Log: c.Logger("serve"),
			// Boards without ClickHouse say so; orders must not wait for it. So only what every page needs makes a server unready.
			Ready: map[string]func(context.Context) error{"postgres": h.db.Pool.Ping, "schema": h.migrated},
		})
		return present(ctx, c, h.db, "serve", func(ctx context.Context) error { return server.Run(ctx, c.Listen) })
	})
}
