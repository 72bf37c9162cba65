select toString(d_category) as category, m_orders as orders, m_gmv as gmv
from (
	select d_category, sum(p.m_orders) as m_orders, sum(p.m_gmv) as m_gmv
	from (
		select category as d_category, toDecimal128(uniqExact(doc), 4) as m_orders, toDecimal128(0, 4) as m_gmv
		from order_line final
		where day between {from:Date} and {to:Date} and state != 'cancelled'
		group by d_category
		union all
		select category as d_category, toDecimal128(0, 4) as m_orders, toDecimal128(sum(net + vat), 4) as m_gmv
		from sales_day final array join category, net, vat
		where day between {from:Date} and {to:Date}
		group by d_category
	) as p
	group by d_category
)
order by orders desc nulls last, category
limit 10

-- shown as

select toString(d_category) as category, m_orders as orders, m_gmv as gmv
from (
	select d_category, sum(p.m_orders) as m_orders, sum(p.m_gmv) as m_gmv
	from (
		select category as d_category, toDecimal128(uniqExact(doc), 4) as m_orders, toDecimal128(0, 4) as m_gmv
		from order_line final
		where day between toDate('2026-11-03') and toDate('2026-11-22') and state != 'cancelled'
		group by d_category
		union all
		select category as d_category, toDecimal128(0, 4) as m_orders, toDecimal128(sum(net + vat), 4) as m_gmv
		from sales_day final array join category, net, vat
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		group by d_category
	) as p
	group by d_category
)
order by orders desc nulls last, category
limit 10
