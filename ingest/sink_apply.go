package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/kafka"
	"hesuan/olap"
)

// job is what a sink holds while it is a member of the group.
type job struct {
	*Sink
	name   string // of this membership
	reader *kafka.Reader
	dead   *kafka.Writer
	pulses []pulse // heartbeats whose events may not all be committed yet, by any sink
	purged uint64  // the epoch for which older rows have been looked for
	lags   *lags
}

// apply puts a batch into the warehouse: events, then the days they touch, then the offsets. It tries until it succeeds or ctx
// ends: what is away comes back, and nothing is gained by reading further.
func (j *job) apply(ctx context.Context, batch []kafka.Message) error {
	if len(batch) > 0 {
		if err := j.until(ctx, func() error { return j.once(ctx, batch) }); err != nil {
			return err
		}
		if err := j.reader.CommitMessages(ctx, batch...); err != nil {
			return fmt.Errorf("offsets: %w", err)
		}
	}
	if err := j.complete(ctx); err != nil {
		j.Log.Debug("heartbeat", "err", err)
	}
	return nil
}

func (j *job) until(ctx context.Context, try func() error) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := try()
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		j.Log.Warn("sink waits", "err", err)
		sleep(ctx, pause)
	}
}

// once is one try. The epoch is read before and after the insert: when it has changed in between, the rows may belong to a
// Postgres that is no more, and are removed again.
func (j *job) once(ctx context.Context, batch []kafka.Message) error {
	epoch, err := j.Stream.Epoch(ctx)
	if err != nil {
		return err
	}
	events, err := j.sort(ctx, batch, epoch)
	if err != nil {
		return err
	}
	touched, err := j.insert(ctx, epoch, events)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return nil
	}
	ticket, now, err := j.Stream.Ticket(ctx)
	if err != nil {
		return err
	}
	if now != epoch {
		return j.purge(ctx, now)
	}
	if j.Between != nil {
		j.Between()
	}
	if err := j.Warehouse.Refresh(ctx, ticket, touched); err != nil {
		return err
	}
	j.note(events)
	return nil
}

// sort takes the events of the current epoch out of a batch. What cannot be read goes to the dead-letter topic; what is of an
// older epoch is dropped, and what such a message may have left behind is looked for.
func (j *job) sort(ctx context.Context, batch []kafka.Message, epoch uint64) ([]message, error) {
	var events []message
	stale := 0
	for _, raw := range batch {
		if p, ok := readPulse(raw); ok {
			j.pulses = append(j.pulses, p)
			continue
		}
		m, err := decode(raw)
		switch {
		case err != nil:
			if err := j.bury(ctx, raw, err); err != nil {
				return nil, err
			}
		case m.Epoch != epoch:
			stale++
		default:
			events = append(events, m)
		}
	}
	if stale == 0 {
		return events, nil
	}
	j.Metrics.Stale.Add(float64(stale))
	return events, j.purge(ctx, epoch)
}

func readPulse(raw kafka.Message) (p pulse, ok bool) {
	if string(raw.Key) != heartbeat {
		return p, false
	}
	return p, json.Unmarshal(raw.Value, &p) == nil
}

// purge removes what older epochs left, once for each epoch.
func (j *job) purge(ctx context.Context, epoch uint64) error {
	if j.purged == epoch {
		return nil
	}
	touched, err := j.Warehouse.Purge(ctx, epoch)
	if err != nil {
		return err
	}
	ticket, _, err := j.Stream.Ticket(ctx)
	if err != nil {
		return err
	}
	if err := j.Warehouse.Refresh(ctx, ticket, touched); err != nil {
		return err
	}
	j.purged = epoch
	return nil
}

// insert writes the events; what the warehouse refuses for its content is put aside.
func (j *job) insert(ctx context.Context, epoch uint64, events []message) (olap.Touched, error) {
	records := make([]*event.Record, len(events))
	for i, m := range events {
		records[i] = m.Record
	}
	return insertFit(ctx, j.Warehouse, epoch, records, func(r *event.Record, reason error) error {
		m := message{Record: r, Epoch: epoch, Committed: r.Recorded}
		return j.bury(ctx, m.encode(j.Kafka.Topic(room(r.Type))), reason)
	})
}

// insertFit writes events. A batch that is refused for its content is halved until the event at fault is alone, and that
// one is left to aside.
func insertFit(ctx context.Context, w *olap.Warehouse, epoch uint64, records []*event.Record, aside func(*event.Record, error) error) (olap.Touched, error) {
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

// complete passes on the newest heartbeat whose events all sinks have committed, and once a second what the batches cost.
func (j *job) complete(ctx context.Context) error {
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
