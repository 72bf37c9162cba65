package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"hesuan/ingest"
	"hesuan/ingest/status"
	"hesuan/internal/config"
	"hesuan/internal/observe"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// present runs a role and shows beside it that it is there: its signs of life, and its metrics where the settings ask for them. A role that
// has no address of its own for its metrics hands them to the pages'.
func present(ctx context.Context, c *config.Config, db *pg.DB, role string, run func(ctx context.Context) error) error {
	log := c.Logger(role)
	life := &status.Process{DB: db, Role: role, Log: log, Metrics: role != "serve" && c.Metrics == ""}
	listen := c.Metrics
	if role == "serve" {
		listen = ""
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return life.Run(ctx) })
	group.Go(func() error { return observe.Serve(ctx, listen, log) })
	group.Go(func() error {
		defer cancel()
		return run(ctx)
	})
	return group.Wait()
}

// status is what there is to ask how the house is.
func (h *house) status(c *config.Config, warehouse *olap.Warehouse) (*status.House, error) {
	cluster, err := c.Cluster()
	if err != nil {
		return nil, err
	}
	return &status.House{DB: h.db, Warehouse: warehouse, Kafka: cluster, Slot: ingest.SlotOf(c.Postgres), Data: c.Data, Embedded: c.Embedded(),
		Forecast: h.foretoldAt}, nil
}

// foretoldAt is when the last forecast was made.
func (h *house) foretoldAt(ctx context.Context) (at time.Time, err error) {
	var found *time.Time
	err = h.db.Pool.QueryRow(ctx, "select max(created) from sales.forecast").Scan(&found)
	if found != nil {
		at = *found
	}
	return at, err
}

// migrated fails while a table of this program's is missing: another one has to migrate first.
func (h *house) migrated(ctx context.Context) error { return h.db.Migrated(ctx, schemas()...) }
