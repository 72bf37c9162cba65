package sales

import "hesuan/internal/check"

// Rules are what is always true of orders and of what was shipped and came back on them.
func (r *Room) Rules() []check.Rule {
	return []check.Rule{
		{Name: "sales.order_total", SQL: `
			select o.number, o.total, o.goods, o.tax, o.freight, o.discount, sum(l.amount) as lines, sum(l.share) as shares
			from sales.order o left join sales.order_line l on l.doc = o.id group by o.id
			having o.total <> o.goods + o.tax + o.freight - o.discount or o.goods <> coalesce(sum(l.amount), 0)
				or o.discount <> coalesce(sum(l.share), 0)
				or o.tax <> case when o.tax_included then 0 else coalesce(sum(l.vat), 0) + o.freight_vat end
			order by o.number`},
		{Name: "sales.order_line_parts", SQL: `
			select o.number, l.no, l.amount, l.share, l.net, l.vat from sales.order o join sales.order_line l on l.doc = o.id
			where l.net + case when o.tax_included then l.vat else 0 end <> l.amount - l.share order by o.number, l.no`},
		{Name: "sales.shipped_is_shipments", SQL: `
			with sent as (
				select s."order" as doc, l.order_line as no, sum(l.qty) as qty, sum(l.cost) as cost
				from sales.shipment s join sales.shipment_line l on l.doc = s.id group by 1, 2
			)
			select o.number, l.no, l.shipped, s.qty as shipments, l.cost, s.cost as shipments_cost
			from sales.order_line l join sales.order o on o.id = l.doc left join sent s on s.doc = l.doc and s.no = l.no
			where (l.shipped <> coalesce(s.qty, 0) or l.cost <> coalesce(s.cost, 0))
				and (s.doc is not null or exists (select from sales.shipment s where s."order" = o.id) or l.shipped not in (0, l.qty))
			order by o.number, l.no`}, // a sale over the counter ships whole and has no shipment
		{Name: "sales.open_orders_hold_their_goods", SQL: `
			with open as (
				select o.id, o.number, o.exception, l.no, l.qty - l.shipped as qty from sales.order o join sales.order_line l on l.doc = o.id
				where o.state in ('placed', 'approved', 'shipping') and l.qty > l.shipped
			)
			select coalesce(o.number, h.holder_number) as number, coalesce(o.no, h.line) as line, o.qty as open, h.qty as held
			from open o full join (select * from inventory.reservation where holder_type = 'sales.order') h on h.holder = o.id and h.line = o.no
			where coalesce(o.qty, 0) <> coalesce(h.qty, 0) and coalesce(o.exception, '') = '' order by 1, 2`},
		{Name: "sales.returned_is_returns", SQL: `
			with side as (
				select doc, no, returned, cost_back, 0 as returns, 0 as returns_cost from sales.order_line where returned <> 0 or cost_back <> 0
				union all
				select t."order", l.order_line, 0, 0, l.accepted + l.defective, l.cost
				from sales.return t join sales.return_line l on l.doc = t.id where t.state <> 'rejected' and t."order" is not null
			), line as (
				select doc, no, sum(returned) as returned, sum(returns) as returns, sum(cost_back) as cost_back, sum(returns_cost) as returns_cost
				from side group by doc, no
			)
			select o.number, l.* from line l left join sales.order o on o.id = l.doc
			where l.returned <> l.returns or l.cost_back <> l.returns_cost order by o.number, l.no`}, // a join of the two sums takes minutes
	}
}
