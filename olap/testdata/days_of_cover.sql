select step, ifNotFinite(toFloat64(m_stock_qty) * (dateDiff('day', greatest(step, {from:Date}), least((step + interval 1 month - interval 1 day), {to:Date})) + 1) / toFloat64(m_shipped_units), null) as days_of_cover, ifNotFinite(toFloat64(m_shipped_cost) / toFloat64(m_stock_value_mean) * 365 / (dateDiff('day', greatest(step, {from:Date}), least((step + interval 1 month - interval 1 day), {to:Date})) + 1), null) as turnover
from (
	select step, sum(p.m_stock_qty) as m_stock_qty, sum(p.m_shipped_units) as m_shipped_units, sum(p.m_shipped_cost) as m_shipped_cost, sum(p.m_stock_value_mean) as m_stock_value_mean
	from (
		select arrayJoin(arrayFilter(s -> s >= own, {steps:Array(Date)})) as step, sum(l.m_stock_qty) as m_stock_qty, toDecimal128(0, 4) as m_shipped_units, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(0, 4) as m_stock_value_mean
		from (
			select greatest(toStartOfMonth(day), {first:Date}) as own, toDecimal128(sum(qty), 4) as m_stock_qty
			from stock_day final array join warehouse, qty
			where day <= {to:Date} and warehouse in (select doc from name final where type = 'inventory.warehouse')
			group by own
		) as l
		group by step
		union all
		select toStartOfMonth(day) as step, toDecimal128(0, 4) as m_stock_qty, toDecimal128(sum(qty), 4) as m_shipped_units, toDecimal128(sum(cost), 4) as m_shipped_cost, toDecimal128(0, 4) as m_stock_value_mean
		from shipment_day final array join qty, cost
		where day between {from:Date} and {to:Date}
		group by step
		union all
		select arrayJoin(arrayFilter(s -> least((s + interval 1 month - interval 1 day), {to:Date}) >= own, {steps:Array(Date)})) as step, toDecimal128(0, 4) as m_stock_qty, toDecimal128(0, 4) as m_shipped_units, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(sum(toFloat64(l.m_stock_value_mean) * (dateDiff('day', greatest(own, step), least((step + interval 1 month - interval 1 day), {to:Date})) + 1) / (dateDiff('day', greatest(step, {from:Date}), least((step + interval 1 month - interval 1 day), {to:Date})) + 1)), 4) as m_stock_value_mean
		from (
			select greatest(day, {from:Date}) as own, toDecimal128(sum(value), 4) as m_stock_value_mean
			from stock_day final array join warehouse, value
			where day <= {to:Date} and warehouse in (select doc from name final where type = 'inventory.warehouse')
			group by own
		) as l
		group by step
	) as p
	group by step
)
order by step with fill from {first:Date} to {end:Date} step interval 1 month
limit 10000

-- shown as

select step, ifNotFinite(toFloat64(m_stock_qty) * (dateDiff('day', greatest(step, toDate('2026-11-03')), least((step + interval 1 month - interval 1 day), toDate('2026-11-22'))) + 1) / toFloat64(m_shipped_units), null) as days_of_cover, ifNotFinite(toFloat64(m_shipped_cost) / toFloat64(m_stock_value_mean) * 365 / (dateDiff('day', greatest(step, toDate('2026-11-03')), least((step + interval 1 month - interval 1 day), toDate('2026-11-22'))) + 1), null) as turnover
from (
	select step, sum(p.m_stock_qty) as m_stock_qty, sum(p.m_shipped_units) as m_shipped_units, sum(p.m_shipped_cost) as m_shipped_cost, sum(p.m_stock_value_mean) as m_stock_value_mean
	from (
		select arrayJoin(arrayFilter(s -> s >= own, [toDate('2026-11-01')])) as step, sum(l.m_stock_qty) as m_stock_qty, toDecimal128(0, 4) as m_shipped_units, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(0, 4) as m_stock_value_mean
		from (
			select greatest(toStartOfMonth(day), toDate('2026-11-01')) as own, toDecimal128(sum(qty), 4) as m_stock_qty
			from stock_day final array join warehouse, qty
			where day <= toDate('2026-11-22') and warehouse in (select doc from name final where type = 'inventory.warehouse')
			group by own
		) as l
		group by step
		union all
		select toStartOfMonth(day) as step, toDecimal128(0, 4) as m_stock_qty, toDecimal128(sum(qty), 4) as m_shipped_units, toDecimal128(sum(cost), 4) as m_shipped_cost, toDecimal128(0, 4) as m_stock_value_mean
		from shipment_day final array join qty, cost
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		group by step
		union all
		select arrayJoin(arrayFilter(s -> least((s + interval 1 month - interval 1 day), toDate('2026-11-22')) >= own, [toDate('2026-11-01')])) as step, toDecimal128(0, 4) as m_stock_qty, toDecimal128(0, 4) as m_shipped_units, toDecimal128(0, 4) as m_shipped_cost, toDecimal128(sum(toFloat64(l.m_stock_value_mean) * (dateDiff('day', greatest(own, step), least((step + interval 1 month - interval 1 day), toDate('2026-11-22'))) + 1) / (dateDiff('day', greatest(step, toDate('2026-11-03')), least((step + interval 1 month - interval 1 day), toDate('2026-11-22'))) + 1)), 4) as m_stock_value_mean
		from (
			select greatest(day, toDate('2026-11-03')) as own, toDecimal128(sum(value), 4) as m_stock_value_mean
			from stock_day final array join warehouse, value
			where day <= toDate('2026-11-22') and warehouse in (select doc from name final where type = 'inventory.warehouse')
			group by own
		) as l
		group by step
	) as p
	group by step
)
order by step with fill from toDate('2026-11-01') to toDate('2026-12-01') step interval 1 month
limit 10000
