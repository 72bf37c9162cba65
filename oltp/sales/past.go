package sales

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// exact is the number of decimals that amounts of the past keep: they were computed elsewhere, and their prices may have more
// decimals than the currency.
const exact = 4

// Past is the set-based path of imports and demos. Of business that is known in one piece, Order and Return tell with one event,
// record, as it is now, with what came back and was refunded since. Place begins a Life, told step by step.
type Past struct {
	room      *Room
	orders    [][]resource.Told[Order]
	shipments [][]resource.Told[Shipment]
	returns   [][]resource.Told[Return]
	lives     []*Life
	cases     []*ReturnLife
}

// Past begins with nothing.
func (r *Room) Past() *Past { return &Past{room: r} }

// Order tells of a sale that was shipped and paid at once. The caller brings lines with what they are called, their rates and the cost
// at which they left, and the number, the time, the currency and the region of the order; the room computes the amounts.
func (p *Past) Order(tx *pg.Tx, o *Order, event id.ID) error {
	if err := o.Compute(exact); err != nil {
		return err
	}
	for i := range o.Lines {
		o.Lines[i].Shipped = o.Lines[i].Qty
	}
	o.State, o.Paid = Completed, o.Total
	resource.Freeze(tx, o)
	p.orders = append(p.orders, []resource.Told[Order]{{Step: "record", Row: o, Event: event}})
	return nil
}

// TakeBack counts goods of a line of the past that came back later and tells the cost at which they do.
func (l *OrderLine) TakeBack(qty fixed.Qty) fixed.Amount {
	cost := slice(l.Cost, l.Returned, qty, l.Qty)
	l.Returned += qty
	l.CostBack += cost
	return cost
}

// Return tells of a return that was refunded. The caller brings lines with their amounts and costs; Order may be missing.
func (p *Past) Return(tx *pg.Tx, ret *Return, event id.ID) {
	for i := range ret.Lines {
		l := &ret.Lines[i]
		if ret.Kind == "return" {
			l.Accepted = l.Qty
		}
		ret.Amount += l.Amount
		ret.VAT += l.VAT
		ret.Cost += l.Cost
	}
	ret.State = "refunded"
	resource.Freeze(tx, ret)
	p.returns = append(p.returns, []resource.Told[Return]{{Step: "record", Row: ret, Event: event}})
}

// Flush writes what was told since the last Flush.
func (p *Past) Flush(ctx context.Context, tx *pg.Tx) error {
	p.tellLives()
	if len(p.orders) > 0 {
		if err := p.room.Orders.Def.Backfill(ctx, tx, p.orders...); err != nil {
			return err
		}
	}
	if len(p.shipments) > 0 {
		if err := p.room.Shipments.Def.Backfill(ctx, tx, p.shipments...); err != nil {
			return err
		}
	}
	if len(p.returns) > 0 {
		if err := p.room.Returns.Def.Backfill(ctx, tx, p.returns...); err != nil {
			return err
		}
	}
	p.orders, p.shipments, p.returns = nil, nil, nil
	return nil
}

// PastCosts are the costs of order lines that were written before and of which something came back.
func (r *Room) PastCosts(ctx context.Context, tx *pg.Tx, orders []ref.Order) (map[ref.Order]map[int32]fixed.Amount, error) {
	found, err := tx.Query(ctx, "select doc, no, cost from sales.order_line where doc = any($1) and returned > 0", orders)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	costs := map[ref.Order]map[int32]fixed.Amount{}
	for found.Next() {
		var order ref.Order
		var no int32
		var cost fixed.Amount
		if err := found.Scan(&order, &no, &cost); err != nil {
			return nil, err
		}
		if costs[order] == nil {
			costs[order] = map[int32]fixed.Amount{}
		}
		costs[order][no] = cost
	}
	return costs, found.Err()
}
