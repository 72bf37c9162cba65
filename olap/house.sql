-- How far each partition of the stream has been applied. Key: (topic, partition); the row of the highest ticket wins.
-- order by (topic, partition): read whole.
create table position (
	topic     String,
	partition Int32,
	next      Int64 comment 'the first offset not yet applied',
	ticket    UInt64
) engine = ReplacingMergeTree(ticket)
order by (topic, partition);

-- The relay's heartbeats: every event committed before `at` lies below these offsets. Key: (epoch, at).
-- order by (epoch, at): the newest are read; a day of them is kept.
create table heartbeat (
	epoch   UInt64,
	at      DateTime64(6, 'UTC'),
	lsn     UInt64,
	topics  Array(String),
	partitions Array(Int32),
	offsets Array(Int64)
) engine = ReplacingMergeTree
order by (epoch, at)
ttl toDateTime(at) + interval 1 day;

-- What each batch of a sink cost, for the lag on the boards and for alarms. Key: ticket.
-- order by (at, ticket): the last minutes are read; two weeks are kept.
create table flush (
	at       DateTime64(6, 'UTC'),
	ticket   UInt64,
	rows     UInt32,
	lags     Array(UInt32) comment 'milliseconds from commit to queryable, a sample of the batch',
	took     UInt32 comment 'milliseconds from the first message to queryable',
	poison   UInt32 comment 'messages that could not be read'
) engine = ReplacingMergeTree
order by (at, ticket)
ttl toDateTime(at) + interval 14 day;

-- Which Postgres the warehouse is a picture of. Key: epoch.
-- order by epoch: the highest counts.
create table origin (
	epoch    UInt64,
	system   String comment 'system identifier of the Postgres cluster',
	timeline UInt32,
	at       DateTime64(6, 'UTC')
) engine = ReplacingMergeTree(at)
order by epoch;

-- What reconcile found, a copy of core.reconcile. Key: at.
-- order by at: the newest is read.
create table reconciled (
	at          DateTime64(6, 'UTC'),
	differences UInt64,
	repaired    UInt64
) engine = ReplacingMergeTree
order by at;

-- Which text each table and view was made from, so that a changed fact is rebuilt. Key: name.
-- order by name: read whole.
create table definition (
	name String,
	hash String,
	at   DateTime64(6, 'UTC')
) engine = ReplacingMergeTree(at)
order by name
