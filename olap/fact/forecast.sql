-- Sales forecasts 销售预测, a row for each day foretold. Key: (doc, line): line is the day's place in the newest run.
-- order by (day, doc, line): all lie on 1970-01-01: what counts is the newest run.
create table forecast (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	scope      LowCardinality(String) comment 'all, channel, category',
	key        UUID comment 'of the channel or the category',
	date       Date,
	method     LowCardinality(String),
	expected   Float64 comment 'revenue with VAT',
	p10        Float64,
	p90        Float64
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select toDate(0) as day, doc, toInt32(i) as line, bitShiftLeft(epoch, 32) + version as rank, toUInt8(i > length(f.expected)) as is_deleted,
	f.scope as scope, f.key as key, toDate(f.since) + i - 1 as date, f.method as method, f.expected[i] as expected, f.p10[i] as p10, f.p90[i] as p90
from (
	select *, arrayJoin(range(1, 121)) as i
	from (
		select *, JSONExtract(body, 'Tuple(scope String, key UUID, since String, method String, expected Array(Float64), p10 Array(Float64),
			p90 Array(Float64))') as f
		from event
		where type = 'sales.forecast'
	)
)
