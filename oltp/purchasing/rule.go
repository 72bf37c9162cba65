package purchasing

import "hesuan/internal/check"

// Rules are what is always true of purchase orders and of what came in on them.
func (r *Room) Rules() []check.Rule {
	return []check.Rule{
		{Name: "purchasing.order_total", SQL: `
			select o.number, o.total, sum(l.amount) as lines from purchasing.order o left join purchasing.order_line l on l.doc = o.id
			group by o.id having o.total <> coalesce(sum(l.amount), 0) order by o.number`},
		{Name: "purchasing.received_is_receipts", SQL: `
			with came as (
				select r.purchase as doc, l.order_line as no, sum(l.qty) as qty
				from purchasing.receipt r join purchasing.receipt_line l on l.doc = r.id group by 1, 2
			)
			select o.number, l.no, l.received, c.qty as receipts
			from purchasing.order_line l join purchasing.order o on o.id = l.doc left join came c on c.doc = l.doc and c.no = l.no
			where l.received <> coalesce(c.qty, 0) order by o.number, l.no`},
		{Name: "purchasing.receipt_total", SQL: `
			select r.number, r.cost, r.vat, sum(l.cost) as lines_cost, sum(l.vat) as lines_vat
			from purchasing.receipt r left join purchasing.receipt_line l on l.doc = r.id
			group by r.id having r.cost <> coalesce(sum(l.cost), 0) or r.vat <> coalesce(sum(l.vat), 0) order by r.number`},
	}
}
