package olap_test

import (
	"slices"
	"testing"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// The numbers of a small business, worked out by hand. ANA-04, FIN-01.
func TestValues(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	from, to := cal.Of(2026, 1, 1), cal.Of(2026, 2, 28)
	for name, exact := range map[string]string{
		"revenue": "42", "cost": "20", "margin": "22", "margin_rate": "0.5238095238095238", "refunds": "20.34", "returned_units": "1",
		"stock_qty": "5", "stock_value": "50", "turnover": "5.5725", "days_of_cover": "98.33333333333333", "dead_stock": "0",
		"income": "60", "gross_profit": "30", "profit": "30", "receivable": "67.56", "payable": "80", "merchandise": "50",
		"purchase_amount": "100", "on_order": "2", "lead_time": "10", "on_time_rate": "1", "suggestions": "1", "risk": "500", "received_money": "67.56",
	} {
		got := h.run(olap.Query{Metrics: []string{name}, From: from, To: to}).Rows[0].Values[0]
		if name == "turnover" { // 30 of cost over a mean value of (80×11 + 50×19)/59, per year
			if want := 30.0 / ((80*11 + 50*19) / 59.0) * 365 / 59; got.Float < want-0.001 || got.Float > want+0.001 {
				t.Errorf("turnover: got %v, want %v", got.Float, want)
			}
			continue
		}
		if got.Exact != exact {
			t.Errorf("%s: got %s, want %s", name, got.Exact, exact)
		}
	}
	// A level stands at the end of each step, and goes on where nothing happens.
	rows := h.run(olap.Query{Metrics: []string{"stock_qty", "units", "receivable"}, Grain: olap.Month, From: from, To: cal.Of(2026, 4, 2)}).Rows
	for i, want := range []string{"8", "5", "5", "5"} {
		if got := rows[i].Values[0].Exact; got != want {
			t.Errorf("stock at the end of month %d: got %s, want %s", i+1, got, want)
		}
	}
	// A level of before the period stands at its beginning.
	rows = h.run(olap.Query{Metrics: []string{"stock_qty"}, By: []string{"sku"}, Grain: olap.Day, From: cal.Of(2026, 2, 9), To: cal.Of(2026, 2, 11), Lang: "zh"}).Rows
	for i, want := range []string{"8", "5", "5"} {
		if got := rows[i].Values[0].Exact; got != want || rows[i].By[0].Label != "绿茶" {
			t.Errorf("day %d: got %s of %s, want %s", i, got, rows[i].By[0].Label, want)
		}
	}
}

// February stands beside January; what was not there before is nothing, not missing.
func TestCompare(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	row := h.run(olap.Query{Metrics: []string{"stock_qty", "revenue", "margin_rate"}, From: cal.Of(2026, 2, 1), To: cal.Of(2026, 2, 28), Compare: olap.PeriodBefore}).Rows[0]
	want(t, row.Before, "8", "0")
	if row.Before[2].Valid {
		t.Error("a quotient by nothing is a number")
	}
	row = h.run(olap.Query{Metrics: []string{"stock_qty"}, By: []string{"warehouse"}, From: cal.Of(2026, 2, 1), To: cal.Of(2026, 2, 28), Compare: olap.YearBefore}).Rows[0]
	want(t, row.Before, "0")
}

// undocumented are the numbers that no document makes: stock that lies or is missing, what is left of bills after all that was paid.
var undocumented = []string{"dead_stock", "dead_stock_rate", "out_days", "stockout_rate", "lost_sales", "empty_shelves", "receivable_open",
	"payable_open", "receivable_late", "forecast_error", "forecast_bias", "forecast_held", "forecast_gain"}

// A number opens to its documents. ANA-04.
func TestDrill(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	q := olap.Query{Metrics: []string{"revenue"}, From: cal.Of(2026, 2, 1), To: cal.Of(2026, 2, 28), Filters: []olap.Filter{{Dim: "sku", In: []string{h.sku.String()}}}}
	found, err := h.Drill(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Rows) != 2 || found.Rows[0].Number != "SH1" || found.Rows[0].Type != "sales.shipment" || found.Rows[0].Values[0].Exact != "54" ||
		found.Rows[1].Number != "RT1" || found.Rows[1].Values[1].Exact != "18" {
		t.Errorf("documents: %+v", found.Rows)
	}
	if found.Count != 2 || !found.Whole.Valid || found.Whole.Float != 36 {
		t.Errorf("the formula over %d documents gives %+v", found.Count, found.Whole)
	}
	for _, m := range olap.Metrics() {
		if slices.Contains(undocumented, m.Name) {
			continue
		}
		if _, err := h.Drill(t.Context(), olap.Query{Metrics: []string{m.Name}, From: q.From, To: q.To}); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}

// Who may see one warehouse sees nothing of others, and nothing that cannot be told apart by warehouse. INV-11, SEC-02 in part.
func TestScope(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	q := olap.Query{Metrics: []string{"stock_qty"}, From: cal.Of(2026, 2, 1), To: cal.Of(2026, 2, 28)}
	for _, one := range []struct {
		warehouses []string
		want       string
	}{{nil, "5"}, {[]string{h.warehouse.String()}, "5"}, {[]string{}, "0"}, {[]string{h.sku.String()}, "0"}} {
		q.Scope = olap.Scope{Warehouses: one.warehouses}
		want(t, h.run(q).Rows[0].Values, one.want)
	}
	q.Metrics, q.Scope = []string{"profit"}, olap.Scope{Warehouses: []string{h.warehouse.String()}}
	if _, err := h.Run(t.Context(), q); err == nil {
		t.Error("the profit of all is shown to who may see one warehouse")
	}
}
