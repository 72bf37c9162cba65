-- Replenishment suggestions 补货建议, one row each (line 0). Key: doc.
-- order by (day, doc, line): all lie on 1970-01-01: what counts is what is open now.
create table suggestion (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String) comment 'open, ordered, dismissed, superseded',
	sku        UUID,
	warehouse  UUID,
	supplier   UUID,
	qty        Decimal(18, 4),
	risk       Decimal(18, 4) comment 'money at risk',
	latest     Nullable(Date) comment 'the last day to order'
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select toDate(0) as day, doc, toInt32(0) as line, bitShiftLeft(epoch, 32) + version as rank, toUInt8(s.archived) as is_deleted,
	s.number as number, s.state as state, s.sku as sku, s.warehouse as warehouse, s.supplier as supplier, s.qty as qty, s.risk as risk,
	toDateOrNull(s.latest) as latest
from (
	select *, JSONExtract(body, 'Tuple(number String, state String, archived Bool, sku UUID, warehouse UUID, supplier UUID, qty Decimal(18, 4),
		risk Decimal(18, 4), latest String)') as s
	from event
	where type = 'purchasing.suggestion'
)
