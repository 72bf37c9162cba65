package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"hesuan/ingest"
	"hesuan/internal/config"
	"hesuan/internal/event"
	"hesuan/internal/kafka"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// relayCommand carries events from Postgres to Kafka, and watches whether the warehouse is a picture of this Postgres.
type relayCommand struct{}

// Run relays until ctx ends.
func (relayCommand) Run(ctx context.Context, c *config.Config) error {
	s, err := openStream(ctx, c, "relay")
	if err != nil {
		return err
	}
	defer s.close()
	guard := ingest.NewGuard(s.events, s.warehouse, s.log)
	relay := &ingest.Relay{DSN: c.Postgres, Slot: ingest.SlotOf(c.Postgres), Stream: s.events, Kafka: s.kafka, Rooms: rooms(), Log: s.log,
		Metrics: ingest.NewMetrics(prometheus.DefaultRegisterer), Beat: time.Second, Joined: guard.Kick}
	return present(ctx, c, s.db, "relay", func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return relay.Run(ctx) })
		group.Go(func() error { return guard.Run(ctx) })
		return group.Wait()
	})
}

// stream is what the commands of the stream share.
type stream struct {
	db        *pg.DB
	events    *event.Stream
	kafka     kafka.Cluster
	warehouse *olap.Warehouse
	log       *slog.Logger
}

// openStream connects to Postgres. ClickHouse and Kafka may come later.
func openStream(ctx context.Context, c *config.Config, role string) (*stream, error) {
	if err := c.Join(); err != nil {
		return nil, err
	}
	cluster, err := c.Cluster()
	if err != nil {
		return nil, err
	}
	db, err := pg.Open(ctx, c.Postgres)
	if err != nil {
		return nil, err
	}
	warehouse, err := olap.Dial(c.ClickHouse)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &stream{db, &event.Stream{DB: db}, cluster, warehouse, c.Logger(role)}, nil
}

func (s *stream) close() {
	_ = s.warehouse.Close()
	s.db.Close()
}

// rooms are those whose events are streamed: all that have tables.
func rooms() []string {
	var names []string
	for _, schema := range schemas() {
		if schema.Room != "core" {
			names = append(names, schema.Room)
		}
	}
	return names
}
