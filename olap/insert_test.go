package olap_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/testkit"
	"hesuan/olap"
)

// A backlog of long orders wants more memory than the engine gives one statement: all of it comes in all the same. PERF-02.
func TestABatchThatIsTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	w, err := olap.Open(t.Context(), testkit.ClickHouse(t)+"?max_memory_usage=10000000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	h := &house{Warehouse: w, t: t, last: &atomic.Uint64{}}
	if err := w.Migrate(t.Context(), h.ticket); err != nil {
		t.Fatal(err)
	}
	const orders, lines = 30, 600
	var batch []*event.Record
	for n := range orders {
		var all []object
		for no := range lines {
			all = append(all, object{"no": no + 1, "sku": id.New[any](), "category": id.New[any](), "name": "长单", "qty": "1", "net": "10", "vat": "1.3"})
		}
		batch = append(batch, h.record("sales.order", id.New[any](), 1, "2026-03-01", nil, object{"number": fmt.Sprint("SO", n), "state": "placed", "lines": all}))
	}
	if _, err := w.Insert(t.Context(), 1, batch); err != nil {
		t.Fatal(err)
	}
	var there uint64
	if err := w.DB.QueryRow(t.Context(), "select count() from order_line final where line > 0").Scan(&there); err != nil || there != orders*lines {
		t.Errorf("%d lines of %d, %v", there, orders*lines, err)
	}
}
