package olap_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/testkit"
	"hesuan/olap"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a warehouse of its own for one test, and the tickets that Postgres would give.
type house struct {
	*olap.Warehouse
	t    testing.TB
	last *atomic.Uint64
	seq  uint64

	channel, warehouse, sku, category, customer, supplier id.ID // of sample
}

func open(t testing.TB) *house {
	t.Helper()
	w, err := olap.Open(t.Context(), testkit.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	h := &house{Warehouse: w, t: t, last: &atomic.Uint64{}}
	if err := w.Migrate(t.Context(), h.ticket); err != nil {
		t.Fatal(err)
	}
	return h
}

// in is the same warehouse within a subtest.
func (h *house) in(t testing.TB) *house {
	sub := *h
	sub.t = t
	return &sub
}

func (h *house) ticket(context.Context) (uint64, error) { return h.last.Add(1), nil }

// record makes an event; day "" is none.
func (h *house) record(kind string, doc id.ID, version uint64, day string, gone []int32, body any) *event.Record {
	h.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	h.seq++
	r := &event.Record{Seq: h.seq, Xid: h.seq, ID: id.New[any](), Recorded: time.Now().UTC().Truncate(time.Microsecond), At: time.Now().UTC(),
		Kind: kind + ".save", Type: kind, Doc: doc, Version: version, Gone: gone, Schema: 1, Body: raw}
	if day != "" {
		d, err := cal.Parse(day)
		if err != nil {
			h.t.Fatal(err)
		}
		r.Day = &d
	}
	return r
}

// apply does what a sink does with a batch.
func (h *house) apply(records ...*event.Record) {
	h.t.Helper()
	touched, err := h.Insert(h.t.Context(), 1, records)
	if err != nil {
		h.t.Fatal(err)
	}
	ticket, _ := h.ticket(h.t.Context())
	if err := h.Refresh(h.t.Context(), ticket, touched); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) run(q olap.Query) *olap.Result {
	h.t.Helper()
	result, err := h.Run(h.t.Context(), q)
	if err != nil {
		h.t.Fatal(err)
	}
	return result
}

type object = map[string]any
