package main

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"hesuan/ingest"
	"hesuan/internal/config"
)

// sinkCommand carries events from Kafka into ClickHouse; any number of them may run.
type sinkCommand struct{}

// Run sinks until ctx ends.
func (sinkCommand) Run(ctx context.Context, c *config.Config) error {
	s, err := openStream(ctx, c, "sink")
	if err != nil {
		return err
	}
	defer s.close()
	sink := &ingest.Sink{Kafka: s.kafka, Group: "sink", Rooms: rooms(), Stream: s.events, Warehouse: s.warehouse, Log: s.log,
		Metrics: ingest.NewMetrics(prometheus.DefaultRegisterer)}
	return present(ctx, c, s.db, "sink", func(ctx context.Context) error {
		if err := ingest.NewGuard(s.events, s.warehouse, s.log).Until(ctx); err != nil {
			return nil
		}
		return sink.Run(ctx)
	})
}
