-- The event table of Postgres, and the raw material of every fact. Key: one version of one document; a copy from a newer epoch
-- (Postgres was restored, or the warehouse rebuilt) replaces an older one.
-- order by (type, doc, version): a document's history lies together, and so do the documents of a type.
create table event (
	epoch    UInt64,
	seq      UInt64,
	xid      UInt64 comment 'transaction in Postgres; rows below its pg_snapshot_xmin are final',
	id       UUID,
	recorded DateTime64(6, 'UTC') comment 'clock; in Postgres the partition too',
	at       DateTime64(6, 'UTC') comment 'business time',
	actor    UUID comment 'zero: nobody',
	kind     LowCardinality(String) comment 'sales.order.place',
	type     LowCardinality(String) comment 'sales.order',
	doc      UUID,
	version  UInt64 comment 'counts the events of a document from 1',
	cause    UUID comment 'zero: none',
	day      Nullable(Date) comment 'the document''s frozen business day; null for drafts and master data',
	gone     Array(Int32) comment 'line numbers that this version no longer has; never used again',
	schema   UInt16,
	body     String codec(ZSTD(1))
) engine = ReplacingMergeTree(epoch)
partition by toYYYYMM(recorded)
order by (type, doc, version)
