package purchasing

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Progress is how far a line of an order has come (PUR-07).
type Progress struct {
	Order        ref.Purchase  `json:"order"`
	Number       string        `json:"number"`
	State        string        `json:"state"`
	Supplier     ref.Supplier  `json:"supplier"`
	SupplierName string        `json:"supplier_name"`
	Warehouse    ref.Warehouse `json:"warehouse"`
	Line         int32         `json:"line"`
	SKU          ref.SKU       `json:"sku"`
	Code         string        `json:"code"`
	Name         string        `json:"name"`
	Ordered      fixed.Qty     `json:"ordered"`
	Received     fixed.Qty     `json:"received"`
	Rejected     fixed.Qty     `json:"rejected"`
	Invoiced     fixed.Qty     `json:"invoiced"` // of what was received
	Open         fixed.Amount  `json:"open"`     // value of what is still to come, VAT included, in the order's currency
	Currency     string        `json:"currency"`
	Due          *cal.Date     `json:"due"`
	Late         int32         `json:"late"` // days after due, of what is still to come
}

// Progress lists lines of orders that wait for goods or for an invoice, the latest first. late keeps only overdue ones.
func (r *Room) Progress(ctx context.Context, tx *pg.Tx, late bool, limit int) ([]Progress, error) {
	found, err := tx.Query(ctx, `
		select * from (
			select o.id, o.number, o.state, o.supplier, s.name, o.warehouse, l.no, l.sku, l.code, l.name as goods, l.qty, l.received,
				coalesce(r.rejected, 0), coalesce(r.invoiced, 0) as invoiced,
				case when o.state in ('approved', 'receiving') then round(l.price * greatest(l.qty - l.received, 0), 4) else 0 end, o.currency, l.due,
				case when o.state in ('approved', 'receiving') and l.received < l.qty then greatest($1::date - l.due, 0) else 0 end as late
			from `+r.Orders.Def.From(tx)+` o
			join purchasing.order_line l on l.doc = o.id
			join purchasing.supplier s on s.id = o.supplier
			left join lateral (
				select sum(rl.rejected) as rejected, sum(rl.qty) filter (where rc.state = 'posted') as invoiced
				from purchasing.receipt rc join purchasing.receipt_line rl on rl.doc = rc.id
				where rc.purchase = o.id and rl.order_line = l.no
			) r on true
			where o.state in ('approved', 'receiving', 'received', 'closed')
		) p
		where (state in ('approved', 'receiving') and received < qty or invoiced < received) and (not $2 or late > 0)
		order by late desc, due, number, no limit $3`, tx.Today(), late, limit)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var lines []Progress
	for found.Next() {
		var p Progress
		err := found.Scan(&p.Order, &p.Number, &p.State, &p.Supplier, &p.SupplierName, &p.Warehouse, &p.Line, &p.SKU, &p.Code, &p.Name,
			&p.Ordered, &p.Received, &p.Rejected, &p.Invoiced, &p.Open, &p.Currency, &p.Due, &p.Late)
		if err != nil {
			return nil, err
		}
		lines = append(lines, p)
	}
	return lines, found.Err()
}
