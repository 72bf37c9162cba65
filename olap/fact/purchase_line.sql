-- Lines of purchase orders 采购明细, drafts left out. Line 0 belongs to the order as a whole, so counting it counts orders. Key: (doc, line).
-- order by (day, doc, line): the day is frozen when the order leaves draft.
create table purchase_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String) comment 'approved, receiving, received, closed, cancelled',
	supplier   UUID,
	warehouse  UUID,
	currency   LowCardinality(String),
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	price      Decimal(18, 4),
	amount     Decimal(18, 4) comment 'qty × price, VAT included, in the supplier''s currency',
	net        Decimal(18, 4) comment 'without VAT, in the company''s currency',
	received   Decimal(18, 4),
	due        Nullable(Date) comment 'when the goods are promised'
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i >= 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank,
	i < 0 as is_deleted, number, state, supplier, warehouse, currency, l.sku as sku, l.category as category, l.qty as qty,
	l.price as price, l.amount as amount, toDecimal64(l.net * if(exchange = 0, 1, exchange), 4) as net, l.received as received,
	toDateOrNull(l.due) as due
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, o.number as number, o.state as state, o.supplier as supplier, o.warehouse as warehouse,
		o.currency as currency, o.exchange as exchange, o.lines[length(o.lines) + 1] as none,
		arrayConcat([0], arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat([none], o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, state String, supplier UUID, warehouse UUID, currency String,
			exchange Decimal(18, 4), lines Array(Tuple(no Int32, sku UUID, category UUID, qty Decimal(18, 4), price Decimal(18, 4),
			amount Decimal(18, 4), net Decimal(18, 4), received Decimal(18, 4), due String)))') as o
		from event
		where type = 'purchasing.order' and day is not null
	)
) array join places as i, cells as l
