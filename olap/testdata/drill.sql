select 'sales.shipment' as type, toString(doc) as id, any(number) as number, min(day) as at, '' as step, toDecimal128(sum(net), 4) as sum
from shipment_line final
where day between {from:Date} and {to:Date} and sku in {f0:Array(UUID)}
group by doc
order by abs(sum) desc, at desc, id
limit 500
