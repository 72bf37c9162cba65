package replay

import (
	"context"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

// Desk is the rule of the product: every suggestion of the desk is ordered as it stands.
type Desk struct{ Settings desk.Settings }

// Order is the rule's answer.
func (d Desk) Order(ctx context.Context, today cal.Date, shelves []*Shelf) ([]float64, error) {
	items := make([]desk.Item, len(shelves))
	at := make(map[[2]id.ID]int, len(shelves))
	for i, s := range shelves {
		items[i] = desk.Item{SKU: s.SKU, Warehouse: s.Warehouse, MOQ: s.MOQ, Pack: s.Pack, AgreedDays: s.AgreedDays, LeadDays: s.LeadDays,
			OnHand: s.OnHand, OnOrder: s.OnOrder, Price: s.Price}
		at[[2]id.ID{s.SKU, s.Warehouse}] = i
	}
	// The day is over: its sales are known, so the desk looks at it as on the next morning.
	proposals, err := desk.Replenish(ctx, seen(shelves), items, today.Add(1), d.Settings)
	quantities := make([]float64, len(shelves))
	for _, p := range proposals {
		quantities[at[[2]id.ID{p.SKU, p.Warehouse}]] = p.Quantity
	}
	return quantities, err
}

// seen is what the warehouse would tell of the shelves.
type seen []*Shelf

// Demand gives what was sold, with the days that ended with nothing left.
func (s seen) Demand(_ context.Context, from, to cal.Date) ([]olap.Demand, error) {
	var all []olap.Demand
	for _, shelf := range s {
		first := max(from, shelf.Since)
		begin, end := int(first-shelf.Since), int(to-shelf.Since)+1
		if begin >= end || end > len(shelf.Sold) {
			continue
		}
		all = append(all, olap.Demand{SKU: shelf.SKU, Warehouse: shelf.Warehouse, Qty: shelf.Sold[begin:end], Out: shelf.Out[begin:end]})
	}
	return all, nil
}
