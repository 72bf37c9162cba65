package olap

import (
	"context"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/id"
)

// Demand is what buyers wanted of a SKU from a warehouse, by day. Out marks days that ended with
// nothing free to sell: what was sold then is less than what was wanted.
type Demand struct {
	SKU, Warehouse id.ID
	Qty            []float64
	Out            []bool
}

// Demand reads the demand of every SKU in every warehouse from its first day of stock or sales
// on, until the last day asked for. What was free follows from the ledgers alone: all moves but shipments, less
// all orders placed and not cancelled.
func (w *Warehouse) Demand(ctx context.Context, from, to cal.Date) ([]Demand, error) {
	rows, err := w.DB.Query(ctx, `
		select sku, warehouse, day, toFloat64(sum(wanted)), toFloat64(sum(flow)) from (
			select sku, warehouse, day, qty as wanted, -qty as flow from order_line final where line > 0 and state <> 'cancelled' and day <= {to:Date}
			union all
			select sku, place, day, 0, qty from stock_move final
			where kind <> 'shipment' and day <= {to:Date} and place in (select doc from name final where type = 'inventory.warehouse')
		) group by sku, warehouse, day order by sku, warehouse, day`, ch.Named("to", to.String()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []Demand
	var one *walk
	for rows.Next() {
		var next step
		var day time.Time
		if err := rows.Scan(&next.sku, &next.warehouse, &day, &next.wanted, &next.flow); err != nil {
			return nil, err
		}
		next.day = cal.Of(day.Date())
		if one == nil || one.sku != next.sku || one.warehouse != next.warehouse {
			all = one.end(all, to)
			one = &walk{step: next, from: max(from, next.day), day: next.day}
		}
		one.take(next)
	}
	return one.end(all, to), rows.Err()
}

// step is a day on which something was wanted or moved.
type step struct {
	sku, warehouse id.ID
	day            cal.Date
	wanted, flow   float64
}

// walk goes through the days of one SKU in one warehouse and fills those on which nothing happened.
type walk struct {
	step
	from, day cal.Date // the first day told, and the next to tell
	free      float64
	told      Demand
}

func (w *walk) take(next step) {
	w.quiet(next.day)
	w.free += next.flow
	w.tell(next.wanted)
}

// quiet tells the days before one on which nothing happened.
func (w *walk) quiet(until cal.Date) {
	for w.day < until {
		w.tell(0)
	}
}

func (w *walk) tell(wanted float64) {
	if w.day >= w.from {
		w.told.Qty = append(w.told.Qty, wanted)
		w.told.Out = append(w.told.Out, w.free < 1)
	}
	w.day++
}

func (w *walk) end(all []Demand, to cal.Date) []Demand {
	if w == nil {
		return all
	}
	w.quiet(to.Add(1))
	w.told.SKU, w.told.Warehouse = w.sku, w.warehouse
	return append(all, w.told)
}
