-- The tables of the reference: those of an order in the house, without what only the house needs.
create table stock (sku int primary key, on_hand numeric(18,4) not null, reserved numeric(18,4) not null, check (reserved <= on_hand));
insert into stock select n, 1000000000, 0 from generate_series(1, 2000) n;
create sequence order_number;
create table orders (
	id uuid primary key, number text not null unique, state text not null, at timestamptz not null, customer int not null, channel int not null,
	goods numeric(18,4) not null, discount numeric(18,4) not null, total numeric(18,4) not null
);
create index on orders (state, at);
create index on orders (customer, at);
create table order_line (
	doc uuid not null references orders, no int not null, sku int not null, name text not null, qty numeric(18,4) not null,
	price numeric(18,4) not null, amount numeric(18,4) not null, vat numeric(18,4) not null, primary key (doc, no)
);
create index on order_line (sku, doc);
create table reservation (holder uuid not null, line int not null, sku int not null references stock, qty numeric(18,4) not null, primary key (holder, line));
create index on reservation (sku);
create table event (
	seq bigint generated always as identity, xid xid8 not null default pg_current_xact_id(), id uuid not null,
	recorded timestamptz not null default now(), kind text not null, doc uuid not null, version bigint not null, body json not null
);
create index on event (doc, version);
create index on event (xid);
analyze;
