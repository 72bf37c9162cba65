package main

import (
	"context"
	"errors"

	"hesuan/internal/config"
	"hesuan/internal/embedded/kafka"
)

// kafkaCommand is the embedded broker; it listens where HESUAN_KAFKA points.
type kafkaCommand struct{}

// Run serves until ctx ends.
func (kafkaCommand) Run(ctx context.Context, c *config.Config) error {
	cluster, err := c.Cluster()
	if err != nil || len(cluster.Brokers) != 1 {
		return errors.New("the embedded Kafka is one broker: give its address as HESUAN_KAFKA=127.0.0.1:PORT")
	}
	return kafka.Run(ctx, kafka.Options{Dir: c.Path("kafka"), Listen: cluster.Brokers[0], Logger: c.Logger("kafka")})
}
