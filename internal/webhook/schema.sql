create schema webhook;

create table webhook.endpoint (
	id       uuid primary key,
	version  bigint not null,
	created  timestamptz not null,
	updated  timestamptz not null,
	archived boolean not null,
	name     text not null,
	url      text not null,
	kinds    text not null,
	active   boolean not null,
	owner    uuid,
	failing  timestamptz -- since when nothing arrives; null while all is well
);

-- What deliveries are signed with. Not part of the endpoint: it appears in no event.
create table webhook.secret (
	endpoint uuid primary key references webhook.endpoint,
	secret   text not null,
	before   text not null default '', -- the secret before this one, which signs too until it ends
	ends     timestamptz
);

-- Up to which event deliveries have been made out, in the order of commits; one row.
create table webhook.position (
	one boolean primary key default true check (one),
	xid xid8 not null,
	seq bigint not null
);
insert into webhook.position (xid, seq) values (pg_snapshot_xmin(pg_current_snapshot()), 0);

-- One event on its way to one endpoint; the key is id, in the order in which deliveries were made out.
create table webhook.delivery (
	id       bigint generated always as identity primary key,
	endpoint uuid not null references webhook.endpoint,
	event    uuid not null,
	kind     text not null,
	doc      uuid not null,
	recorded timestamptz not null, -- of the event: finds its partition
	state    text not null, -- waiting, done, parked, skipped
	attempts int not null default 0,
	next     timestamptz not null, -- the next attempt, or until when the present one may take
	made     timestamptz not null,
	last     timestamptz,
	status   int, -- of the last answer; 0 is none
	millis   int,
	answer   text not null default ''
);
create index delivery_due on webhook.delivery (next) where state = 'waiting';
create index delivery_order on webhook.delivery (endpoint, doc, id) where state = 'waiting';
create index delivery_of_endpoint on webhook.delivery (endpoint, id desc);
