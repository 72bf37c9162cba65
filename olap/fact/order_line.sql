-- Lines of sales orders 订单明细, drafts left out. Line 0 is the freight and has no SKU; every order has one, so counting
-- line 0 counts orders. Key: (doc, line).
-- order by (day, doc, line): the day is frozen when the order leaves draft, so a day's lines lie together.
create table order_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String),
	at         DateTime64(6, 'UTC') comment 'of the version',
	placed     DateTime('UTC') comment 'when the order was placed',
	channel    UUID,
	customer   UUID,
	warehouse  UUID,
	region     LowCardinality(String),
	currency   LowCardinality(String),
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	price      Decimal(18, 4),
	amount     Decimal(18, 4) comment 'qty × price − the line''s own discount',
	discount   Decimal(18, 4) comment 'the line''s own and its share of the order''s',
	net        Decimal(18, 4) comment 'revenue without VAT',
	vat        Decimal(18, 4),
	shipped    Decimal(18, 4),
	returned   Decimal(18, 4),
	cost       Decimal(18, 4) comment 'value of what was shipped'
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i >= 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank, i < 0 as is_deleted,
	number, state, at, toDateTime(parseDateTime64BestEffortOrZero(placed_at, 6, 'UTC'), 'UTC') as placed, channel, customer, warehouse, region, currency, l.sku as sku, l.category as category,
	l.qty as qty, l.price as price, l.amount as amount, l.discount + l.share as discount,
	if(i = 0, freight, l.net) as net, if(i = 0, freight_vat, l.vat) as vat,
	l.shipped as shipped, l.returned as returned, l.cost as cost
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, at, o.at as placed_at, o.number as number, o.state as state, o.channel as channel, o.customer as customer,
		o.warehouse as warehouse, o.region as region, o.currency as currency, o.freight - if(o.tax_included, o.freight_vat, 0) as freight,
		o.freight_vat as freight_vat, o.lines[length(o.lines) + 1] as none,
		arrayConcat([0], arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat([none], o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, state String, at String, channel UUID, customer UUID, warehouse UUID, region String,
			currency String, tax_included Bool, freight Decimal(18, 4), freight_vat Decimal(18, 4), lines Array(Tuple(no Int32, sku UUID,
			category UUID, qty Decimal(18, 4), price Decimal(18, 4), discount Decimal(18, 4), amount Decimal(18, 4), share Decimal(18, 4),
			net Decimal(18, 4), vat Decimal(18, 4), shipped Decimal(18, 4), returned Decimal(18, 4), cost Decimal(18, 4))))') as o
		from event
		where type = 'sales.order' and day is not null
	)
) array join places as i, cells as l
