-- Money received, paid and refunded 收付款, one row a payment (line 0). Key: doc.
-- order by (day, doc, line): the day of a payment never changes.
create table payment (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	state      LowCardinality(String),
	kind       LowCardinality(String) comment 'receive, pay, refund',
	customer   UUID,
	supplier   UUID,
	channel    UUID,
	account    UUID comment 'where the money is',
	amount     Decimal(18, 4),
	source_type LowCardinality(String),
	source     UUID,
	source_number String
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(0) as line, bitShiftLeft(epoch, 32) + version as rank, toUInt8(0) as is_deleted,
	o.number as number, o.state as state, o.kind as kind, o.customer as customer, o.supplier as supplier, o.channel as channel,
	o.account as account, o.amount as amount, o.source_type as source_type, o.source as source, o.source_number as source_number
from (
	select *, JSONExtract(body, 'Tuple(number String, state String, kind String, customer UUID, supplier UUID, channel UUID, account UUID,
		amount Decimal(18, 4), source_type String, source UUID, source_number String)') as o
	from event
	where type = 'finance.payment' and day is not null
)
