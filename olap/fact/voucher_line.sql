-- Lines of vouchers 凭证分录. Key: (doc, line).
-- order by (day, doc, line): a voucher never changes.
create table voucher_line (
	day        Date,
	doc        UUID,
	line       Int32,
	rank       UInt64 comment 'epoch × 2^32 + version of the document: the highest wins',
	is_deleted UInt8,
	number     String,
	period     UInt32 comment '202611',
	account    UUID,
	code       LowCardinality(String) comment 'of the account: 1122, 6001',
	debit      Decimal(18, 4),
	credit     Decimal(18, 4),
	customer   UUID,
	supplier   UUID,
	channel    UUID,
	sku        UUID,
	source_type LowCardinality(String),
	source     UUID comment 'the document that the voucher tells of',
	source_number String
) engine = ReplacingMergeTree(rank, is_deleted)
partition by toYear(day)
order by (day, doc, line);

select assumeNotNull(day) as day, doc, toInt32(if(i > 0, l.no, -i)) as line, bitShiftLeft(epoch, 32) + version as rank,
	i < 0 as is_deleted, number, period, l.account as account, l.code as code, l.debit as debit, l.credit as credit,
	l.customer as customer, l.supplier as supplier, l.channel as channel, l.sku as sku, source_type, source, source_number
from (
	-- The join repeats what is selected here for each line: the document itself is left behind, or it would cost the square of its lines.
	select day, doc, epoch, version, o.number as number, o.period as period, o.source_type as source_type, o.source as source,
		o.source_number as source_number, o.lines[length(o.lines) + 1] as none,
		arrayConcat(arrayEnumerate(o.lines), arrayMap(no -> -no, gone)) as places,
		arrayConcat(o.lines, arrayWithConstant(length(gone), none)) as cells
	from (
		select *, JSONExtract(body, 'Tuple(number String, period UInt32, source_type String, source UUID, source_number String,
			lines Array(Tuple(no Int32, account UUID, code String, debit Decimal(18, 4), credit Decimal(18, 4), customer UUID, supplier UUID,
			channel UUID, sku UUID)))') as o
		from event
		where type = 'finance.voucher' and day is not null
	)
) array join places as i, cells as l
