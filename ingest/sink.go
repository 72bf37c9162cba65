package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
	"hesuan/olap"
)

// Sink carries messages from Kafka into the warehouse. Any number may run; Kafka shares the partitions out among them. A sink
// knows events and days, not facts: it stays the same when a fact is added.
type Sink struct {
	Kafka     kafka.Cluster
	Group     string
	Rooms     []string
	Stream    *event.Stream
	Warehouse *olap.Warehouse
	Log       *slog.Logger
	Metrics   *Metrics
	// Between, if set, is called after the ticket was taken and before the facts are read: tests put sinks to sleep there.
	Between func()
}

const (
	sinkQuiet   = 8 * time.Millisecond   // without a further message a batch is applied
	sinkLinger  = 100 * time.Millisecond // a batch waits no longer, while messages keep coming
	sinkBacklog = 500 * time.Millisecond // but under a backlog, where large batches are cheaper
	sinkRest    = 400 * time.Millisecond // and after a batch, twice as long as it took but no longer than this: the cores are for others too
	sinkBatch   = 20_000                 // messages
	sinkMany    = sinkBatch / 10         // messages that tell of a backlog
	sinkOwing   = 2 * time.Second        // how long the days may wait under a backlog
	sinkBytes   = 64 << 20               // and their bodies
	sinkAhead   = 1000                   // messages read ahead while a batch is applied: few, because they may be large
	sinkTick    = 250 * time.Millisecond // how often a sink without work looks after heartbeats
	sinkWatch   = 5 * time.Second        // how often it looks for new topics
)

// Run sinks until ctx ends. It waits for whatever is away.
func (s *Sink) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := s.session(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("sink interrupted", "err", err)
			sleep(ctx, 500*time.Millisecond)
		}
	}
	return nil
}

// session is one membership of the group. It ends, to begin again, when there is a topic that it does not know: a new room's.
func (s *Sink) session(ctx context.Context) error {
	topics, err := s.topics(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader, writer := s.Kafka.Reader(s.Group, topics...), s.Kafka.Writer()
	defer reader.Close()
	defer writer.Close()
	in, failed := make(chan kafka.Message, sinkAhead), make(chan error, 2)
	go func() { failed <- fetch(ctx, reader, in) }()
	go func() { failed <- s.watch(ctx, topics) }()
	j := &job{Sink: s, name: id.New[any]().String(), reader: reader, dead: writer, lags: &lags{}, touched: olap.Touched{}}
	s.Log.Info("sink works", "topics", len(topics))
	var rested time.Time
	for {
		batch, err := gather(ctx, in, failed, rested)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := j.apply(ctx, batch); err != nil {
			return err
		}
		if rested = time.Now(); len(batch) > 0 {
			rested = rested.Add(min(2*time.Since(began), sinkRest))
		}
	}
}

// topics makes those of the rooms and of the heartbeat if they are missing, and gives all that there are.
func (s *Sink) topics(ctx context.Context) ([]string, error) {
	if err := MakeTopics(ctx, s.Kafka, s.Rooms); err != nil {
		return nil, err
	}
	return s.Kafka.Topics(ctx, s.Kafka.Topic("dead"))
}

// MakeTopics makes what is missing of the stream's topics: one for each room, the heartbeat, the dead letters.
func MakeTopics(ctx context.Context, cluster kafka.Cluster, rooms []string) error {
	if err := cluster.Ensure(ctx, kafka.Usual, roomTopics(cluster, rooms)...); err != nil {
		return err
	}
	return cluster.Ensure(ctx, 1, cluster.Topic("heartbeat"), cluster.Topic("dead"))
}

// errNewTopic ends a session.
var errNewTopic = errors.New("there is a new topic")

// watch looks for topics that others have made: a relay of a newer program knows more rooms.
func (s *Sink) watch(ctx context.Context, known []string) error {
	for {
		sleep(ctx, sinkWatch)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		topics, err := s.Kafka.Topics(ctx, s.Kafka.Topic("dead"))
		if err == nil && !slices.Equal(topics, known) {
			return errNewTopic
		}
	}
}

// fetch reads ahead while a batch is being applied.
func fetch(ctx context.Context, reader *kafka.Reader, in chan<- kafka.Message) error {
	for {
		m, err := reader.FetchMessage(ctx)
		if err != nil {
			return err
		}
		select {
		case in <- m:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// gather makes a batch: what comes until it is quiet for a moment, until the linger is over, but not before the sink has rested, or until
// the batch is full. It comes back empty after a tick without messages. A batch costs ClickHouse about as much whether it holds one event
// or three hundred, so that a sink which applied each at once would take a core for itself from fifty events a second on.
func gather(ctx context.Context, in <-chan kafka.Message, failed <-chan error, rested time.Time) ([]kafka.Message, error) {
	var batch []kafka.Message
	began, bytes, wait := time.Time{}, 0, sinkTick
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case m := <-in:
			if len(batch) == 0 {
				began = time.Now()
			}
			batch, bytes = append(batch, m), bytes+len(m.Value)
			linger := sinkLinger
			if len(batch) >= sinkMany {
				linger = sinkBacklog
			}
			wait = max(min(sinkQuiet, time.Until(began.Add(linger))), time.Until(rested))
			if wait <= 0 || len(batch) >= sinkBatch || bytes >= sinkBytes {
				return batch, nil
			}
			timer.Reset(wait)
		case <-timer.C:
			return batch, nil
		case err := <-failed:
			return nil, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// sleep pauses, or less if ctx ends.
func sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
