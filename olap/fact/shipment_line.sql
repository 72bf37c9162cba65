-- Lines of what was shipped 发货明细: revenue and cost as they are earned. Line 0 is the freight that the shipment brings to book.
-- Key: (doc, line).
-- order by (day, doc, line): the day of shipping never changes.
create table shipment_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String),
	orders     UUID comment 'the sales order',
	channel    UUID,
	customer   UUID,
	warehouse  UUID,
	region     LowCardinality(String),
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	net        Decimal(18, 4) comment 'revenue without VAT',
	vat        Decimal(18, 4),
	cost       Decimal(18, 4)
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i >= 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank,
	i < 0 as is_deleted, number, state, orders, channel, customer, warehouse, region, l.sku as sku, l.category as category,
	l.qty as qty, if(i = 0, freight, l.net) as net, if(i = 0, freight_vat, l.vat) as vat, l.cost as cost
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, o.number as number, o.state as state, o.`order` as orders, o.channel as channel,
		o.customer as customer, o.warehouse as warehouse, o.region as region, o.freight as freight, o.freight_vat as freight_vat,
		o.lines[length(o.lines) + 1] as none,
		arrayConcat([0], arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat([none], o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, state String, `order` UUID, channel UUID, customer UUID, warehouse UUID, region String,
			freight Decimal(18, 4), freight_vat Decimal(18, 4), lines Array(Tuple(no Int32, sku UUID, category UUID, qty Decimal(18, 4),
			cost Decimal(18, 4), net Decimal(18, 4), vat Decimal(18, 4))))') as o
		from event
		where type = 'sales.shipment' and day is not null
	)
) array join places as i, cells as l
