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
}

func (r *Relay) session(ctx context.Context) error {
	reader, err := wal.Open(ctx, r.DSN, r.Slot)
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
	if err := s.Kafka.Ensure(ctx, kafka.Partitions, topics...); err != nil {
		return err
	}
	for _, topic := range topics {
		s.known[topic] = true
	}
	var err error
	s.ends, err = s.Kafka.Ends(ctx, topics...)
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
	xmin, due, err := s.Stream.Missing(ctx, s.reader.Fresh)
	if err != nil || !due {
		return err
	}
	mark, err := s.Stream.Mark(ctx)
	if err != nil {
		return err
	}
	count := 0
	err = s.Stream.Each(ctx, event.Range{Since: xmin, Snapshot: s.reader.Snapshot, Ordered: true}, relayBatch, func(records []*event.Record) error {
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

// step receives until there is something to send, sends it, and tells Postgres.
func (s *session) step(ctx context.Context) error {
	if err := s.receive(ctx); err != nil {
		return err
	}
	if len(s.batch) > 0 {
		if err := s.send(ctx); err != nil {
			return err
		}
		s.dirty = true
	}
	s.acked = max(s.acked, s.commit)
	if err := s.pass(ctx); err != nil {
		return err
	}
	return s.tell(ctx)
}

// receive fills the batch until it is full or nothing more comes at once. With an empty batch it waits a moment.
func (s *session) receive(ctx context.Context) error {
	for len(s.batch) < relayBatch && s.bytes < relayBytes {
		wait := relayQuiet
		if len(s.batch) == 0 {
			wait = s.patience()
		}
		m, err := s.reader.Next(ctx, time.Now().Add(wait))
		switch {
		case err != nil:
			return err
		case m == nil:
			return nil
		case m.Row != nil:
			if err := s.take(m); err != nil {
				return err
			}
		case m.Commit > 0:
			s.commit = m.Commit
		case m.Idle > s.commit:
			s.commit = m.Idle
			if len(s.batch) == 0 {
				return nil
			}
		}
	}
	return nil
}

func (s *session) take(m *wal.Message) error {
	record, err := event.Parse(m.Row.Columns, m.Row.Values)
	if err != nil {
		return err
	}
	s.batch = append(s.batch, message{Record: record, Committed: m.Committed})
	s.bytes += len(record.Body)
	return nil
}

// send writes the batch to Kafka. The epoch is read now, after the events were received: nothing that was committed after an
// epoch began is sent under the one before.
func (s *session) send(ctx context.Context) error {
	epoch, err := s.Stream.Epoch(ctx)
	if err != nil {
		return err
	}
	out := make([]kafka.Message, len(s.batch))
	for i, m := range s.batch {
		m.Epoch = epoch
		out[i] = m.encode(s.Kafka.Topic(room(m.Type)))
		if err := s.ensure(ctx, out[i].Topic); err != nil {
			return err
		}
	}
	if err := s.writer.WriteMessages(ctx, out...); err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	s.Metrics.relayed(s.batch)
	s.batch, s.bytes = s.batch[:0], 0
	return nil
}

func (s *session) ensure(ctx context.Context, topic string) error {
	if s.known[topic] {
		return nil
	}
	s.known[topic] = true
	return s.Kafka.Ensure(ctx, kafka.Partitions, topic)
}

// patience is how long to wait for the next event: until the next heartbeat is due, or a moment while a mark is to be passed.
func (s *session) patience() time.Duration {
	if s.mark != nil {
		return 100 * time.Millisecond
	}
	return max(time.Millisecond, time.Until(s.beat.Add(s.interval())))
}

func (s *session) interval() time.Duration {
	if s.dirty {
		return s.Beat
	}
	return 5 * s.Beat
}

// pass takes a mark now and then, and when everything before it is in Kafka remembers it and tells the sinks.
func (s *session) pass(ctx context.Context) error {
	if s.mark != nil && uint64(s.acked) >= s.mark.LSN {
		mark := *s.mark
		s.mark = nil
		if err := s.heartbeat(ctx, mark); err != nil {
			return err
		}
		if s.dirty {
			s.dirty = false
			return s.Stream.Delivered(ctx, mark)
		}
	}
	if s.mark != nil || time.Since(s.beat) < s.interval() {
		return nil
	}
	mark, err := s.Stream.Mark(ctx)
	if err != nil {
		return err
	}
	s.mark, s.beat, s.said = &mark, time.Now(), time.Time{}
	return nil
}

func (s *session) heartbeat(ctx context.Context, mark event.Mark) error {
	epoch, err := s.Stream.Epoch(ctx)
	if err != nil {
		return err
	}
	p := pulse{At: mark.At, LSN: mark.LSN, Epoch: epoch, Ends: map[string]int64{}}
	s.mu.Lock()
	for part, end := range s.ends {
		p.Ends[fmt.Sprintf("%s/%d", part.Topic, part.ID)] = end
	}
	s.mu.Unlock()
	if err := s.writer.WriteMessages(ctx, p.encode(s.Kafka.Topic("heartbeat"))); err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	s.Metrics.RelayComplete.Set(float64(mark.At.UnixMilli()) / 1000)
	return nil
}

// tell confirms to Postgres what Kafka has, at least every second; while a mark waits it asks how far Postgres is.
func (s *session) tell(ctx context.Context) error {
	if time.Since(s.said) < time.Second {
		return nil
	}
	s.said = time.Now()
	return s.reader.Confirm(ctx, s.acked, s.mark != nil)
}
