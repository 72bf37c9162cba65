-- Lines of returns 退货明细. Line 0 belongs to the return as a whole, so counting it counts returns. Key: (doc, line).
-- order by (day, doc, line): the day is frozen when the return is asked for.
create table return_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String) comment 'requested, received, refunded, rejected',
	kind       LowCardinality(String) comment 'return, refund_only',
	reason     LowCardinality(String) comment 'as the shop or the customer gave it',
	orders     UUID comment 'the sales order, if known',
	channel    UUID,
	customer   UUID,
	warehouse  UUID,
	region     LowCardinality(String),
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	accepted   Decimal(18, 4),
	defective  Decimal(18, 4),
	amount     Decimal(18, 4) comment 'to be refunded, with VAT',
	vat        Decimal(18, 4),
	cost       Decimal(18, 4) comment 'at which the goods come back'
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i >= 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank,
	i < 0 as is_deleted, number, state, kind, reason, orders, channel, customer, warehouse, region, l.sku as sku, l.category as category,
	l.qty as qty, l.accepted as accepted, l.defective as defective, l.amount as amount, l.vat as vat, l.cost as cost
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, o.number as number, o.state as state, o.kind as kind, o.reason as reason, o.`order` as orders, o.channel as channel,
		o.customer as customer, o.warehouse as warehouse, o.region as region,
		o.lines[length(o.lines) + 1] as none,
		arrayConcat([0], arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat([none], o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, state String, kind String, reason String, `order` UUID, channel UUID, customer UUID, warehouse UUID,
			region String, lines Array(Tuple(no Int32, sku UUID, category UUID, qty Decimal(18, 4), accepted Decimal(18, 4),
			defective Decimal(18, 4), amount Decimal(18, 4), vat Decimal(18, 4), cost Decimal(18, 4))))') as o
		from event
		where type = 'sales.return' and day is not null
	)
) array join places as i, cells as l
