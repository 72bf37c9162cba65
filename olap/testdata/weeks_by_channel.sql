select step, toString(d_channel) as channel, m_gmv as gmv, ifNotFinite(toFloat64(m_gmv) / toFloat64(m_orders), null) as average_order
from (
	select toMonday(day) as step, channel as d_channel, toDecimal128(sum(net + vat), 4) as m_gmv, toDecimal128(sumIf(orders, category = toUUID('00000000-0000-0000-0000-000000000000')), 4) as m_orders
	from sales_day final array join channel, category, net, vat, orders
	where day between {from:Date} and {to:Date}
	group by step, d_channel
)
order by channel, step with fill from {first:Date} to {end:Date} step interval 1 week
limit 10000

-- shown as

select step, toString(d_channel) as channel, m_gmv as gmv, ifNotFinite(toFloat64(m_gmv) / toFloat64(m_orders), null) as average_order
from (
	select toMonday(day) as step, channel as d_channel, toDecimal128(sum(net + vat), 4) as m_gmv, toDecimal128(sumIf(orders, category = toUUID('00000000-0000-0000-0000-000000000000')), 4) as m_orders
	from sales_day final array join channel, category, net, vat, orders
	where day between toDate('2026-11-03') and toDate('2026-11-22')
	group by step, d_channel
)
order by channel, step with fill from toDate('2026-11-02') to toDate('2026-11-23') step interval 1 week
limit 10000
