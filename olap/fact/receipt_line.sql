-- Lines of purchase receipts 入库明细. Key: (doc, line).
-- order by (day, doc, line): the day of receipt never changes.
create table receipt_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String),
	purchase   UUID comment 'the purchase order',
	supplier   UUID,
	warehouse  UUID,
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	cost       Decimal(18, 4) comment 'without VAT',
	vat        Decimal(18, 4)
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i > 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank,
	i < 0 as is_deleted, number, state, purchase, supplier, warehouse, l.sku as sku, l.category as category, l.qty as qty,
	l.cost as cost, l.vat as vat
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, o.number as number, o.state as state, o.purchase as purchase, o.supplier as supplier,
		o.warehouse as warehouse, o.lines[length(o.lines) + 1] as none,
		arrayConcat(arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat(o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, state String, purchase UUID, supplier UUID, warehouse UUID, lines Array(Tuple(no Int32,
			sku UUID, category UUID, qty Decimal(18, 4), cost Decimal(18, 4), vat Decimal(18, 4))))') as o
		from event
		where type = 'purchasing.receipt' and day is not null
	)
) array join places as i, cells as l
