select toString(d_category) as category, ifNotFinite(toFloat64(m_foretold_missed) / toFloat64(m_foretold_sold), null) as forecast_error, ifNotFinite(1 - toFloat64(m_foretold_missed) / toFloat64(m_naive_missed), null) as forecast_gain
from (
	select key as d_category, toDecimal128(sum(abs(expected - sold)), 4) as m_foretold_missed, toDecimal128(sum(sold), 4) as m_foretold_sold, toDecimal128(sum(abs(naive - sold)), 4) as m_naive_missed
	from (
				select f.day as day, f.key as key, multiIf(f.lead = 1, '01', f.lead <= 7, '02-07', f.lead <= 14, '08-14', '15-28') as ahead,
					f.expected as expected, f.p10 as p10, f.p90 as p90, toFloat64(sold.gmv) as sold, toFloat64(before.gmv) as naive
				from (
					select day, key, expected, p10, p90, day - since + 1 as lead, day - 7 * intDiv(lead + 6, 7) as known
					from foretold final
					where scope = 'category' and day between {from:Date} and {to:Date} and day < (select max(since) from foretold)
				) as f
				left join (select day, category, sum(net + vat) as gmv from sales_day final array join net, vat, category where day between {from:Date} - 28 and {to:Date} group by day, category) as sold on sold.day = f.day and sold.category = f.key
				left join (select day, category, sum(net + vat) as gmv from sales_day final array join net, vat, category where day between {from:Date} - 28 and {to:Date} group by day, category) as before on before.day = f.known and before.category = f.key
			)
	where day between {from:Date} and {to:Date}
	group by d_category
)
order by forecast_error desc nulls last, category
limit 8

-- shown as

select toString(d_category) as category, ifNotFinite(toFloat64(m_foretold_missed) / toFloat64(m_foretold_sold), null) as forecast_error, ifNotFinite(1 - toFloat64(m_foretold_missed) / toFloat64(m_naive_missed), null) as forecast_gain
from (
	select key as d_category, toDecimal128(sum(abs(expected - sold)), 4) as m_foretold_missed, toDecimal128(sum(sold), 4) as m_foretold_sold, toDecimal128(sum(abs(naive - sold)), 4) as m_naive_missed
	from (
				select f.day as day, f.key as key, multiIf(f.lead = 1, '01', f.lead <= 7, '02-07', f.lead <= 14, '08-14', '15-28') as ahead,
					f.expected as expected, f.p10 as p10, f.p90 as p90, toFloat64(sold.gmv) as sold, toFloat64(before.gmv) as naive
				from (
					select day, key, expected, p10, p90, day - since + 1 as lead, day - 7 * intDiv(lead + 6, 7) as known
					from foretold final
					where scope = 'category' and day between toDate('2026-11-03') and toDate('2026-11-22') and day < (select max(since) from foretold)
				) as f
				left join (select day, category, sum(net + vat) as gmv from sales_day final array join net, vat, category where day between toDate('2026-11-03') - 28 and toDate('2026-11-22') group by day, category) as sold on sold.day = f.day and sold.category = f.key
				left join (select day, category, sum(net + vat) as gmv from sales_day final array join net, vat, category where day between toDate('2026-11-03') - 28 and toDate('2026-11-22') group by day, category) as before on before.day = f.known and before.category = f.key
			)
	where day between toDate('2026-11-03') and toDate('2026-11-22')
	group by d_category
)
order by forecast_error desc nulls last, category
limit 8
