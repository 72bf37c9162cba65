select step, m_customers - m_new_customers as returning_customers, m_new_customers as new_customers
from (
	select step, sum(p.m_customers) as m_customers, sum(p.m_new_customers) as m_new_customers
	from (
		select toMonday(day) as step, toDecimal128(uniqExact(customer), 4) as m_customers, toDecimal128(0, 4) as m_new_customers
		from customer_day final array join customer
		where day between {from:Date} and {to:Date}
		group by step
		union all
		select toMonday(day) as step, toDecimal128(0, 4) as m_customers, toDecimal128(uniqExactIf(customer, day = first), 4) as m_new_customers
		from (
					select c.day as day, c.customer as customer, c.channel as channel, c.warehouse as warehouse, c.region as region, f.first as first
					from (
						select day, customer, channel, warehouse, region from customer_day final array join customer, channel, warehouse, region
						where day between {from:Date} and {to:Date}
					) as c
					inner join (select customer, min(day) as first from customer_day final array join customer group by customer) as f on f.customer = c.customer
				)
		where day between {from:Date} and {to:Date}
		group by step
	) as p
	group by step
)
order by step with fill from {first:Date} to {end:Date} step interval 1 week
limit 10000

-- shown as

select step, m_customers - m_new_customers as returning_customers, m_new_customers as new_customers
from (
	select step, sum(p.m_customers) as m_customers, sum(p.m_new_customers) as m_new_customers
	from (
		select toMonday(day) as step, toDecimal128(uniqExact(customer), 4) as m_customers, toDecimal128(0, 4) as m_new_customers
		from customer_day final array join customer
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		group by step
		union all
		select toMonday(day) as step, toDecimal128(0, 4) as m_customers, toDecimal128(uniqExactIf(customer, day = first), 4) as m_new_customers
		from (
					select c.day as day, c.customer as customer, c.channel as channel, c.warehouse as warehouse, c.region as region, f.first as first
					from (
						select day, customer, channel, warehouse, region from customer_day final array join customer, channel, warehouse, region
						where day between toDate('2026-11-03') and toDate('2026-11-22')
					) as c
					inner join (select customer, min(day) as first from customer_day final array join customer group by customer) as f on f.customer = c.customer
				)
		where day between toDate('2026-11-03') and toDate('2026-11-22')
		group by step
	) as p
	group by step
)
order by step with fill from toDate('2026-11-02') to toDate('2026-11-23') step interval 1 week
limit 10000
