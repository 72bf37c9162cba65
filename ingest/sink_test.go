package ingest_test

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"hesuan/ingest"
	"hesuan/internal/cal"
	embedded "hesuan/internal/embedded/kafka"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
	"hesuan/olap"
)

// write puts messages into Kafka past the relay.
func (h *house) write(messages ...kafka.Message) {
	h.t.Helper()
	w := h.kafka.Writer()
	defer w.Close()
	if err := w.WriteMessages(context.Background(), messages...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) topics() {
	h.t.Helper()
	for _, room := range rooms {
		if err := h.kafka.Ensure(context.Background(), kafka.Usual, h.kafka.Topic(room)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// record is an event that Postgres need not know.
func record(doc id.ID, version uint64, state, net string) *event.Record {
	day := cal.Of(2026, 11, 5)
	body, _ := json.Marshal(object{"number": "SO", "state": state, "lines": []object{{"no": 1, "qty": "1", "net": net}}})
	return &event.Record{Seq: version, Xid: 1000, ID: id.New[any](), Recorded: time.Now().UTC(), At: time.Now().UTC(), Kind: "sales.order.save",
		Type: "sales.order", Doc: doc, Version: version, Day: &day, Schema: 1, Body: body}
}

// PERF-04: what cannot be read is put aside with its reason, counted and shown, and holds up nothing.
func TestPoisonIsPutAside(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.topics()
	topic := h.kafka.Topic("sales")
	good := ingest.Encode(record(id.New[any](), 1, "placed", "7"), h.epoch(), topic)
	old := record(id.New[any](), 1, "placed", "7")
	day := cal.Of(1066, 10, 14) // no Date of ClickHouse
	old.Day = &day
	h.write(kafka.Message{Topic: topic, Key: []byte("k"), Value: []byte("what is this")},
		kafka.Message{Topic: topic, Key: []byte("k"), Value: []byte("{"), Headers: good.Headers},
		ingest.Encode(old, h.epoch(), topic), good)
	h.start(h.sink().Run)
	h.until("the good message", func() bool { return h.metric("gmv") == "7" })
	h.until("the count on the boards", func() bool {
		fresh, err := h.warehouse.Freshness(t.Context())
		return err == nil && fresh.Poison >= 3
	})
	dead := h.kafka.Reader("dead", h.kafka.Topic("dead"))
	defer dead.Close()
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		m, err := dead.FetchMessage(ctx)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		reason := ""
		for _, header := range m.Headers {
			if header.Key == "hesuan_reason" {
				reason = string(header.Value)
			}
		}
		if reason == "" {
			t.Errorf("no reason on %+v", m)
		}
	}
}

func (h *house) epoch() uint64 {
	h.t.Helper()
	epoch, err := h.stream.Epoch(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return epoch
}

// A room that the sinks have never heard of is taken up when its first event comes.
func TestNewRoomsAreTakenUp(t *testing.T) {
	t.Parallel()
	h := open(t)
	sink := h.sink()
	sink.Rooms = []string{"sales"}
	h.start(sink.Run)
	h.start(h.relay().Run)
	one := order(id.New[any](), 1, "placed", "2026-11-01", "1")
	h.emit(one)
	h.until("an order", func() bool { return h.metric("gmv") == "1" })
	one.Type, one.Kind, one.Doc = "astrology.chart", "astrology.chart.draw", id.New[any]()
	h.emit(one)
	h.until("an event of the new room", func() bool {
		var n uint64
		err := h.warehouse.DB.QueryRow(t.Context(), "select count() from event where type = 'astrology.chart'").Scan(&n)
		return err == nil && n == 1
	})
}

// ClickHouse goes away in the middle of the stream and comes back: nothing is lost, and nobody had to do anything.
func TestSinkWaitsForClickHouse(t *testing.T) {
	t.Parallel()
	h := open(t)
	engine, err := url.Parse(h.warehouse.DSN())
	if err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, engine.Host)
	engine.Host = p.addr
	behind, err := olap.Open(t.Context(), engine.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = behind.Close() })
	sink := h.sink()
	sink.Warehouse = behind
	h.start(h.relay().Run)
	h.start(sink.Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.until("the first order", func() bool { return h.metric("gmv") == "1" })
	p.cut()
	for range 20 {
		h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	}
	time.AfterFunc(500*time.Millisecond, func() { p.join(t) })
	h.until("the orders of the meantime", func() bool { return h.metric("gmv") == "21" })
}

// Kafka goes away and comes back with its log: relay and sink find it again, and nothing is missing.
func TestStreamWaitsForKafka(t *testing.T) {
	t.Parallel()
	h := open(t)
	options := embedded.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"}
	broker, err := embedded.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	options.Listen = broker.Addr()
	h.kafka.Brokers = []string{broker.Addr()}
	h.start(h.relay().Run)
	h.start(h.sink().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.until("the first order", func() bool { return h.metric("gmv") == "1" })
	broker.Close()
	for range 20 {
		h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	}
	if broker, err = embedded.Start(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Close)
	h.until("the orders of the meantime", func() bool { return h.metric("gmv") == "21" })
	h.clean()
}

// INV-11: a board says up to when it is complete: the instant grows while nothing happens, never runs ahead of what has been
// committed, and stands still while the sink is away.
func TestFreshness(t *testing.T) {
	t.Parallel()
	h := open(t)
	if err := h.guard().Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.start(h.relay().Run)
	stop := h.start(h.sink().Run)
	complete := func() time.Time {
		fresh, err := h.warehouse.Freshness(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return fresh.Complete
	}
	began := time.Now()
	h.until("freshness to pass the beginning", func() bool { return complete().After(began) })
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	committed := time.Now()
	h.until("freshness to pass the commit", func() bool { return complete().After(committed) })
	if h.metric("gmv") != "1" {
		t.Error("complete up to after the commit, but without it")
	}
	stop()
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	committed = time.Now()
	time.Sleep(1500 * time.Millisecond) // longer than the heartbeats are apart
	if complete().After(committed) {
		t.Error("complete up to after a commit that is not there")
	}
	h.start(h.sink().Run)
	h.until("the sink to catch up", func() bool { return complete().After(committed) && h.metric("gmv") == "2" })
	fresh, _ := h.warehouse.Freshness(t.Context())
	if fresh.LagMedian <= 0 || fresh.LagWorst < fresh.LagMedian {
		t.Errorf("lag: %+v", fresh)
	}
}

// A message of an older epoch changes nothing; what a sink of that epoch left behind is removed.
func TestOlderEpochsAreVoid(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.topics()
	topic := h.kafka.Topic("sales")
	before := h.epoch()
	left := record(id.New[any](), 1, "placed", "100")
	if _, err := h.warehouse.Insert(t.Context(), before, []*event.Record{left}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.stream.NextEpoch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	h.write(ingest.Encode(record(id.New[any](), 1, "placed", "10"), before, topic), ingest.Encode(record(id.New[any](), 1, "placed", "1"), h.epoch(), topic))
	h.start(h.sink().Run)
	h.until("the message of this epoch, alone", func() bool { return h.metric("gmv") == "1" })
	rows, err := h.warehouse.Drill(t.Context(), olap.Query{Metrics: []string{"gmv"}, From: cal.Of(2026, 1, 1), To: cal.Of(2026, 12, 31)})
	if err != nil || len(rows.Rows) != 1 {
		t.Errorf("facts of the older epoch are left: %+v, %v", rows, err)
	}
}

// A Postgres that was restored to an earlier point is noticed when the relay comes back; the warehouse follows by itself.
func TestRestoredPostgresBeginsANewEpoch(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.fill(5)
	earlier := h.copyDatabase()
	stopRelay, stopSink := h.start(h.relay().Run), h.start(h.sink().Run)
	lost := id.New[any]()
	h.emit(order(lost, 1, "placed", "2026-11-20", "1000"), order(lost, 2, "approved", "2026-11-20", "1000"))
	h.until("the order that will be lost", func() bool { return h.metric("gmv") == "1050" })
	stopRelay()
	stopSink()
	epoch := h.epoch()

	h = h.at(earlier)
	guard := h.guard()
	relay := h.relay()
	relay.Joined = guard.Kick
	h.emit(order(lost, 1, "placed", "2026-11-21", "3")) // in another life, with the same version
	h.start(guard.Run)
	h.start(relay.Run)
	h.start(h.sink().Run)
	h.until("the warehouse of the restored Postgres", func() bool { return h.metric("gmv") == "53" && h.epoch() > epoch })
	h.emit(order(id.New[any](), 1, "placed", "2026-11-21", "4"))
	h.until("the stream to go on", func() bool { return h.metric("gmv") == "57" })
	h.clean()
}

// copyDatabase is a backup: the address of a copy of the database as it is now.
func (h *house) copyDatabase() (dsn string) {
	h.t.Helper()
	u, err := url.Parse(h.dsn)
	if err != nil {
		h.t.Fatal(err)
	}
	name := strings.Trim(u.Path, "/")
	admin := *u
	admin.Path = "/postgres"
	h.db.Close()
	other := h.at(admin.String())
	if _, err := other.db.Pool.Exec(context.Background(), "create database "+name+"_copy template "+name); err != nil {
		h.t.Fatal(err)
	}
	*h = *h.at(h.dsn)
	u.Path = "/" + name + "_copy"
	h.t.Cleanup(func() {
		for _, sql := range []string{"select pg_terminate_backend(active_pid) from pg_replication_slots where database = '" + name + "_copy' and active",
			"select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '" + name + "_copy'", "drop database " + name + "_copy with (force)"} {
			_, _ = other.db.Pool.Exec(context.Background(), sql)
		}
	})
	return u.String()
}
