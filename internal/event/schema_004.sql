-- The trace in which an event was written, as a W3C traceparent, so that its way to the warehouse is part of it; null while traces are off.
alter table core.event add column trace text;

-- The processes of the house: each says every few seconds that it is there. Nothing here outlives a crash of Postgres, nor needs to.
create unlogged table core.process (
	id      uuid primary key,
	role    text not null,
	host    text not null,
	pid     int not null,
	version text not null,
	started timestamptz not null,
	seen    timestamptz not null,
	metrics text not null default ''
);

-- How large things were, an hour apart: for what grows by how much a day.
create table core.size (
	at    timestamptz not null,
	what  text not null,
	bytes bigint not null,
	primary key (what, at)
);
