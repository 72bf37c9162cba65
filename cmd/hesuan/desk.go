package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/config"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/olap"
	"hesuan/oltp/purchasing"
)

// forecastNow runs the desk at once instead of waiting for the night.
type forecastNow struct{}

// Run forecasts and tells what changed.
func (forecastNow) Run(ctx context.Context, c *config.Config) error {
	return withHouse(ctx, c, func(ctx context.Context, h *house, warehouse *olap.Warehouse) error {
		told, err := h.replenish(ctx, warehouse)
		if err != nil {
			return err
		}
		fmt.Printf("suggestions: %d new, %d changed, %d as before, %d no longer needed, %d dismissed by buyers\n",
			told.New, told.Changed, told.Same, told.Superseded, told.Resting)
		n, err := h.foretell(ctx, warehouse)
		fmt.Printf("sales forecasts: %d\n", n)
		return err
	})
}

// replenish forecasts the demand of every SKU in every warehouse and renews the buyers' suggestions.
func (h *house) replenish(ctx context.Context, warehouse *olap.Warehouse) (told purchasing.Changes, err error) {
	var goods map[purchasing.Key]*stocked
	var today cal.Date
	err = h.db.View(ctx, func(tx *pg.Tx) error {
		today = tx.Today()
		goods, err = h.stocked(ctx, tx)
		return err
	})
	if err != nil {
		return told, err
	}
	items := make([]desk.Item, 0, len(goods))
	for _, g := range goods {
		items = append(items, g.Item)
	}
	sortItems(items)
	proposals, err := desk.Replenish(ctx, warehouse, items, today, desk.Usual)
	if err != nil {
		return told, err
	}
	rows := make([]purchasing.Proposal, len(proposals))
	for i := range proposals {
		p := &proposals[i]
		if err := p.Check(); err != nil {
			return told, err
		}
		rows[i] = goods[purchasing.Key{SKU: ref.SKU(p.SKU), Warehouse: ref.Warehouse(p.Warehouse)}].proposal(p, today)
	}
	err = h.db.Do(ctx, func(tx *pg.Tx) error {
		told, err = h.purchasing.Suggest(ctx, tx, id.New[any](), rows)
		return err
	})
	return told, err
}

// stocked is an item with what people call it and who sells it.
type stocked struct {
	desk.Item
	offer  ref.Offer
	source purchasing.Source
}

// stocked are all SKUs that somebody sells us, in every warehouse that has or had them.
func (h *house) stocked(ctx context.Context, tx *pg.Tx) (map[purchasing.Key]*stocked, error) {
	levels, err := h.inventory.Levels(ctx, tx)
	if err != nil {
		return nil, err
	}
	skus := make([]ref.SKU, len(levels))
	for i, l := range levels {
		skus[i] = l.SKU
	}
	offers, err := h.catalog.Offers(ctx, tx, ref.Channel{}, tx.Today(), skus)
	if err != nil {
		return nil, err
	}
	sources, err := h.purchasing.Sources(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	goods := map[purchasing.Key]*stocked{}
	for _, l := range levels {
		offer, sold := offers[l.SKU]
		if !sold || !offer.Active {
			continue
		}
		g := &stocked{offer: offer, Item: desk.Item{SKU: id.ID(l.SKU), Warehouse: id.ID(l.Warehouse), AgreedDays: 14,
			OnHand: l.OnHand.Float(), Reserved: l.Reserved.Float(), Price: offer.Price.Float()}}
		if from := sources[l.SKU]; len(from) > 0 && !from[0].Blocked {
			g.source = from[0]
			g.MOQ, g.Pack, g.AgreedDays = from[0].MOQ.Float(), from[0].Pack.Float(), math.Max(1, float64(from[0].LeadDays))
		}
		goods[purchasing.Key{SKU: l.SKU, Warehouse: l.Warehouse}] = g
	}
	return goods, h.expect(ctx, tx, goods)
}

// expect adds what is on order and how long suppliers really take.
func (h *house) expect(ctx context.Context, tx *pg.Tx, goods map[purchasing.Key]*stocked) error {
	inbound, err := h.purchasing.OnOrder(ctx, tx)
	if err != nil {
		return err
	}
	for _, in := range inbound {
		if g := goods[in.Key]; g != nil {
			g.OnOrder += in.Qty.Float()
		}
	}
	leads, err := h.purchasing.Leads(ctx, tx, tx.Today().Add(-730))
	if err != nil {
		return err
	}
	measured := map[[2]id.ID][]float64{}
	for _, l := range leads {
		measured[[2]id.ID{id.ID(l.Supplier), id.ID(l.SKU)}] = l.Days
	}
	for _, g := range goods {
		g.LeadDays = measured[[2]id.ID{id.ID(g.source.Supplier), g.SKU}]
	}
	return nil
}

// deskJob is what the desk does once a day: by night, or as soon as there is something to forecast. It waits until the warehouse
// has seen all that was committed before.
func (h *house) deskJob(warehouse *olap.Warehouse) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		if done, err := h.foretoldToday(ctx); done || err != nil {
			return err
		}
		for began := time.Now(); ; {
			fresh, err := warehouse.Freshness(ctx)
			if err == nil && fresh.Complete.After(began) {
				break
			}
			select {
			case <-ctx.Done():
				return errors.Join(ctx.Err(), err)
			case <-time.After(time.Second):
			}
		}
		if _, err := h.replenish(ctx, warehouse); err != nil {
			return err
		}
		_, err := h.foretell(ctx, warehouse)
		return err
	}
}

// foretoldToday tells that today's forecast is there, or that there is nothing to forecast, or not all of it yet.
func (h *house) foretoldToday(ctx context.Context) (done bool, err error) {
	err = h.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select exists (select from sales.forecast where since >= $1) or not exists (select from sales.order)
			or exists (select from demo.load where done < steps)`, tx.Today()).Scan(&done)
	})
	return done, err
}

func cents(values []float64) []float64 {
	rounded := make([]float64, len(values))
	for i, v := range values {
		rounded[i] = cent(v)
	}
	return rounded
}

// cent rounds to cents; the zero added makes of -0, which Postgres does not keep, 0.
func cent(v float64) float64 { return math.Round(v*100)/100 + 0 }

// part keeps three decimals of a share, and nothing of what is no number.
func part(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1000)/1000 + 0
}

// pieces is a whole or part number of pieces as an exact quantity.
func pieces(v float64) fixed.Qty { return fixed.Qty(math.Round(v * fixed.Scale)) }
