package ingest_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"testing"
	"time"

	"hesuan/ingest"
	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/olap"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var rooms = []string{"catalog", "sales", "finance"}

type object = map[string]any

// house is the whole way of the stream for one test: a Postgres, a Kafka and a warehouse of its own.
type house struct {
	t         testing.TB
	dsn       string
	db        *pg.DB
	stream    *event.Stream
	kafka     kafka.Cluster
	warehouse *olap.Warehouse
	log       *slog.Logger
}

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files})
}

func open(t testing.TB) *house {
	t.Helper()
	return openAt(t, testkit.Postgres(t, migrate))
}

func openAt(t testing.TB, dsn string) *house {
	t.Helper()
	db, err := pg.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	broker, prefix := testkit.Kafka(t)
	warehouse, err := olap.Open(t.Context(), testkit.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = warehouse.Close() })
	h := &house{t: t, dsn: dsn, db: db, stream: &event.Stream{DB: db}, kafka: kafka.Cluster{Brokers: []string{broker}, Prefix: prefix},
		warehouse: warehouse, log: logger()}
	if err := warehouse.Migrate(t.Context(), h.ticket); err != nil {
		t.Fatal(err)
	}
	return h
}

func logger() *slog.Logger {
	level := slog.LevelWarn
	if testing.Verbose() {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

func (h *house) ticket(ctx context.Context) (uint64, error) {
	ticket, _, err := h.stream.Ticket(ctx)
	return ticket, err
}

// in is the same house within a subtest.
func (h *house) in(t testing.TB) *house {
	sub := *h
	sub.t = t
	return &sub
}

// start runs a worker until the test ends, or until stop is called.
func (h *house) start(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(ctx); err != nil && ctx.Err() == nil {
			h.t.Error(err)
		}
	}()
	stop = func() { cancel(); <-done }
	h.t.Cleanup(stop)
	return stop
}

func (h *house) relay() *ingest.Relay {
	return &ingest.Relay{DSN: h.dsn, Slot: ingest.SlotOf(h.dsn), Stream: h.stream, Kafka: h.kafka, Rooms: rooms, Log: h.log,
		Metrics: ingest.NewMetrics(nil), Beat: 200 * time.Millisecond}
}

func (h *house) sink() *ingest.Sink {
	return &ingest.Sink{Kafka: h.kafka, Group: "sink", Rooms: rooms, Stream: h.stream, Warehouse: h.warehouse, Log: h.log,
		Metrics: ingest.NewMetrics(nil)}
}

// until polls a condition; the longest wait is for a consumer group that lost a member.
func (h *house) until(what string, condition func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(45 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("in vain: %s", what)
		}
	}
}

// emit writes events in one transaction.
func (h *house) emit(events ...event.Event) {
	h.t.Helper()
	err := h.db.Do(actor.With(context.Background(), actor.House), func(tx *pg.Tx) error {
		for _, e := range events {
			if err := event.Emit(context.Background(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// order is an event of an order with one line of tea.
func order(doc id.ID, version int64, state, day, net string) event.Event {
	d, err := cal.Parse(day)
	if err != nil {
		panic(err)
	}
	body, _ := json.Marshal(object{"number": doc.String()[30:], "state": state, "region": "湖北", "currency": "CNY",
		"lines": []object{{"no": 1, "qty": "1", "net": net, "vat": "0", "cost": "1"}}})
	return event.Event{Kind: "sales.order.save", Type: "sales.order", Doc: doc, Version: version, Day: &d, Body: body}
}

func (h *house) metric(name string) string {
	h.t.Helper()
	result, err := h.warehouse.Run(context.Background(), olap.Query{Metrics: []string{name}, From: cal.Of(2020, 1, 1), To: cal.Of(2030, 1, 1)})
	if fault.KindOf(err) == fault.Unavailable {
		return ""
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return result.Rows[0].Values[0].Exact
}

// One order travels from its transaction to a number on a board, and freshness follows it.
func TestOneOrder(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "10.5")) // before the slot exists
	h.start(h.relay().Run)
	h.start(h.sink().Run)
	h.until("the order of before the slot", func() bool { return h.metric("gmv") == "10.5" })
	began := time.Now()
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "4.5"))
	h.until("the second order", func() bool { return h.metric("gmv") == "15" })
	t.Log("commit to queryable:", time.Since(began))
}
