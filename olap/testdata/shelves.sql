select toString(d_sku) as sku, ifNotFinite(toFloat64(m_out_days) / toFloat64(m_shelf_days), null) as stockout_rate, m_lost_sales as lost_sales
from (
	select sku as d_sku, toDecimal128(countIf(level < 1 and rate > 0), 4) as m_out_days, toDecimal128(countIf(rate > 0), 4) as m_shelf_days, toDecimal128(sumIf(rate, level < 1), 4) as m_lost_sales
	from (
			select sku, warehouse, category, level, rate, toDate(arrayJoin(range(toUInt16(since), toUInt16(until)))) as day
			from (
				select sku, warehouse, category, rate, since, until, level
				from (
					select sku, warehouse, any(kind) as category, arraySort(groupArray((moved, change))) as moves, moves.1 as starts,
						arrayPushBack(arrayPopFront(starts), {to:Date} + 1) as ends, arrayCumSum(moves.2) as levels,
						arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
						toFloat64(any(sold.gmv)) / greatest(stocked, 1) as rate
					from (
						select sku, warehouse, any(category) as kind, greatest(day, {from:Date} - 30) as moved, sum(qty) as change
						from stock_day final array join sku, warehouse, category, qty
						where day <= {to:Date} and warehouse in (select doc from name final where type = 'inventory.warehouse')
						group by sku, warehouse, moved
					) as m
					left join (
						select sku, warehouse, sum(net + vat) as gmv
						from sku_day final array join sku, warehouse, net, vat
						where day between {from:Date} - 30 and {to:Date}
						group by sku, warehouse
					) as sold using (sku, warehouse)
					group by sku, warehouse
				)
				array join starts as since, ends as until, levels as level
			)
		)
	where day between {from:Date} and {to:Date}
	group by d_sku
)
order by stockout_rate desc nulls last, sku
limit 8

-- shown as

select toString(d_sku) as sku, ifNotFinite(toFloat64(m_out_days) / toFloat64(m_shelf_days), null) as stockout_rate, m_lost_sales as lost_sales
from (
	select sku as d_sku, toDecimal128(countIf(level < 1 and rate > 0), 4) as m_out_days, toDecimal128(countIf(rate > 0), 4) as m_shelf_days, toDecimal128(sumIf(rate, level < 1), 4) as m_lost_sales
	from (
			select sku, warehouse, category, level, rate, toDate(arrayJoin(range(toUInt16(since), toUInt16(until)))) as day
			from (
				select sku, warehouse, category, rate, since, until, level
				from (
					select sku, warehouse, any(kind) as category, arraySort(groupArray((moved, change))) as moves, moves.1 as starts,
						arrayPushBack(arrayPopFront(starts), toDate('2026-11-22') + 1) as ends, arrayCumSum(moves.2) as levels,
						arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
						toFloat64(any(sold.gmv)) / greatest(stocked, 1) as rate
					from (
						select sku, warehouse, any(category) as kind, greatest(day, toDate('2026-11-03') - 30) as moved, sum(qty) as change
						from stock_day final array join sku, warehouse, category, qty
						where day <= toDate('2026-11-22') and warehouse in (select doc from name final where type = 'inventory.warehouse')
						group by sku, warehouse, moved
					) as m
					left join (
						select sku, warehouse, sum(net + vat) as gmv
						from sku_day final array join sku, warehouse, net, vat
						where day between toDate('2026-11-03') - 30 and toDate('2026-11-22')
						group by sku, warehouse
					) as sold using (sku, warehouse)
					group by sku, warehouse
				)
				array join starts as since, ends as until, levels as level
			)
		)
	where day between toDate('2026-11-03') and toDate('2026-11-22')
	group by d_sku
)
order by stockout_rate desc nulls last, sku
limit 8
