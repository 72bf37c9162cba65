package ingest_test

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"hesuan/ingest"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// probe reads a topic beside the sinks.
type probe struct {
	h      *house
	reader *kafka.Reader
	seen   map[id.ID]int    // times that an event came
	last   map[id.ID]uint64 // version of a document that came last
	back   int              // versions that came after a later one
	all    []kafka.Message
}

func (h *house) probe(topic string) *probe {
	h.topics() // a group that looks for a topic before it is there never finds it
	p := &probe{h: h, reader: h.kafka.Reader("probe"+id.New[any]().String(), topic), seen: map[id.ID]int{}, last: map[id.ID]uint64{}}
	h.t.Cleanup(func() { _ = p.reader.Close() })
	return p
}

// until reads until n different events have come.
func (p *probe) until(n int) {
	p.h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 45*time.Second)
	defer cancel()
	for len(p.seen) < n {
		m, err := p.reader.FetchMessage(ctx)
		if err != nil {
			p.h.t.Fatalf("%d of %d events: %v", len(p.seen), n, err)
		}
		p.all = append(p.all, m)
		r, err := ingest.Decode(m)
		if err != nil {
			p.h.t.Fatal(err)
		}
		if p.seen[r.ID]++; p.seen[r.ID] == 1 {
			if r.Version < p.last[r.Doc] {
				p.back++
			}
			p.last[r.Doc] = r.Version
		}
	}
}

// EXT-05: every event comes as a CloudEvent under its document's key, those of one document in the order of their versions, also
// when many transactions commit at once, in another order than they began.
func TestRelayKeepsTheOrderOfADocument(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.start(h.relay().Run)
	const writers, versions = 8, 40
	var group sync.WaitGroup
	for range writers {
		doc := id.New[any]()
		group.Go(func() {
			for v := range versions {
				h.emit(order(doc, int64(v+1), "placed", "2026-11-01", "1"))
			}
		})
	}
	group.Wait()
	p := h.probe(h.kafka.Topic("sales"))
	p.until(writers * versions)
	if p.back > 0 {
		t.Errorf("%d versions came after a later one", p.back)
	}
	headers := map[string]string{}
	for _, header := range p.all[0].Headers {
		headers[header.Key] = string(header.Value)
	}
	for _, name := range []string{"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_epoch", "ce_xid", "ce_seq", "content-type"} {
		if headers[name] == "" {
			t.Errorf("no header %s in %v", name, headers)
		}
	}
	if headers["ce_subject"] != string(p.all[0].Key) {
		t.Errorf("the key is %s, the document %s", p.all[0].Key, headers["ce_subject"])
	}
}

// What was committed while no relay ran comes when one does, and a transaction of many events comes whole.
func TestRelayRestartsAndTakesLargeTransactions(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.probe(h.kafka.Topic("sales"))
	stop := h.start(h.relay().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(1)
	stop()
	var many []event.Event
	for range 12_000 {
		many = append(many, order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	}
	h.copyEvents(many)
	h.start(h.relay().Run)
	p.until(12_001)
}

// copyEvents writes events set-based, as imports do.
func (h *house) copyEvents(events []event.Event) {
	h.t.Helper()
	err := h.db.Do(context.Background(), func(tx *pg.Tx) error {
		_, err := tx.Exec(context.Background(), `insert into core.event (id, recorded, at, kind, type, doc, version, day, body)
			select gen_random_uuid(), now(), now(), 'sales.order.import', 'sales.order', doc, 1, $3, body::json from unnest($1::uuid[], $2::text[]) e (doc, body)`,
			docs(events), bodies(events), *events[0].Day)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func docs(events []event.Event) (all []id.ID) {
	for _, e := range events {
		all = append(all, e.Doc)
	}
	return all
}

func bodies(events []event.Event) (all []string) {
	for _, e := range events {
		all = append(all, string(e.Body))
	}
	return all
}

// A slot that somebody dropped is made anew, and what it would have given is sent from the table.
func TestRelayRefillsAfterALostSlot(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.probe(h.kafka.Topic("sales"))
	stop := h.start(h.relay().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(1)
	h.until("the mark that is remembered", func() bool {
		var since *uint64
		_ = h.db.Pool.QueryRow(t.Context(), "select since from core.stream").Scan(&since)
		return since != nil && *since > 0
	})
	stop()
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"), order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.untilFree(ingest.SlotOf(h.dsn))
	if _, err := h.db.Pool.Exec(t.Context(), "select pg_drop_replication_slot($1)", ingest.SlotOf(h.dsn)); err != nil {
		t.Fatal(err)
	}
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	if err := h.withoutKafka().Run(t.Context()); err != nil { // makes the slot, and comes no further
		t.Fatal(err)
	}
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.start(h.relay().Run)
	p.until(5)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(6)
}

// withoutKafka is a relay that finds no Kafka, and waits until it has found that out.
func (h *house) withoutKafka() stopped {
	r := h.relay()
	r.Kafka.Brokers = []string{"127.0.0.1:1"}
	return stopped{h, r}
}

type stopped struct {
	h *house
	r *ingest.Relay
}

// Run relays until the slot is there.
func (s stopped) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { _ = s.r.Run(ctx) }()
	s.h.untilFree(s.r.Slot)
	return nil
}

// untilFree waits until a slot is there and nobody holds it: Postgres lets go of it a moment after a relay has gone.
func (h *house) untilFree(slot string) {
	h.t.Helper()
	h.until("the slot", func() bool {
		var slots int
		err := h.db.Pool.QueryRow(h.t.Context(), "select count(*) from pg_replication_slots where slot_name = $1 and not active", slot).Scan(&slots)
		return err == nil && slots == 1
	})
}

// A slot that Postgres gave up because the log grew too long (max_slot_wal_keep_size) is replaced as well; and the relay finds
// back to a Postgres that was away.
func TestRelaySurvivesPostgresAndAnInvalidSlot(t *testing.T) {
	t.Parallel()
	server, restart := testkit.NewPostgres(t, migrate)
	h := openAt(t, server.DSN())
	p := h.probe(h.kafka.Topic("sales"))
	stop := h.start(h.relay().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(1)
	server.Stop(syscall.SIGKILL, time.Second)
	server = restart()
	if server.DSN() != h.dsn {
		h = h.at(server.DSN())
		stop()
		stop = h.start(h.relay().Run)
	}
	h.until("Postgres to be back", func() bool { return h.db.Pool.Ping(t.Context()) == nil })
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(2)
	stop()
	for _, sql := range []string{"alter system set max_slot_wal_keep_size = '1MB'", "select pg_reload_conf()"} {
		if _, err := h.db.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.until("Postgres to give the slot up", func() bool {
		_, _ = h.db.Pool.Exec(t.Context(), "create table if not exists waste (x text)")
		_, _ = h.db.Pool.Exec(t.Context(), "insert into waste select repeat('x', 100) from generate_series(1, 20000)")
		_, _ = h.db.Pool.Exec(t.Context(), "select pg_switch_wal()")
		_, _ = h.db.Pool.Exec(t.Context(), "checkpoint")
		var status string
		_ = h.db.Pool.QueryRow(t.Context(), "select wal_status from pg_replication_slots").Scan(&status)
		return status == "lost"
	})
	h.start(h.relay().Run)
	p.until(3)
}

// at is the house with another address of its Postgres.
func (h *house) at(dsn string) *house {
	h.t.Helper()
	db, err := pg.Open(context.Background(), dsn)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(db.Close)
	moved := *h
	moved.dsn, moved.db, moved.stream = dsn, db, &event.Stream{DB: db}
	return &moved
}

// Of two relays one works; when it goes, the other takes over.
func TestOneRelayAtATime(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.probe(h.kafka.Topic("sales"))
	first := h.start(h.relay().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(1)
	h.start(h.relay().Run)
	for n := range 20 {
		h.emit(order(id.New[any](), 1, "placed", "2026-11-01", fmt.Sprint(n)))
	}
	p.until(21)
	first()
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	p.until(22)
	for one, times := range p.seen {
		if times > 1 {
			t.Logf("event %s came %d times", one, times) // allowed, only not the rule
		}
	}
}

// While nothing happens to events, the log moves on and is not kept: the slot follows.
func TestIdleRelayConfirms(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.start(h.relay().Run)
	h.emit(order(id.New[any](), 1, "placed", "2026-11-01", "1"))
	h.probe(h.kafka.Topic("sales")).until(1)
	for _, sql := range []string{"create table other (x int)", "insert into other select generate_series(1, 100000)"} {
		if _, err := h.db.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var want uint64
	if err := h.db.Pool.QueryRow(t.Context(), "select pg_current_wal_lsn() - '0/0'::pg_lsn").Scan(&want); err != nil {
		t.Fatal(err)
	}
	h.until("the slot to follow", func() bool {
		var confirmed uint64
		err := h.db.Pool.QueryRow(t.Context(), "select confirmed_flush_lsn - '0/0'::pg_lsn from pg_replication_slots where slot_name = $1",
			ingest.SlotOf(h.dsn)).Scan(&confirmed)
		return err == nil && confirmed >= want
	})
}
