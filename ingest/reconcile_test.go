package ingest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"hesuan/ingest"
	"hesuan/internal/event"
	"hesuan/internal/id"
)

func (h *house) reconcile() *ingest.Report {
	h.t.Helper()
	report, err := (&ingest.Reconcile{Stream: h.stream, Warehouse: h.warehouse, Log: h.log, Repair: true}).Run(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return report
}

// clean fails unless everything agrees without repair.
func (h *house) clean() {
	h.t.Helper()
	report := h.reconcile()
	for _, f := range report.Findings {
		h.t.Errorf("differs: %+v", f)
	}
}

func (h *house) guard() *ingest.Guard { return ingest.NewGuard(h.stream, h.warehouse, h.log) }

// fill emits orders on ten days and rebuilds the warehouse from them.
func (h *house) fill(orders int) {
	h.t.Helper()
	var events []event.Event
	for n := range orders {
		doc, day := id.New[any](), fmt.Sprintf("2026-11-%02d", n%10+1)
		events = append(events, order(doc, 1, "placed", day, "10"), order(doc, 2, "approved", day, "10"))
	}
	h.emit(events...)
	if err := h.guard().Look(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// PERF-07: reconcile finds what is wrong in any table of the warehouse, puts it right, and says so.
func TestReconcileRepairs(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.fill(50)
	h.clean()
	for what, damage := range map[string]string{
		"events lost":               "alter table event delete where toDayOfMonth(assumeNotNull(day)) = 3",
		"events that never were":    "insert into event select * replace (generateUUIDv7() as id, generateUUIDv7() as doc) from event limit 3",
		"an event changed":          "insert into event select * replace ('{}' as body) from event final order by doc limit 1",
		"fact rows lost":            "alter table order_line delete where toDayOfMonth(day) in (5, 6)",
		"a fact row changed":        "insert into order_line select * replace (net + 1 as net) from order_line final limit 1",
		"fact rows that never were": "insert into order_line select * replace (generateUUIDv7() as doc) from order_line final limit 2",
		"buckets lost":              "alter table sales_day delete where toDayOfMonth(day) = 7",
		"a stale bucket":            "insert into sales_day select * replace (ticket + 1 as ticket, arrayMap(n -> n + 1, net) as net) from sales_day final limit 1",
	} {
		t.Run(what, func(t *testing.T) {
			h := h.in(t)
			if err := h.warehouse.DB.Exec(t.Context(), damage+after(damage)); err != nil {
				t.Fatal(err)
			}
			report := h.reconcile()
			if left, repaired := report.Differences(); left != 0 || repaired == 0 {
				t.Errorf("left %d, repaired %d: %+v", left, repaired, report.Findings)
			}
			h.clean()
			if got := h.metric("gmv"); got != "500" {
				t.Errorf("GMV is %s", got)
			}
		})
	}
}

// What a power cut may do: the newest parts of tables are gone, although their inserts were acknowledged.
func TestReconcileRestoresLostParts(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.fill(50)
	h.start(h.relay().Run)
	h.start(h.sink().Run)
	for n := range 3 {
		h.emit(order(id.New[any](), 1, "placed", fmt.Sprintf("2026-12-%02d", n+1), "1"))
		h.until("an order", func() bool { return h.metric("gmv") == fmt.Sprint(501+n) })
	}
	for _, table := range []string{"event", "order_line", "sales_day", "sku_day"} {
		var part string
		row := h.warehouse.DB.QueryRow(t.Context(), `select name from system.parts where active and database = currentDatabase() and table = $1
			order by max_block_number desc limit 1`, table)
		if err := row.Scan(&part); err != nil {
			t.Fatal(err)
		}
		if err := h.warehouse.DB.Exec(t.Context(), "alter table "+table+" drop part '"+part+"'"); err != nil {
			t.Fatal(err)
		}
	}
	report := h.reconcile()
	if left, repaired := report.Differences(); left != 0 || repaired < 2 {
		t.Errorf("left %d, repaired %d: %+v", left, repaired, report.Findings)
	}
	h.clean()
	if got := h.metric("gmv"); got != "503" {
		t.Errorf("GMV is %s", got)
	}
}

func after(damage string) string {
	if damage[:5] == "alter" {
		return " settings mutations_sync = 1"
	}
	return ""
}

// Without repair reconcile only says what differs, and its verdict is on the boards. INV-11.
func TestReconcileReports(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.fill(20)
	if err := h.warehouse.DB.Exec(t.Context(), "alter table event delete where toDayOfMonth(assumeNotNull(day)) = 3 settings mutations_sync = 1"); err != nil {
		t.Fatal(err)
	}
	report, err := (&ingest.Reconcile{Stream: h.stream, Warehouse: h.warehouse, Log: h.log}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left, _ := report.Differences()
	if left == 0 {
		t.Error("lost events are not found")
	}
	fresh, err := h.warehouse.Freshness(t.Context())
	if err != nil || fresh.Differences != left || time.Since(fresh.Reconciled) > time.Minute {
		t.Errorf("boards say %+v, %v; want %d differences", fresh, err, left)
	}
}
