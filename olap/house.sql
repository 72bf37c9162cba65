-- How far the warehouse is complete: every event of the epoch committed before `at` is in every table. Key: (epoch, at).
-- order by (epoch, at): the newest is read; a day of them is kept.
create table heartbeat (
	epoch UInt64,
	at    DateTime64(6, 'UTC'),
	lsn   UInt64 comment 'the place in Postgres'' log that is reached'
) engine = ReplacingMergeTree
order by (epoch, at)
ttl toDateTime(at) + interval 1 day;

-- What the batches of a sink cost, for the lag on the boards and for alarms; a row sums up a second or so. Key: (at, sink).
-- order by (at, sink): the last minutes are read; two weeks are kept.
create table flush (
	at     DateTime64(6, 'UTC'),
	sink   String,
	events UInt32,
	lags   Array(Float32) comment 'seconds from commit to queryable, of a sample of the events',
	poison UInt32 comment 'messages that could not be read'
) engine = ReplacingMergeTree
order by (at, sink)
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
