package ingest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"hesuan/ingest"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
)

// EXT-05, PERF-04: three sinks that rest between their ticket and their reading take a stream that was shuffled and doubled, and are
// stopped and started at random. In the end every table is what its source says, row for row.
func TestThreeSinksConverge(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.topics()
	dice := rand.New(rand.NewPCG(7, 7))
	var events []event.Event
	for n := range 150 {
		doc, day := id.New[any](), fmt.Sprintf("2026-11-%02d", n%7+1)
		for version := range int64(dice.IntN(4) + 1) {
			state := []string{"placed", "approved", "cancelled"}[dice.IntN(3)]
			events = append(events, order(doc, version+1, state, day, fmt.Sprint(dice.IntN(100))))
		}
	}
	h.emit(events...)
	var messages []kafka.Message
	err := h.stream.Each(t.Context(), event.Range{}, 10_000, func(records []*event.Record) error {
		for _, r := range records {
			m := ingest.Encode(r, h.epoch(), h.kafka.Topic("sales"))
			messages = append(messages, m, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	dice.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	stop := make([]func(), 3)
	for n := range stop {
		stop[n] = h.start(h.drowsySink().Run)
	}
	for len(messages) > 0 {
		n := min(len(messages), dice.IntN(60)+20)
		h.write(messages[:n]...)
		messages = messages[n:]
		if victim := dice.IntN(9); victim < 3 {
			stop[victim]()
			stop[victim] = h.start(h.drowsySink().Run)
		}
	}
	h.until("all offsets to be committed", func() bool { return h.drained("sink", h.kafka.Topic("sales")) })
	h.clean()
}

// drowsySink rests between ticket and reading.
func (h *house) drowsySink() *ingest.Sink {
	s := h.sink()
	s.Between = func() { time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond) }
	return s
}

// drained tells that a group has committed all of a topic.
func (h *house) drained(group, topic string) bool {
	ctx := context.Background()
	ends, err := h.kafka.Ends(ctx, topic)
	if err != nil {
		return false
	}
	var parts []kafka.Partition
	for p := range ends {
		parts = append(parts, p)
	}
	committed, err := h.kafka.Committed(ctx, group, parts)
	if err != nil {
		return false
	}
	for p, end := range ends {
		if end > 0 && committed[p] < end {
			return false
		}
	}
	return true
}
