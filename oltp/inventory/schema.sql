-- Stock. Places hold goods: warehouses are rows here, the outside world (supplier, customer, loss …) has fixed ids.
create schema inventory;

create table inventory.warehouse (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code text not null constraint "inventory.warehouse.code_taken" unique,
	name text not null, kind text not null, region text not null, address text not null,
	defective uuid constraint "inventory.warehouse.defective_missing" references inventory.warehouse
);
create index warehouse_search on inventory.warehouse using gin (search gin_trgm_ops);

-- What is there now: one row per SKU and warehouse, written only together with a posting or a reservation.
create table inventory.stock (
	sku       uuid not null,
	warehouse uuid not null references inventory.warehouse,
	on_hand   numeric(18,4) not null default 0,
	reserved  numeric(18,4) not null default 0,
	value     numeric(18,4) not null default 0,
	moved     timestamptz not null default now(),
	primary key (sku, warehouse),
	constraint "inventory.stock.short" check (reserved >= 0 and on_hand >= reserved),
	check (on_hand > 0 or value = 0)
);
create index stock_warehouse on inventory.stock (warehouse, sku);

-- What is promised: each line of a holder (an order) holds goods until they ship or it lets go.
create table inventory.reservation (
	holder        uuid not null,
	line          int not null,
	holder_type   text not null,
	holder_number text not null,
	sku           uuid not null,
	warehouse     uuid not null,
	qty           numeric(18,4) not null check (qty > 0),
	at            timestamptz not null,
	primary key (holder, line),
	foreign key (sku, warehouse) references inventory.stock
);
create index reservation_stock on inventory.reservation (sku, warehouse, at);

-- The ledger of goods: append-only. A posting is a set of moves with one source.
create sequence inventory.posting_number;
create table inventory.posting (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	kind text not null, source_type text not null, source uuid, source_number text not null
);
create index posting_source on inventory.posting (source);
create index posting_by_number on inventory.posting (number);
create table inventory.posting_line (
	doc uuid not null references inventory.posting, no int not null,
	sku uuid not null, category uuid, from_place uuid not null, to_place uuid not null,
	qty numeric(18,4) not null check (qty >= 0), value numeric(18,4) not null check (value >= 0),
	primary key (doc, no)
);
create index posting_line_sku on inventory.posting_line (sku, doc);
create trigger append_only before update or delete or truncate on inventory.posting for each statement execute function core.append_only();
create trigger append_only before update or delete or truncate on inventory.posting_line for each statement execute function core.append_only();

create sequence inventory.adjustment_number;
create table inventory.adjustment (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "inventory.adjustment.number_taken" unique, state text not null, at timestamptz not null, day date,
	note text not null, last_line int not null,
	warehouse uuid not null references inventory.warehouse, reason text not null
);
create table inventory.adjustment_line (
	doc uuid not null references inventory.adjustment, no int not null,
	sku uuid not null, category uuid, qty numeric(18,4) not null, cost numeric(18,4) not null, value numeric(18,4) not null, primary key (doc, no)
);

create table inventory.threshold (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	sku uuid not null, warehouse uuid not null references inventory.warehouse, low numeric(18,4) not null,
	constraint "inventory.threshold.taken" unique (sku, warehouse)
);

-- One open alert per SKU and warehouse: crossing the threshold again while it is open says nothing new.
create sequence inventory.alert_number;
create table inventory.alert (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	sku uuid not null, warehouse uuid not null, low numeric(18,4) not null, free numeric(18,4) not null
);
create unique index "inventory.alert.open" on inventory.alert (sku, warehouse) where state in ('open', 'seen');
