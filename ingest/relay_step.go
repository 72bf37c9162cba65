package ingest

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hesuan/internal/event"
	"hesuan/internal/kafka"
	"hesuan/internal/observe"
	"hesuan/internal/pg/wal"
)

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
	ctx, span := observe.Begin(ctx, "relay.batch")
	carried := onward(ctx, "relay", s.batch, func(m message) time.Time { return m.Committed })
	span.Set(attribute.Int("events", len(s.batch)))
	err := s.write(ctx)
	carried(err)
	span.Done(err)
	if err != nil {
		return err
	}
	s.Metrics.relayed(s.batch)
	s.tally.add(s.batch)
	s.batch, s.bytes = s.batch[:0], 0
	return nil
}

func (s *session) write(ctx context.Context) error {
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
	return nil
}

func (s *session) ensure(ctx context.Context, topic string) error {
	if s.known[topic] {
		return nil
	}
	s.known[topic] = true
	return s.Kafka.Ensure(ctx, kafka.Usual, topic)
}
