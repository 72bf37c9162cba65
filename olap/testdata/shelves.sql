select toString(d_sku) as sku, ifNotFinite(toFloat64(m_out_days) / toFloat64(m_shelf_days), null) as stockout_rate, m_lost_sales as lost_sales
from (
	select sku as d_sku, toDecimal128(sumIf(span, level < 1 and rate > 0), 4) as m_out_days, toDecimal128(sumIf(span, rate > 0), 4) as m_shelf_days, toDecimal128(sumIf(rate * span, level < 1), 4) as m_lost_sales
	from (select sku, warehouse, category, level, rate, until - greatest(since, {from:Date}) as span, until - 1 as day from (
			select sku, warehouse, category, rate, since, until, level
			from (
				select sku, warehouse, kind as category, moves.1 as starts, arrayCumSum(moves.2) as levels,
					arrayPushBack(arrayPopFront(starts), {to:Date} + 1) as ends,
					arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
					toFloat64(sold.gmv) / greatest(stocked, 1) as rate
				from (
					select sku, warehouse, kind, if(old > 0, arrayPushFront(arraySort(found), ({from:Date} - 30, opening)), arraySort(found)) as moves
					from (
						select sku, warehouse, any(category) as kind, countIf(day <= {from:Date} - 30) as old, sumIf(qty, day <= {from:Date} - 30) as opening,
							groupArrayIf((day, qty), day > {from:Date} - 30) as found
						from stock_day final array join sku, warehouse, category, qty
						where day <= {to:Date} and warehouse in (select doc from name final where type = 'inventory.warehouse')
						group by sku, warehouse
					)
				) as m
				left join (
					select sku, warehouse, sum(net + vat) as gmv
					from sku_day final array join sku, warehouse, net, vat
					where day between {from:Date} - 30 and {to:Date}
					group by sku, warehouse
				) as sold using (sku, warehouse)
			)
			array join starts as since, ends as until, levels as level
		))
	where day between {from:Date} and {to:Date}
	group by d_sku
)
order by stockout_rate desc nulls last, sku
limit 8

-- shown as

select toString(d_sku) as sku, ifNotFinite(toFloat64(m_out_days) / toFloat64(m_shelf_days), null) as stockout_rate, m_lost_sales as lost_sales
from (
	select sku as d_sku, toDecimal128(sumIf(span, level < 1 and rate > 0), 4) as m_out_days, toDecimal128(sumIf(span, rate > 0), 4) as m_shelf_days, toDecimal128(sumIf(rate * span, level < 1), 4) as m_lost_sales
	from (select sku, warehouse, category, level, rate, until - greatest(since, toDate('2026-11-03')) as span, until - 1 as day from (
			select sku, warehouse, category, rate, since, until, level
			from (
				select sku, warehouse, kind as category, moves.1 as starts, arrayCumSum(moves.2) as levels,
					arrayPushBack(arrayPopFront(starts), toDate('2026-11-22') + 1) as ends,
					arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
					toFloat64(sold.gmv) / greatest(stocked, 1) as rate
				from (
					select sku, warehouse, kind, if(old > 0, arrayPushFront(arraySort(found), (toDate('2026-11-03') - 30, opening)), arraySort(found)) as moves
					from (
						select sku, warehouse, any(category) as kind, countIf(day <= toDate('2026-11-03') - 30) as old, sumIf(qty, day <= toDate('2026-11-03') - 30) as opening,
							groupArrayIf((day, qty), day > toDate('2026-11-03') - 30) as found
						from stock_day final array join sku, warehouse, category, qty
						where day <= toDate('2026-11-22') and warehouse in (select doc from name final where type = 'inventory.warehouse')
						group by sku, warehouse
					)
				) as m
				left join (
					select sku, warehouse, sum(net + vat) as gmv
					from sku_day final array join sku, warehouse, net, vat
					where day between toDate('2026-11-03') - 30 and toDate('2026-11-22')
					group by sku, warehouse
				) as sold using (sku, warehouse)
			)
			array join starts as since, ends as until, levels as level
		))
	where day between toDate('2026-11-03') and toDate('2026-11-22')
	group by d_sku
)
order by stockout_rate desc nulls last, sku
limit 8
