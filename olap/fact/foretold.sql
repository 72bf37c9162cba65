-- What sales forecasts 销售预测 said of each day, and how long before it. Key: (doc, line): line is the run's first day × 32 + days ahead.
-- order by (day, doc, line): days are read beside what was sold on them.
create table foretold (
	day        Date comment 'the day foretold',
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	scope      LowCardinality(String) comment 'all, channel, category',
	key        UUID comment 'of the channel or the category',
	since      Date comment 'the first day of the run, before which everything was known',
	expected   Float64 comment 'revenue with VAT',
	p10        Float64,
	p90        Float64
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select toDate(f.since) + i - 1 as day, doc, toInt32(toUInt16(toDate(f.since)) * 32 + i) as line, bitShiftLeft(epoch, 32) + version as rank,
	toUInt8(0) as is_deleted, f.scope as scope, f.key as key, toDate(f.since) as since, f.expected[i] as expected, f.p10[i] as p10, f.p90[i] as p90
from (
	select *, arrayJoin(range(1, least(length(f.expected), 31) + 1)) as i
	from (
		select *, JSONExtract(body, 'Tuple(scope String, key UUID, since String, expected Array(Float64), p10 Array(Float64), p90 Array(Float64))') as f
		from event
		where type = 'sales.forecast'
	)
)
