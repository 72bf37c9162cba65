select toString(d_hour) as hour, m_orders as orders
from (
	select leftPad(toString(toHour(toTimeZone(placed, {zone:String}))), 2, '0') as d_hour, toDecimal128(uniqExact(doc), 4) as m_orders
	from order_line final
	where day between {from:Date} and {to:Date} and state != 'cancelled'
	group by d_hour
)
order by hour nulls last, hour
limit 10000

-- shown as

select toString(d_hour) as hour, m_orders as orders
from (
	select leftPad(toString(toHour(toTimeZone(placed, 'x\'; drop table event; --'))), 2, '0') as d_hour, toDecimal128(uniqExact(doc), 4) as m_orders
	from order_line final
	where day between toDate('2026-11-03') and toDate('2026-11-22') and state != 'cancelled'
	group by d_hour
)
order by hour nulls last, hour
limit 10000
