-- The core of the house: what every room stands on.
create schema if not exists core;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- The event table: outbox and audit trail. Append-only, partitioned by the month it was recorded in.
-- seq and recorded are given before commit, so neither is a watermark; xid is: rows below
-- pg_snapshot_xmin(pg_current_snapshot()) are final.
create table core.event (
	seq      bigint generated always as identity,
	xid      xid8 not null default pg_current_xact_id(),
	id       uuid not null,
	recorded timestamptz not null default now(),
	at       timestamptz not null,
	actor    uuid,
	kind     text not null,
	type     text not null,
	doc      uuid not null,
	version  bigint not null,
	cause    uuid,
	day      date,
	gone     int[],
	schema   smallint not null default 1,
	body     json not null
) partition by range (recorded);
create index event_doc on core.event (doc, version);
create index event_xid on core.event (xid);
create table core.event_later partition of core.event default;

-- Makes the partition of a month; called by a job well before the month begins.
create function core.event_month(month date) returns void language plpgsql as $$
declare
	first date := date_trunc('month', month);
	name text := format('event_%s', to_char(first, 'YYYYMM'));
begin
	if to_regclass('core.' || name) is null then
		execute format('create table core.%I partition of core.event for values from (%L) to (%L)',
			name, first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
	end if;
end $$;
select core.event_month(((now() at time zone 'UTC')::date + n * interval '1 month')::date) from generate_series(0, 2) n;

create function core.append_only() returns trigger language plpgsql as $$
begin
	raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on core.event for each statement execute function core.append_only();

create publication hesuan_event for table core.event with (publish = 'insert', publish_via_partition_root = true);

-- The stream's own memory, one row: which epoch of the warehouse is current, how far the relay has delivered,
-- and the tickets that order the writes of roll-ups.
create table core.stream (
	one    boolean primary key default true check (one),
	epoch  bigint not null default 1,
	lsn    pg_lsn,
	since  xid8
);
insert into core.stream default values;
create sequence core.ticket;

-- What reconcile found last, shown on the boards.
create table core.reconcile (
	at         timestamptz primary key,
	differences bigint not null,
	repaired   bigint not null,
	watermark  xid8 not null,
	report     jsonb not null
);

create table core.idempotency (
	actor  uuid,
	key    text not null,
	hash   bytea not null,
	answer bytea,
	at     timestamptz not null,
	unique nulls not distinct (actor, key)
);
create index idempotency_at on core.idempotency (at);

-- The company, one row, fixed at the first start.
create table core.company (
	one      boolean primary key default true check (one),
	name     text not null,
	currency text not null check (currency ~ '^[A-Z]{3}$'),
	zone     text not null,
	opened   timestamptz not null default now()
);

-- A key per person; erasing it erases the person from every event.
create table core.subject_key (
	subject uuid primary key,
	key     bytea
);
