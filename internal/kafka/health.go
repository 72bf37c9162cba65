package kafka

import (
	"context"
	"strings"

	kafkago "github.com/segmentio/kafka-go"
)

// Health is how the cluster and our topics in it are.
type Health struct {
	Brokers    int // that the cluster counts as present
	Topics     int
	Partitions int
	Replicas   int // the fewest that a partition is meant to have
	Thin       int // partitions of which a replica is behind or away
	Leaderless int // partitions that nobody can write
}

// Health asks the cluster, over a connection of its own: the shared ones answer from memory when no broker is there.
func (c Cluster) Health(ctx context.Context) (h Health, err error) {
	fresh := c.transport()
	defer fresh.CloseIdleConnections()
	client := &kafkago.Client{Addr: kafkago.TCP(c.Brokers...), Timeout: dialLimit, Transport: fresh}
	meta, err := client.Metadata(ctx, &kafkago.MetadataRequest{})
	if err != nil {
		return h, err
	}
	h.Brokers = len(meta.Brokers)
	for _, topic := range meta.Topics {
		if topic.Internal || !strings.HasPrefix(topic.Name, c.Topic("")) {
			continue
		}
		h.Topics++
		for _, p := range topic.Partitions {
			h.count(p)
		}
	}
	return h, nil
}

func (h *Health) count(p kafkago.Partition) {
	h.Partitions++
	if h.Replicas == 0 || len(p.Replicas) < h.Replicas {
		h.Replicas = len(p.Replicas)
	}
	if len(p.Isr) < len(p.Replicas) {
		h.Thin++
	}
	if p.Leader.Host == "" {
		h.Leaderless++
	}
}

// Backlog gives, for each partition of our topics, how many messages a group has not yet committed.
func (c Cluster) Backlog(ctx context.Context, group string) (map[Partition]int64, error) {
	topics, err := c.Topics(ctx, c.Topic("dead"))
	if err != nil || len(topics) == 0 {
		return nil, err
	}
	ends, err := c.Ends(ctx, topics...)
	if err != nil {
		return nil, err
	}
	parts := make([]Partition, 0, len(ends))
	for p := range ends {
		parts = append(parts, p)
	}
	committed, err := c.Committed(ctx, group, parts)
	if err != nil {
		return nil, err
	}
	for p, end := range ends {
		ends[p] = max(0, end-max(0, committed[p]))
	}
	return ends, nil
}
