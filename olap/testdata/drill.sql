select type, id, number, at, step, count() over () as documents, ifNotFinite(toFloat64(sum(m_shipped_net) over ()) - toFloat64(sum(m_returned_net) over ()) - toFloat64(sum(m_shipped_cost) over ()) + toFloat64(sum(m_returned_cost) over ()), null) as whole, m_shipped_net, m_returned_net, m_shipped_cost, m_returned_cost
from (
	select type, id, any(r.number) as number, min(r.at) as at, any(r.step) as step, sum(r.m_shipped_net) as m_shipped_net, sum(r.m_returned_net) as m_returned_net, sum(r.m_shipped_cost) as m_shipped_cost, sum(r.m_returned_cost) as m_returned_cost
	from (
		select 'sales.shipment' as type, toString(doc) as id, any(number) as number, min(day) as at, '' as step, toDecimal128(sum(net), 4) as m_shipped_net, toDecimal128(0, 4) as m_returned_net, toDecimal128(sum(cost), 4) as m_shipped_cost, toDecimal128(0, 4) as m_returned_cost
		from shipment_line final
		where day between {from:Date} and {to:Date} and sku in {f0:Array(UUID)}
		group by doc
		union all
		select 'sales.return' as type, toString(doc) as id, any(number) as number, min(day) as at, toString(any(state)) as step, toDecimal128(0, 4) as m_shipped_net, toDecimal128(sumIf(amount - vat, state in ('received', 'refunded')), 4) as m_returned_net, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(sumIf(cost, state in ('received', 'refunded')), 4) as m_returned_cost
		from return_line final
		where day between {from:Date} and {to:Date} and state != 'rejected' and sku in {f0:Array(UUID)}
		group by doc
	) as r
	group by type, id
)
where abs(m_shipped_net) + abs(m_returned_net) + abs(m_shipped_cost) + abs(m_returned_cost) > 0
order by abs(m_shipped_net) + abs(m_returned_net) + abs(m_shipped_cost) + abs(m_returned_cost) desc, at desc, id
limit 500
