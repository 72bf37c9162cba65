package olap_test

import (
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

func line(no int, sku, category id.ID, qty, net, vat, cost string) object {
	return object{"no": no, "sku": sku, "category": category, "qty": qty, "net": net, "vat": vat, "cost": cost, "discount": "0", "share": "0"}
}

func order(state string, channel id.ID, region string, freight string, lines ...object) object {
	return object{"number": "SO1", "state": state, "channel": channel, "customer": "", "region": region, "currency": "CNY",
		"tax_included": false, "freight": freight, "freight_vat": "0", "lines": lines}
}

// ANA-04: a number is the same whichever source answers, and follows an order through its changes.
func TestSales(t *testing.T) {
	t.Parallel()
	h := open(t)
	tmall, jd := id.New[any](), id.New[any]()
	tea, cup, sku := id.New[any](), id.New[any](), id.New[any]()
	one, two, three := id.New[any](), id.New[any](), id.New[any]()
	h.apply(
		h.record("catalog.channel", tmall, 1, "", nil, object{"name": "天猫", "name_en": "Tmall"}),
		h.record("sales.order", one, 2, "2026-11-01", nil, order("placed", tmall, "湖北", "10", line(1, sku, tea, "2", "20", "2.6", "8"), line(2, sku, cup, "1", "5", "0.65", "1"))),
		h.record("sales.order", two, 2, "2026-11-03", nil, order("placed", jd, "湖'南", "0", line(1, sku, tea, "4", "40", "5.2", "16"))),
		h.record("sales.order", three, 2, "2026-11-03", nil, order("placed", tmall, "湖北", "0", line(1, sku, tea, "9", "90", "0", "0"))),
	)
	h.apply(
		h.record("sales.order", three, 3, "2026-11-03", nil, order("cancelled", tmall, "湖北", "0", line(1, sku, tea, "9", "90", "0", "0"))),
		h.record("sales.order", one, 3, "2026-11-01", []int32{2}, order("placed", tmall, "湖北", "10", line(1, sku, tea, "2", "20", "2.6", "8"))),
	)
	from, to := cal.Of(2026, 11, 1), cal.Of(2026, 11, 4)
	total := h.run(olap.Query{Metrics: []string{"gmv", "orders", "average_order"}, From: from, To: to})
	want(t, total.Rows[0].Values, "77.8", "2", "38.9")

	byChannel := h.run(olap.Query{Metrics: []string{"gmv"}, By: []string{"channel"}, From: from, To: to, Lang: "en"})
	want(t, byChannel.Rows[0].Values, "45.2")
	if cell := byChannel.Rows[1].By[0]; cell.Label != "Tmall" || cell.Key != tmall.String() {
		t.Errorf("label: %+v", cell)
	}
	days := h.run(olap.Query{Metrics: []string{"gmv", "orders"}, Grain: olap.Day, From: from, To: to, Compare: olap.PeriodBefore})
	if len(days.Rows) != 4 {
		t.Fatalf("gaps are not filled: %+v", days.Rows)
	}
	want(t, days.Rows[1].Values, "0", "0")
	want(t, days.Rows[2].Values, "45.2", "1")
	filtered := h.run(olap.Query{Metrics: []string{"gmv", "orders"}, From: from, To: to, Filters: []olap.Filter{{Dim: "region", In: []string{"湖'南"}}, {Dim: "category", In: []string{tea.String()}}}})
	want(t, filtered.Rows[0].Values, "45.2", "1")
}

func want(t *testing.T, got []olap.Value, exact ...string) {
	t.Helper()
	for i := range exact {
		if got[i].Exact != exact[i] {
			t.Errorf("value %d: got %s, want %s", i, got[i].Exact, exact[i])
		}
	}
}
