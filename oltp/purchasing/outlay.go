package purchasing

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Outlay is what will be owed for the goods that an approved order still waits for, in the company's currency, VAT included.
type Outlay struct {
	Order    id.ID
	Number   string
	Supplier ref.Supplier
	Due      cal.Date // of the goods, not of the money
	Amount   fixed.Amount
}

// Outlays are the open orders, the soonest first.
func (r *Room) Outlays(ctx context.Context, tx *pg.Tx) (outlays []Outlay, err error) {
	found, err := tx.Query(ctx, `
		select o.id, o.number, o.supplier, coalesce(l.due, o.due, o.day), round(sum((l.qty - l.received) * l.price * o.exchange), 2)
		from purchasing.order o join purchasing.order_line l on l.doc = o.id
		where o.state in ('approved', 'receiving') and l.qty > l.received
		group by 1, 2, 3, 4 order by 4, 2`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var o Outlay
		if err := found.Scan(&o.Order, &o.Number, &o.Supplier, &o.Due, &o.Amount); err != nil {
			return nil, err
		}
		outlays = append(outlays, o)
	}
	return outlays, found.Err()
}
