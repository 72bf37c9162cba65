package ingest

import (
	"context"
	"fmt"
	"time"

	"hesuan/internal/event"
)

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
	s.tally.say(ctx, s.Log, "relayed")
	return s.reader.Confirm(ctx, s.acked, s.mark != nil)
}
