-- What people have typed and not sent yet, one row for each place and slot; a place is an address, a slot tells apart what is parked there.
-- It is nobody's document: it makes no event and goes when it is sent, thrown away or old.
create table core.draft (
	owner uuid not null,
	place text not null,
	slot  text not null,
	at    timestamptz not null,
	body  jsonb not null,
	primary key (owner, place, slot)
);
create index draft_at on core.draft (at);
