package ingest

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/kafka"
)

// complete passes on the newest heartbeat whose events all sinks have committed, and once a second what the batches cost.
func (j *job) complete(ctx context.Context) error {
	j.tally.say(ctx, j.Log, "sunk")
	if flush, due := j.lags.take(j.name); due {
		if err := j.Warehouse.Note(ctx, flush); err != nil {
			return err
		}
	}
	if len(j.pulses) == 0 {
		return nil
	}
	reached, err := j.reached(ctx)
	if err != nil || reached < 0 {
		return err
	}
	p := j.pulses[reached]
	if err := j.Warehouse.Beat(ctx, p.Epoch, p.At, p.LSN); err != nil {
		return err
	}
	j.pulses = slices.Clone(j.pulses[reached+1:])
	return nil
}

// reached is the place of the newest pulse whose offsets are all committed, or -1.
func (j *job) reached(ctx context.Context) (int, error) {
	if len(j.pulses) > 100 {
		j.pulses = slices.Clone(j.pulses[len(j.pulses)-100:])
	}
	newest := j.pulses[len(j.pulses)-1]
	var parts []kafka.Partition
	for name := range newest.Ends {
		parts = append(parts, partition(name))
	}
	committed, err := j.Kafka.Committed(ctx, j.Group, parts)
	if err != nil {
		return -1, err
	}
	for i := len(j.pulses) - 1; i >= 0; i-- {
		if j.pulses[i].below(committed) {
			return i, nil
		}
	}
	return -1, nil
}

func (p pulse) below(committed map[kafka.Partition]int64) bool {
	for name, end := range p.Ends {
		if end > 0 && committed[partition(name)] < end {
			return false
		}
	}
	return true
}

func partition(name string) kafka.Partition {
	topic, number, _ := strings.Cut(name, "/")
	n, _ := strconv.Atoi(number)
	return kafka.Partition{Topic: topic, ID: n}
}
