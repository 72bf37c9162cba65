package ingest_test

import (
	"testing"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/id"
)

// BenchmarkLag measures the time from commit to queryable at a steady fifty orders a second, as the boards show it.
func BenchmarkLag(b *testing.B) {
	h := open(b)
	if err := h.guard().Look(b.Context()); err != nil {
		b.Fatal(err)
	}
	h.start(h.relay().Run)
	h.start(h.sink().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.until("the group to have met", func() bool { return h.metric("orders") == "1" })
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for b.Loop() {
		<-tick.C
		h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	}
	h.until("the last second's flush", func() bool {
		fresh, err := h.warehouse.Freshness(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(fresh.LagMedian.Milliseconds()), "ms/median")
		b.ReportMetric(float64(fresh.LagWorst.Milliseconds()), "ms/worst")
		return fresh.LagMedian > 0
	})
}

// BenchmarkDrain measures how fast a backlog of orders goes through relay and sink.
func BenchmarkDrain(b *testing.B) {
	h := open(b)
	if err := h.guard().Look(b.Context()); err != nil {
		b.Fatal(err)
	}
	var many []event.Event
	for n := range 100_000 {
		many = append(many, order(id.New[any](), 1, "placed", []string{"2026-11-01", "2026-11-02", "2026-11-03"}[n%3], "1"))
	}
	for b.Loop() {
		for some := range 3 {
			h.copyEvents(many[some*30_000 : (some+1)*30_000])
		}
		began := time.Now()
		stopRelay := h.start(h.relay().Run)
		p := h.drainedAt(90_000)
		b.ReportMetric(90_000/p.Sub(began).Seconds(), "relayed/s")
		began = time.Now()
		stop := h.start(h.sink().Run)
		h.until("the backlog to drain", func() bool { return h.drained("sink", h.kafka.Topic("sales")) })
		b.ReportMetric(90_000/time.Since(began).Seconds(), "sunk/s")
		stop()
		stopRelay()
	}
}

// drainedAt is when Kafka has that many messages.
func (h *house) drainedAt(messages int64) time.Time {
	h.topics()
	h.until("the relay to send all", func() bool {
		ends, err := h.kafka.Ends(h.t.Context(), h.kafka.Topic("sales"))
		var sum int64
		for _, end := range ends {
			sum += end
		}
		return err == nil && sum >= messages
	})
	return time.Now()
}
