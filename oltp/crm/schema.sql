-- Customers: whom we sell to. A row's key is id; people find rows by code, name or the phone's last digits.
create schema crm;

create table crm.customer (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search   text not null,
	code     text not null constraint "crm.customer.code_taken" unique,
	name     text not null,
	phone    text not null,
	email    text not null,
	province text not null,
	city     text not null,
	address  text not null,
	level    text not null,
	tags     text not null,
	channel  uuid,
	external text not null,
	same_as  uuid constraint "crm.customer.same_as_final" references crm.customer,
	walk_in  boolean not null,
	blocked  boolean not null
);
-- A channel's number for a buyer is one customer; merged ones keep theirs, so that the next order finds the way.
create unique index "crm.customer.external_taken" on crm.customer (channel, external) nulls not distinct where external <> '';
create index customer_search on crm.customer using gin (search gin_trgm_ops);
create index customer_phone on crm.customer (phone) where phone <> '';
create index customer_tail on crm.customer (reverse(phone) text_pattern_ops);
create index customer_same_as on crm.customer (same_as) where same_as is not null;
