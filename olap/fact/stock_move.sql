-- Stock moves 库存流水, each as two rows: out of one place (side -1, quantities negative) and into another (side 1), so that the stock of
-- a place is a plain sum. Places are warehouses, or stand for the outside world (supplier, customer, loss). Key: (doc, line, side).
-- order by (day, doc, line, side): a posting never changes.
create table stock_move (
	day        Date,
	doc        UUID,
	line       Int32,
	side       Int8,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	kind       LowCardinality(String) comment 'receipt, shipment, return, adjust, opening',
	place      UUID,
	other      UUID comment 'the place on the other side',
	sku        UUID,
	category   UUID,
	qty        Decimal(18, 4),
	value      Decimal(18, 4),
	source_type LowCardinality(String),
	source     UUID comment 'the document that moved the goods',
	source_number String
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line, side);

select assumeNotNull(day) as day, doc, toInt32(if(i > 0, l.no, -i)) as line, side, bitShiftLeft(epoch, 32) + version as rank, i < 0 as is_deleted,
	number, kind, if(side = 1, l.to_place, l.from_place) as place, if(side = 1, l.from_place, l.to_place) as other,
	l.sku as sku, l.category as category, l.qty * side as qty, l.value * side as value, source_type, source, source_number
from (
	select day, doc, epoch, version, number, kind, source_type, source, source_number, i, l, toInt8(arrayJoin([-1, 1])) as side
	from (
		-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
		select day, doc, epoch, version, o.number as number, o.kind as kind, o.source_type as source_type, o.source as source,
			o.source_number as source_number, o.lines[length(o.lines) + 1] as none,
			arrayConcat(arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
			arrayConcat(o.lines, arrayWithConstant(length(gone), none)) as cells
		from (
			select *, JSONExtract(body, 'Tuple(number String, kind String, source_type String, source UUID, source_number String,
				lines Array(Tuple(no Int32, sku UUID, category UUID, from_place UUID, to_place UUID, qty Decimal(18, 4), value Decimal(18, 4))))') as o
			from event
			where type = 'inventory.posting' and day is not null
		)
	) array join places as i, cells as l
)
