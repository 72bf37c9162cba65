package ingest

import (
	"context"
	"slices"
	"strconv"

	"hesuan/internal/event"
	"hesuan/internal/kafka"
	"hesuan/internal/observe"
	"hesuan/olap"
)

// insert writes the events; what the warehouse refuses for its content is put aside.
func (j *job) insert(ctx context.Context, epoch uint64, events []message) (olap.Touched, error) {
	records := make([]*event.Record, len(events))
	for i, m := range events {
		records[i] = m.Record
	}
	ctx, span := observe.Begin(ctx, "clickhouse.insert")
	defer span.Done(nil)
	return insertFit(ctx, j.Warehouse, epoch, records, func(r *event.Record, reason error) error {
		m := message{Record: r, Epoch: epoch, Committed: r.Recorded}
		return j.bury(ctx, m.encode(j.Kafka.Topic(room(r.Type))), reason)
	})
}

// insertFit writes events. A batch that is refused for its content is halved until the event at fault is alone, and that
// one is left to aside.
func insertFit(ctx context.Context, w *olap.Warehouse, epoch uint64, records []*event.Record,
	aside func(*event.Record, error) error) (olap.Touched, error) {
	if len(records) == 0 {
		return olap.Touched{}, nil
	}
	touched, err := w.Insert(ctx, epoch, records)
	if err == nil || !olap.Unfit(err) {
		return touched, err
	}
	if len(records) == 1 {
		return olap.Touched{}, aside(records[0], err)
	}
	half := len(records) / 2
	first, err := insertFit(ctx, w, epoch, records[:half], aside)
	if err != nil {
		return nil, err
	}
	second, err := insertFit(ctx, w, epoch, records[half:], aside)
	first.Merge(second)
	return first, err
}

// bury writes a message that cannot be applied to the dead-letter topic, with the reason and where it stood.
func (j *job) bury(ctx context.Context, raw kafka.Message, reason error) error {
	j.Log.Error("message put aside", "topic", raw.Topic, "partition", raw.Partition, "offset", raw.Offset, "reason", reason)
	headers := append(slices.Clone(raw.Headers), text("hesuan_reason", reason.Error()), text("hesuan_topic", raw.Topic),
		text("hesuan_partition", strconv.Itoa(raw.Partition)), text("hesuan_offset", strconv.FormatInt(raw.Offset, 10)))
	err := j.dead.WriteMessages(ctx, kafka.Message{Topic: j.Kafka.Topic("dead"), Key: raw.Key, Value: raw.Value, Headers: headers})
	if err == nil {
		j.Metrics.Poison.Inc()
		j.lags.poison++
	}
	return err
}
