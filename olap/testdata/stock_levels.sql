select step, toString(d_warehouse) as warehouse, m_stock_value as stock_value
from (
	select arrayJoin(arrayFilter(s -> s >= own, {steps:Array(Date)})) as step, d_warehouse, sum(l.m_stock_value) as m_stock_value
	from (
		select greatest(toStartOfMonth(day), {first:Date}) as own, warehouse as d_warehouse, toDecimal128(sum(value), 4) as m_stock_value
		from stock_day final array join warehouse, value
		where day <= {to:Date} and warehouse in (select doc from name final where type = 'inventory.warehouse')
		group by own, d_warehouse
	) as l
	group by step, d_warehouse
)
order by warehouse, step with fill from {first:Date} to {end:Date} step interval 1 month
limit 10000

-- shown as

select step, toString(d_warehouse) as warehouse, m_stock_value as stock_value
from (
	select arrayJoin(arrayFilter(s -> s >= own, [toDate('2026-11-01')])) as step, d_warehouse, sum(l.m_stock_value) as m_stock_value
	from (
		select greatest(toStartOfMonth(day), toDate('2026-11-01')) as own, warehouse as d_warehouse, toDecimal128(sum(value), 4) as m_stock_value
		from stock_day final array join warehouse, value
		where day <= toDate('2026-11-22') and warehouse in (select doc from name final where type = 'inventory.warehouse')
		group by own, d_warehouse
	) as l
	group by step, d_warehouse
)
order by warehouse, step with fill from toDate('2026-11-01') to toDate('2026-12-01') step interval 1 month
limit 10000
