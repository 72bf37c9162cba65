package main

import (
	"context"
	"time"

	"hesuan/demo"
	"hesuan/demo/load"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/job"
	"hesuan/internal/pg"
	"hesuan/oltp/catalog"
	"hesuan/oltp/inventory"
)

// demoRun is a load of the demo company of a size.
func (h *house) demoRun(size demo.Size) *load.Run {
	return &load.Run{DB: h.db, Size: size, Open: func(w *demo.World, asOf time.Time) load.Company {
		return demoLoader{&demoCompany{house: h, world: w, asOf: asOf}}
	}}
}

// demoJob loads the full demo company. Killed half-way, it goes on with another worker (internal/job).
func (h *house) demoJob() job.Job {
	return job.Job{Name: "demo.load", Every: 15 * time.Second, AtStart: true, Timeout: time.Hour, Run: func(ctx context.Context) error {
		_, err := h.demoRun(demo.Full(cal.On(h.db.Clock(), h.db.Zone))).Do(ctx)
		return err
	}}
}

// demoLoader is the company as package load knows it.
type demoLoader struct{ *demoCompany }

// Empty tells whether nobody has done any business yet.
func (d demoLoader) Empty(ctx context.Context, tx *pg.Tx) (bool, error) {
	return pastRooms{d.house}.Empty(ctx, tx)
}

// Masters writes who and what the company has.
func (d demoLoader) Masters(ctx context.Context, tx *pg.Tx) error { return d.masters(ctx, tx) }

// Chapter writes a month.
func (d demoLoader) Chapter(ctx context.Context, tx *pg.Tx, c *demo.Chapter) error {
	return d.chapter(ctx, tx, c)
}

// Today writes what people have set up for these weeks, and loses some goods that were promised.
func (d demoLoader) Today(ctx context.Context, tx *pg.Tx) error {
	if err := d.promote(ctx, tx); err != nil {
		return err
	}
	if err := d.watch(ctx, tx); err != nil {
		return err
	}
	return d.lose(ctx, tx)
}

// promoted is how many days before and after today the price list of promotions tells.
const promoted = 45

// promote writes the prices of promotions around today: orders that are placed now are sold at them.
func (d *demoCompany) promote(ctx context.Context, tx *pg.Tx) error {
	var rows []*catalog.Price
	for _, o := range d.world.Offers(d.world.Today.Add(-promoted), d.world.Today.Add(promoted)) {
		rows = append(rows, &catalog.Price{List: demoPriceList(), SKU: demoSKU(o.SKU), Price: o.Price, Since: &o.First, Until: &o.Last})
	}
	return create(ctx, tx, d.catalog.Prices, rows...)
}

// watch sets levels of alarm on every third SKU of the central warehouse: about five days of what sells.
func (d *demoCompany) watch(ctx context.Context, tx *pg.Tx) error {
	sold := make([]int, len(d.world.SKUs))
	for day := d.world.Today.Add(-28); day < d.world.Today; day++ {
		for _, wanted := range d.world.Demand(day) {
			if wanted.Warehouse == 0 {
				sold[wanted.SKU] += wanted.Pieces
			}
		}
	}
	var rows []*inventory.Threshold
	for n, pieces := range sold {
		if low := pieces * 5 / 28; low > 0 && n%3 == 0 {
			rows = append(rows, &inventory.Threshold{SKU: demoSKU(n), Warehouse: demoWarehouse(0), Low: fixed.Units(int64(low))})
		}
	}
	return create(ctx, tx, d.inventory.Thresholds, rows...)
}

// lose takes promised goods away from the newest orders of three SKUs, by real steps: a forklift has hit a shelf.
func (d *demoCompany) lose(ctx context.Context, tx *pg.Tx) error {
	levels, err := d.inventory.Levels(ctx, tx)
	if err != nil {
		return err
	}
	a := &inventory.Adjustment{Warehouse: demoWarehouse(0), Reason: "damage"}
	a.Note = "叉车碰倒货架"
	for _, l := range levels {
		if l.Warehouse == a.Warehouse && l.Reserved > 0 && l.Free() < fixed.Units(30) && len(a.Lines) < 3 {
			a.Lines = append(a.Lines, inventory.AdjustmentLine{SKU: l.SKU, Qty: -l.Free() - fixed.Units(1)})
		}
	}
	if len(a.Lines) == 0 {
		return nil
	}
	if err := d.inventory.Adjustments.Begin(ctx, tx, "draft", a); err != nil {
		return err
	}
	_, err = d.inventory.Adjustments.Go(ctx, tx, id.ID(a.ID), "post", nil)
	return err
}
