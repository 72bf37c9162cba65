-- A small shop with master data, a document with lines and steps of every sort, and a second document that a step causes.
create schema shop;
create sequence shop.order_number;
create sequence shop.delivery_number;
create table shop.good (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code text not null constraint "shop.good.code_taken" unique, name text not null, kind text not null, price numeric(18,4) not null,
	rate numeric(18,4) not null, since date, active boolean not null, about text not null
);
create table shop.order (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	buyer text not null, pay text not null, total numeric(18,4) not null, paid numeric(18,4) not null
);
create table shop.order_line (doc uuid not null references shop.order, no int not null,
	good uuid constraint "shop.order.good_missing" references shop.good,
	qty numeric(18,4) not null, price numeric(18,4) not null, amount numeric(18,4) not null, shipped numeric(18,4) not null,
	primary key (doc, no));
create table shop.delivery (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	"order" uuid references shop.order, carrier text not null
);
