select m_gmv as gmv
from (
	select toDecimal128(sum(net + vat), 4) as m_gmv
	from sales_day final array join channel, warehouse, region, net, vat
	where day between {from:Date} and {to:Date} and region in {f0:Array(String)} and channel not in {f1:Array(UUID)} and warehouse in {f2:Array(UUID)}
)

-- shown as

select m_gmv as gmv
from (
	select toDecimal128(sum(net + vat), 4) as m_gmv
	from sales_day final array join channel, warehouse, region, net, vat
	where day between toDate('2026-11-03') and toDate('2026-11-22') and region in ('x\'; drop table event; --', '湖北') and channel not in ('01a200c9-36ba-7ad1-bb0d-9dbd72a5d025') and warehouse in (null)
)
