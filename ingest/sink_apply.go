package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hesuan/internal/kafka"
	"hesuan/internal/observe"
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
	tally  tally // of what was inserted and not yet logged

	touched olap.Touched                      // days that are to be computed
	read    map[kafka.Partition]kafka.Message // what is to be acknowledged then: the last of each partition
	owing   time.Time                         // since when
	unseen  []time.Time                       // when what waits for that was committed
	within  string                            // the trace of the last batch that waits for it
}

// apply puts a batch into the warehouse: events, then the days they touch, then the offsets. It tries until it succeeds or ctx
// ends: what is away comes back, and nothing is gained by reading further. While a backlog keeps coming the days wait for a few
// batches, for a day costs the more the more it holds, whatever is new of it.
func (j *job) apply(ctx context.Context, batch []kafka.Message) error {
	if len(batch) > 0 {
		if err := j.until(ctx, func() error { return j.traced(ctx, batch) }); err != nil {
			return err
		}
		j.owe(batch)
	}
	if backlog := len(batch) >= sinkMany; len(j.read) > 0 && (!backlog || time.Since(j.owing) > sinkOwing) {
		if err := j.settle(ctx); err != nil {
			return err
		}
	}
	if err := j.complete(ctx); err != nil {
		j.Log.Debug("heartbeat", "err", err)
	}
	return nil
}

// owe remembers what a batch leaves to be done: nothing of it is acknowledged before.
func (j *job) owe(batch []kafka.Message) {
	if len(j.read) == 0 {
		j.owing, j.read = time.Now(), map[kafka.Partition]kafka.Message{}
	}
	for _, m := range batch {
		j.read[kafka.Partition{Topic: m.Topic, ID: m.Partition}] = kafka.Message{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset}
	}
}

// settle computes the days that were touched and acknowledges what touched them.
func (j *job) settle(ctx context.Context) error {
	if err := j.until(ctx, func() error { return j.refresh(ctx) }); err != nil {
		return err
	}
	if err := j.reader.CommitMessages(ctx, slices.Collect(maps.Values(j.read))...); err != nil {
		return fmt.Errorf("offsets: %w", err)
	}
	j.read = nil
	return nil
}

func (j *job) refresh(ctx context.Context) (err error) {
	if len(j.touched) == 0 {
		j.note()
		return nil
	}
	ctx, span := observe.Begin(observe.Join(ctx, j.within), "sink.refresh")
	defer func() { span.Done(err) }()
	ticket, _, err := j.Stream.Ticket(ctx)
	if err != nil {
		return err
	}
	if j.Between != nil {
		j.Between()
	}
	if err := j.Warehouse.Refresh(ctx, ticket, j.touched); err != nil {
		return err
	}
	j.touched = olap.Touched{}
	j.note()
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

// traced is one try as a trace of its own, to which those of the events point.
func (j *job) traced(ctx context.Context, batch []kafka.Message) error {
	ctx, span := observe.Begin(ctx, "sink.batch")
	span.Set(attribute.Int("messages", len(batch)))
	j.within = observe.Parent(ctx)
	began := time.Now()
	err := j.once(ctx, batch)
	j.Metrics.BatchTime.Observe(time.Since(began).Seconds())
	span.Done(err)
	return err
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
	now := time.Now()
	carried := onward(ctx, "sink", events, func(message) time.Time { return now })
	err = j.put(ctx, epoch, events)
	carried(err)
	return err
}

// put is the way of events into the tables.
func (j *job) put(ctx context.Context, epoch uint64, events []message) error {
	touched, err := j.insert(ctx, epoch, events)
	if err != nil || len(events) == 0 {
		return err
	}
	now, err := j.Stream.Epoch(ctx)
	if err != nil {
		return err
	}
	if now != epoch {
		return j.purge(ctx, now)
	}
	j.touched.Merge(touched)
	j.tally.add(events)
	for _, m := range events {
		j.unseen = append(j.unseen, m.Committed)
	}
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
