package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/kafka"
	"hesuan/internal/pg/wal"
)

// Publication is the one that schema.sql of package event makes.
const Publication = "hesuan_event"

// Relay carries events from Postgres' log to Kafka, in commit order. Any number may run: the slot lets one work, the others wait.
type Relay struct {
	DSN     string
	Slot    string
	Stream  *event.Stream
	Kafka   kafka.Cluster
	Rooms   []string // whose topics are made at the start; an event of another room makes its own
	Log     *slog.Logger
	Metrics *Metrics
	// Beat is the time between heartbeats while events flow; when nothing happens they are five times as far apart.
	Beat time.Duration
	// Joined, if set, is called whenever the slot has been taken: Postgres may be another one than before.
	Joined func()
}

const (
	relayBatch = 2000                 // events in one write to Kafka
	relayBytes = 4 << 20              // and their bodies
	relayQuiet = 2 * time.Millisecond // without a further event a batch is sent
)

// Run relays until ctx ends. When Postgres or Kafka go away it waits for them.
func (r *Relay) Run(ctx context.Context) error {
	for pause := time.Duration(0); ; pause = min(2*pause+100*time.Millisecond, 5*time.Second) {
		began := time.Now()
		err := r.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(began) > time.Minute {
			pause = 0
		}
		if errors.Is(err, wal.ErrBusy) {
			r.Log.Debug("another relay is at work")
			pause = min(pause, time.Second)
		} else {
			r.Log.Warn("relay interrupted", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// session is one connection's life. Its state is the place in the log and the mark on the way.
type session struct {
	*Relay
	reader *wal.Reader
	writer *kafka.Writer
	mu     sync.Mutex                // of ends
	known  map[string]bool           // topics that exist
	ends   map[kafka.Partition]int64 // next offset of each partition
	batch  []message                 // received, not yet in Kafka
	bytes  int                       // of the bodies in batch
	commit wal.LSN                   // the last commit whose events are all in batch or sent
	acked  wal.LSN                   // everything before it is in Kafka
	mark   *event.Mark               // waits until acked has passed it
	dirty  bool                      // events were sent since the last mark was passed
	beat   time.Time                 // of the last mark
	said   time.Time                 // when acked was last told to Postgres
	tally  tally                     // of what was sent and not yet logged
}

func (r *Relay) session(ctx context.Context) error {
	reader, err := wal.Open(ctx, r.DSN, r.Slot, r.Stream.Lost)
	if err != nil {
		return err
	}
	defer reader.Close()
	s := &session{Relay: r, reader: reader, known: map[string]bool{}}
	if err := s.topics(ctx); err != nil {
		return err
	}
	s.writer = r.Kafka.Writer()
	defer s.writer.Close()
	s.writer.Completion = s.completed
	if err := s.refill(ctx); err != nil {
		return fmt.Errorf("refill: %w", err)
	}
	if err := reader.Start(ctx, Publication); err != nil {
		return err
	}
	r.Log.Info("relay works", "slot", r.Slot)
	if r.Joined != nil {
		r.Joined()
	}
	for {
		if err := s.step(ctx); err != nil {
			return err
		}
	}
}

func (s *session) topics(ctx context.Context) error {
	beats := s.Kafka.Topic("heartbeat")
	if err := s.Kafka.Ensure(ctx, 1, beats); err != nil {
		return err
	}
	topics := roomTopics(s.Kafka, s.Rooms)
	if err := s.Kafka.Ensure(ctx, kafka.Usual, topics...); err != nil {
		return err
	}
	for _, topic := range topics {
		s.known[topic] = true
	}
	all, err := s.Kafka.Topics(ctx, beats, s.Kafka.Topic("dead"))
	if err != nil {
		return err
	}
	s.ends, err = s.Kafka.Ends(ctx, all...)
	return err
}

func roomTopics(c kafka.Cluster, rooms []string) []string {
	topics := make([]string, len(rooms))
	for i, room := range rooms {
		topics[i] = c.Topic(room)
	}
	return topics
}

// completed learns the offsets that Kafka gave; the writer calls it before WriteMessages returns, from one goroutine per partition.
func (s *session) completed(messages []kafka.Message, err error) {
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range messages {
		p := kafka.Partition{Topic: m.Topic, ID: m.Partition}
		s.ends[p] = max(s.ends[p], m.Offset+1)
	}
}

// refill sends what a new slot cannot know: everything since the transaction up to which delivery is certain.
func (s *session) refill(ctx context.Context) error {
	xmin, due, err := s.Stream.Missing(ctx)
	if err != nil || !due {
		return err
	}
	mark, err := s.Stream.Mark(ctx)
	if err != nil {
		return err
	}
	count := 0
	missing := event.Range{Since: xmin, Snapshot: s.reader.Snapshot, Ordered: true}
	err = s.Stream.Each(ctx, missing, relayBatch, func(records []*event.Record) error {
		for _, record := range records {
			s.batch = append(s.batch, message{Record: record, Committed: record.Recorded})
		}
		count += len(records)
		return s.send(ctx)
	})
	if err != nil {
		return err
	}
	s.Log.Info("the replication slot was made anew", "slot", s.Slot, "since_xid", xmin, "events", count)
	return s.Stream.Delivered(ctx, mark)
}
