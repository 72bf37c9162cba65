package olap_test

import (
	"slices"
	"testing"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// OPS-03: a fact that a new program declares differently is made anew from the events, and the roll-ups over it with it; the rest
// stays, and a second start changes nothing.
func TestChangedFactsAreMadeAnew(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	q := olap.Query{Metrics: []string{"revenue", "stock_qty"}, From: cal.Of(2026, 1, 1), To: cal.Of(2026, 2, 28)}
	want(t, h.run(q).Rows[0].Values, "42", "5")
	for _, sql := range []string{"truncate table shipment_line", "truncate table shipment_day", "create table old_fact (x UInt8) engine = MergeTree order by x"} {
		if err := h.DB.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"shipment_line", "old_fact"} {
		if err := h.Forget(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := h.Migrate(t.Context(), h.ticket); err != nil {
			t.Fatal(err)
		}
	}
	want(t, h.run(q).Rows[0].Values, "42", "5")
	if err := h.DB.Exec(t.Context(), "select * from old_fact"); err == nil {
		t.Error("a fact that is no longer declared is still there")
	}
	h.apply(h.record("sales.shipment", h.sku, 1, "2026-02-11", nil, object{"lines": []object{{"no": 1, "net": "1"}}}))
	want(t, h.run(q).Rows[0].Values, "43", "5")
}

// A sink that knew nothing of a fact when it began an insert feeds it before the insert is done.
func TestFactsMadeDuringAnInsertAreFed(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	h.Unfeed()
	h.apply(h.record("sales.shipment", h.sku, 1, "2026-02-11", nil, object{"lines": []object{{"no": 1, "net": "1"}}}))
	q := olap.Query{Metrics: []string{"revenue", "stock_qty"}, From: cal.Of(2026, 1, 1), To: cal.Of(2026, 2, 28)}
	want(t, h.run(q).Rows[0].Values, "43", "5")
}

// INSERT … SELECT goes by position, a view by name: both give the same only if the columns of a fact stand in one order.
func TestFactsNameTheirColumnsInOrder(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, f := range olap.AllFacts() {
		table, rows, err := h.Columns(t.Context(), f)
		if err != nil || !slices.Equal(table, rows) {
			t.Errorf("%s: the table has\n%v\nthe rows have\n%v, %v", f.Name, table, rows, err)
		}
	}
}
