select m_gmv as gmv, m_orders as orders, ifNotFinite((toFloat64(m_shipped_net) - toFloat64(m_returned_net) - toFloat64(m_shipped_cost) + toFloat64(m_returned_cost)) / (toFloat64(m_shipped_net) - toFloat64(m_returned_net)), null) as margin_rate
from (
	select sum(p.m_gmv) as m_gmv, sum(p.m_orders) as m_orders, sum(p.m_shipped_net) as m_shipped_net, sum(p.m_returned_net) as m_returned_net, sum(p.m_shipped_cost) as m_shipped_cost, sum(p.m_returned_cost) as m_returned_cost
	from (
		select toDecimal128(sum(net + vat), 4) as m_gmv, toDecimal128(sumIf(orders, category = toUUID('00000000-0000-0000-0000-000000000000')), 4) as m_orders, toDecimal128(0, 4) as m_shipped_net, toDecimal128(0, 4) as m_returned_net, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(0, 4) as m_returned_cost
		from sales_day final array join category, net, vat, orders
		where day between {from:Date} and {to:Date}
		union all
		select toDecimal128(0, 4) as m_gmv, toDecimal128(0, 4) as m_orders, toDecimal128(sum(net), 4) as m_shipped_net, toDecimal128(0, 4) as m_returned_net, toDecimal128(sum(cost), 4) as m_shipped_cost, toDecimal128(0, 4) as m_returned_cost
		from shipment_day final array join net, cost
		where day between {from:Date} and {to:Date}
		union all
		select toDecimal128(0, 4) as m_gmv, toDecimal128(0, 4) as m_orders, toDecimal128(0, 4) as m_shipped_net, toDecimal128(sumIf(amount - vat, state in ('received', 'refunded')), 4) as m_returned_net, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(sumIf(cost, state in ('received', 'refunded')), 4) as m_returned_cost
		from return_day final array join state, amount, vat, cost
		where day between {from:Date} and {to:Date}
	) as p
)

-- shown as

select m_gmv as gmv, m_orders as orders, ifNotFinite((toFloat64(m_shipped_net) - toFloat64(m_returned_net) - toFloat64(m_shipped_cost) + toFloat64(m_returned_cost)) / (toFloat64(m_shipped_net) - toFloat64(m_returned_net)), null) as margin_rate
from (
	select sum(p.m_gmv) as m_gmv, sum(p.m_orders) as m_orders, sum(p.m_shipped_net) as m_shipped_net, sum(p.m_returned_net) as m_returned_net, sum(p.m_shipped_cost) as m_shipped_cost, sum(p.m_returned_cost) as m_returned_cost
	from (
		select toDecimal128(sum(net + vat), 4) as m_gmv, toDecimal128(sumIf(orders, category = toUUID('00000000-0000-0000-0000-000000000000')), 4) as m_orders, toDecimal128(0, 4) as m_shipped_net, toDecimal128(0, 4) as m_returned_net, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(0, 4) as m_returned_cost
		from sales_day final array join category, net, vat, orders
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		union all
		select toDecimal128(0, 4) as m_gmv, toDecimal128(0, 4) as m_orders, toDecimal128(sum(net), 4) as m_shipped_net, toDecimal128(0, 4) as m_returned_net, toDecimal128(sum(cost), 4) as m_shipped_cost, toDecimal128(0, 4) as m_returned_cost
		from shipment_day final array join net, cost
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		union all
		select toDecimal128(0, 4) as m_gmv, toDecimal128(0, 4) as m_orders, toDecimal128(0, 4) as m_shipped_net, toDecimal128(sumIf(amount - vat, state in ('received', 'refunded')), 4) as m_returned_net, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(sumIf(cost, state in ('received', 'refunded')), 4) as m_returned_cost
		from return_day final array join state, amount, vat, cost
		where day between toDate('2026-11-03') and toDate('2026-11-22')
	) as p
)
