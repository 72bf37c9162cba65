package olap_test

import (
	"fmt"
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

// An empty shelf costs what it would have sold; one that never sold anything costs nothing. Worked out by hand. INV-10.
func TestShelves(t *testing.T) {
	t.Parallel()
	h := open(t)
	warehouse, tea, dust, nowhere := id.New[any](), id.New[any](), id.New[any](), id.New[any]()
	move := func(day string, from, to, sku id.ID, qty string) {
		h.apply(h.record("inventory.posting", id.New[any](), 1, day, nil, object{"number": "M", "kind": "adjust", "lines": []object{
			{"no": 1, "sku": sku, "from_place": from, "to_place": to, "qty": qty, "value": qty}}}))
	}
	h.apply(h.record("inventory.warehouse", warehouse, 1, "", nil, object{"code": "WH", "name": "武汉仓"}))
	move("2026-03-01", nowhere, warehouse, tea, "10")
	move("2026-03-05", warehouse, nowhere, tea, "10")
	move("2026-03-09", nowhere, warehouse, tea, "4")
	move("2026-02-01", nowhere, warehouse, dust, "1")
	move("2026-03-02", warehouse, nowhere, dust, "1")
	for day := range 6 {
		h.apply(h.record("sales.order", id.New[any](), 1, fmt.Sprintf("2026-03-%02d", day+1), nil, object{"number": "SO", "state": "placed",
			"warehouse": warehouse, "lines": []object{{"no": 1, "sku": tea, "qty": "1", "net": "88.5", "vat": "11.5"}}}))
	}
	q := olap.Query{Metrics: []string{"out_days", "stockout_rate", "lost_sales", "empty_shelves", "active_rate"}, From: cal.Of(2026, 3, 1),
		To: cal.Of(2026, 3, 10)}
	want(t, h.run(q).Rows[0].Values, "4", "0.4", "400", "0", "0.5") // out from the 5th to the 8th; 600 on six days with stock
	q.Grain, q.From, q.To = olap.Day, cal.Of(2026, 3, 4), cal.Of(2026, 3, 6)
	rows := h.run(q).Rows
	for i, out := range []string{"0", "1", "1"} {
		if rows[i].Values[0].Exact != out {
			t.Errorf("out of stock on %s: %s, want %s", rows[i].Day, rows[i].Values[0].Exact, out)
		}
	}
	if got := rows[2].Values[3].Exact; got != "1" {
		t.Errorf("shelves empty at the end: %s", got)
	}
}

// What is open is what is left after the oldest was settled first, by its age. FIN-06.
func TestOpenItems(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := id.New[any](), id.New[any]()
	book := func(day string, customer id.ID, debit, credit string) {
		h.apply(h.record("finance.voucher", id.New[any](), 1, day, nil, object{"number": "V", "period": 202603, "lines": []object{
			{"no": 1, "code": "1122", "debit": debit, "credit": credit, "customer": customer}}}))
	}
	book("2026-01-01", one, "100", "0")
	book("2026-02-20", one, "50", "0")
	book("2026-02-25", one, "0", "60")
	book("2026-03-01", two, "70", "0")
	book("2026-03-02", two, "0", "90") // paid ahead: nothing is open
	q := olap.Query{Metrics: []string{"receivable_open"}, By: []string{"age"}, Order: "age", Up: true, From: cal.Of(2026, 3, 1), To: cal.Of(2026, 3, 10)}
	rows := h.run(q).Rows
	if len(rows) != 2 || rows[0].By[0].Key != "0-30" || rows[0].Values[0].Exact != "50" || rows[1].By[0].Key != "61-90" || rows[1].Values[0].Exact != "40" {
		t.Errorf("by age: %+v", rows)
	}
	q = olap.Query{Metrics: []string{"receivable_late"}, From: q.From, To: q.To}
	if got := h.run(q).Rows[0].Values[0].Float; got < 0.444 || got > 0.445 {
		t.Errorf("late: %v", got)
	}
}

// Who orders for the first time is new, once, whatever else is asked; and an order falls into its hour in the company's zone. SAL-08.
func TestNewCustomersAndHours(t *testing.T) {
	t.Parallel()
	h := open(t)
	one, two := id.New[any](), id.New[any]()
	order := func(day, at string, customer id.ID) {
		h.apply(h.record("sales.order", id.New[any](), 1, day, nil, object{"number": "SO", "state": "placed", "customer": customer, "at": at,
			"discount": "0", "lines": []object{{"no": 1, "qty": "1", "net": "80", "vat": "0", "discount": "20"}}}))
	}
	order("2026-03-01", "2026-03-01T01:30:00Z", one)
	order("2026-03-03", "2026-03-03T01:59:59.5Z", one)
	order("2026-03-03", "2026-03-03T15:00:00+08:00", two)
	q := olap.Query{Metrics: []string{"customers", "new_customers", "returning_customers", "discount_rate"}, From: cal.Of(2026, 3, 2), To: cal.Of(2026, 3, 4)}
	want(t, h.run(q).Rows[0].Values, "2", "1", "1", "0.2")
	q = olap.Query{Metrics: []string{"orders"}, By: []string{"hour"}, Order: "hour", Up: true, From: cal.Of(2026, 3, 1), To: cal.Of(2026, 3, 4), Zone: "Asia/Shanghai"}
	rows := h.run(q).Rows
	if len(rows) != 2 || rows[0].By[0].Key != "09" || rows[0].Values[0].Exact != "2" || rows[1].By[0].Key != "15" {
		t.Errorf("by hour: %+v", rows)
	}
	q.By, q.Order, q.Filters = nil, "", []olap.Filter{{Dim: "hour", In: []string{"09"}}}
	found, err := h.Drill(t.Context(), q)
	if err != nil || len(found.Rows) != 2 {
		t.Errorf("behind the hour: %+v %v", found, err)
	}
}

// Two variants of a product differ by their specification alone, so it is part of what they are called.
func TestAVariantIsCalledByItsSpecification(t *testing.T) {
	t.Parallel()
	h := open(t)
	black, plain := id.New[any](), id.New[any]()
	h.apply(h.record("catalog.sku", black, 1, "", nil, object{"code": "A1", "name": "保温杯", "spec": "墨黑500ml"}),
		h.record("catalog.sku", plain, 1, "", nil, object{"code": "A2", "name": "茶叶罐"}))
	names, err := h.Names(t.Context(), "sku", "zh", []string{black.String(), plain.String()})
	if err != nil || names[black.String()] != "保温杯 墨黑500ml" || names[plain.String()] != "茶叶罐" {
		t.Errorf("they are called %q %v", names, err)
	}
}
