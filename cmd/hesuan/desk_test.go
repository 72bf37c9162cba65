package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"hesuan/forecasting/desk"
	"hesuan/ingest"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/olap"
	"hesuan/oltp/purchasing"
)

// wanted is a warehouse that knows only what buyers wanted.
type wanted []olap.Demand

func (w wanted) Demand(context.Context, cal.Date, cal.Date) ([]olap.Demand, error) { return w, nil }

// PUR-05, INV-12, SCM-08: what runs out is suggested in whole cartons and in time, its terms sum to the quantity, and days
// without stock do not count as days without demand.
func TestWhatRunsOutIsSuggested(t *testing.T) {
	sku, other, wh := id.New[any](), id.New[any](), id.New[any]()
	steady := func(out bool) (d olap.Demand) {
		for day := range 120 {
			qty := float64(8 + day%5)
			empty := out && day%3 == 0
			if empty {
				qty = 0
			}
			d.Qty, d.Out = append(d.Qty, qty), append(d.Out, empty)
		}
		d.SKU, d.Warehouse = sku, wh
		return d
	}
	item := desk.Item{SKU: sku, Warehouse: wh, MOQ: 50, Pack: 12, AgreedDays: 6, LeadDays: []float64{5, 7, 6, 9, 6}, OnHand: 60, Reserved: 5, OnOrder: 24, Price: 100}
	full := desk.Item{SKU: other, Warehouse: wh, MOQ: 1, AgreedDays: 6, OnHand: 5000, Price: 100}
	today := cal.Of(2026, 11, 22)
	two := wanted{steady(false), {SKU: other, Warehouse: wh, Qty: steady(false).Qty, Out: make([]bool, 120)}}
	got, err := desk.Replenish(t.Context(), two, []desk.Item{item, full}, today, desk.Usual)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d proposals, %v", len(got), err)
	}
	p := got[0]
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	if need := 10 * (6 + 7.0); p.Quantity < need-79 || p.Quantity > 2*need || int(p.Quantity)%12 != 0 || p.Latest != today || p.Risk <= 0 {
		t.Errorf("suggested %g by %s at risk %g", p.Quantity, p.Latest, p.Risk)
	}
	censored, err := desk.Replenish(t.Context(), wanted{steady(true)}, []desk.Item{item}, today, desk.Usual)
	if err != nil || len(censored) != 1 {
		t.Fatalf("%d proposals, %v", len(censored), err)
	}
	if censored[0].Quantity < p.Quantity-24 {
		t.Errorf("days without stock brought the quantity from %g to %g", p.Quantity, censored[0].Quantity)
	}
	again, err := desk.Replenish(t.Context(), two, []desk.Item{item, full}, today, desk.Usual)
	if err != nil || len(again) != 1 || again[0].Quantity != p.Quantity || again[0].Risk != p.Risk {
		t.Errorf("another answer to the same question, %v", err)
	}
}

// filled is a warehouse made from the company's events.
func (c *trial) filled() *olap.Warehouse {
	c.t.Helper()
	warehouse, err := olap.Open(c.ctx, testkit.ClickHouse(c.t))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = warehouse.Close() })
	events := &event.Stream{DB: c.db}
	err = (&ingest.Rebuild{Stream: events, Warehouse: warehouse, Log: slog.New(slog.DiscardHandler)}).Run(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return warehouse
}

// PUR-05, PUR-06, SAL-04, TST-02: the sample company's demand becomes suggestions, and these become orders, once.
func TestFromDemandToPurchaseOrders(t *testing.T) {
	ctx := asHouse(t.Context())
	db, err := pg.Open(ctx, testkit.Postgres(t, migrateTest))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := wire(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	c := &trial{house: h, t: t, ctx: ctx}
	if err := h.loadDemo(ctx); err != nil {
		t.Fatal(err)
	}
	warehouse := c.filled()
	told, err := h.replenish(ctx, warehouse)
	if err != nil || told.New < 5 {
		t.Fatalf("%+v, %v", told, err)
	}
	if again, err := h.replenish(ctx, warehouse); err != nil || again.Same != told.New {
		t.Errorf("the same day, another answer: %+v, %v", again, err)
	}
	if n, err := h.foretell(ctx, warehouse); err != nil || n < 5 {
		t.Errorf("%d sales forecasts, %v", n, err)
	}
	var open []*purchasing.Suggestion
	c.do(func(tx *pg.Tx) (err error) {
		open, err = h.purchasing.Suggestions.Def.Select(ctx, tx, "where t.state = 'open' order by t.risk desc")
		return err
	})
	var picks []purchasing.Pick
	for _, s := range open {
		var total fixed.Qty
		for _, term := range s.Terms {
			total += term.Qty
		}
		if total != s.Qty { // the terms shown are the quantity
			t.Errorf("%s: terms sum to %s of %s", s.Number, total, s.Qty)
		}
		picks = append(picks, purchasing.Pick{Suggestion: s.ID, Qty: s.Qty})
	}
	order := func() (made int) {
		c.do(func(tx *pg.Tx) error {
			_, err := h.purchasing.Order(ctx, tx, picks, true)
			return err
		})
		c.do(func(tx *pg.Tx) error {
			return tx.QueryRow(ctx, "select count(*) from purchasing.order where at > $1", tx.Now.Add(-time.Minute)).Scan(&made)
		})
		return made
	}
	if first := order(); first == 0 || order() != first { // PUR-06: pressing twice makes one order
		t.Errorf("%d orders, then more", first)
	}
	c.mustBeSound()
}
