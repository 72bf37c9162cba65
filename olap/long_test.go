package olap_test

import (
	"testing"

	"hesuan/internal/id"
)

// A document of thousands of lines costs the warehouse what its lines cost, not their square: it would not fit into memory. ANA-01.
func TestALongDocumentIsLaidOut(t *testing.T) {
	t.Parallel()
	h := open(t)
	const many = 4000
	lines := make([]object, many)
	for i := range lines {
		lines[i] = object{"no": i + 1, "sku": id.New[any](), "category": id.New[any](), "qty": "1", "cost": "8", "net": "10", "vat": "1.3", "value": "8", "code": "1405"}
	}
	for _, long := range []struct {
		kind, table string
		rows        uint64
	}{
		{"sales.order", "order_line", many + 1}, {"sales.shipment", "shipment_line", many + 1}, {"sales.return", "return_line", many + 1},
		{"purchasing.order", "purchase_line", many + 1}, {"purchasing.receipt", "receipt_line", many},
		{"inventory.posting", "stock_move", 2 * many}, {"finance.voucher", "voucher_line", many},
	} {
		h.apply(h.record(long.kind, id.New[any](), 1, "2026-03-01", nil, object{"number": "L", "state": "posted", "period": 202603, "lines": lines}))
		var rows uint64
		if err := h.DB.QueryRow(t.Context(), "select count() from "+long.table+" final").Scan(&rows); err != nil || rows != long.rows {
			t.Errorf("%s has %d rows, want %d (%v)", long.table, rows, long.rows, err)
		}
	}
}
