-- Purchasing: suppliers, their items, orders, receipts, suggestions. A row's key is id.
create schema purchasing;

create table purchasing.supplier (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code text not null constraint "purchasing.supplier.code_taken" unique, name text not null, tax_number text not null, invoice text not null,
	contact text not null, phone text not null, email text not null, address text not null, bank text not null, account text not null,
	currency text not null, credit_days bigint not null, lead_days bigint not null, "over" numeric(18,4) not null, under numeric(18,4) not null,
	blocked boolean not null
);
create unique index "purchasing.supplier.tax_number_taken" on purchasing.supplier (tax_number) where tax_number <> '' and not archived;
create index supplier_search on purchasing.supplier using gin (search gin_trgm_ops);

create table purchasing.item (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	supplier uuid not null constraint "purchasing.supplier.unknown" references purchasing.supplier,
	sku uuid not null, code text not null, price numeric(18,4) not null, moq numeric(18,4) not null, pack numeric(18,4) not null,
	lead_days bigint not null, preferred boolean not null
);
create unique index "purchasing.item.taken" on purchasing.item (supplier, sku) where not archived;
create unique index "purchasing.item.preferred_taken" on purchasing.item (sku) where preferred and not archived;
create index item_sku on purchasing.item (sku);

create sequence purchasing.order_number;
create table purchasing.order (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "purchasing.order.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	supplier uuid not null constraint "purchasing.supplier.unknown" references purchasing.supplier, warehouse uuid not null,
	currency text not null, exchange numeric(18,4) not null constraint "purchasing.order.exchange_missing" check (exchange > 0),
	due date, approved timestamptz, total numeric(18,4) not null, reason text not null
);
create index order_at on purchasing.order (at, id);
create index order_supplier on purchasing.order (supplier, at);
create index order_open on purchasing.order (id) where state in ('approved', 'receiving');
create table purchasing.order_line (
	doc uuid not null references purchasing.order, no int not null,
	sku uuid not null, code text not null, name text not null, category uuid,
	qty numeric(18,4) not null constraint "purchasing.order.qty_positive" check (qty > 0),
	price numeric(18,4) not null constraint "purchasing.order.price_negative" check (price >= 0),
	rate numeric(18,4) not null, amount numeric(18,4) not null, vat numeric(18,4) not null, net numeric(18,4) not null,
	received numeric(18,4) not null, due date,
	primary key (doc, no),
	constraint "purchasing.order.amount_wrong" check (amount = net + vat),
	constraint "purchasing.order.received_negative" check (received >= 0)
);
create index order_line_sku on purchasing.order_line (sku, doc);

create sequence purchasing.receipt_number;
create table purchasing.receipt (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "purchasing.receipt.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	purchase uuid not null references purchasing.order, order_number text not null,
	supplier uuid not null references purchasing.supplier, warehouse uuid not null, currency text not null,
	delivery text not null, with_invoice boolean not null, invoice text not null,
	cost numeric(18,4) not null, vat numeric(18,4) not null, total numeric(18,4) not null,
	constraint "purchasing.receipt.total_wrong" check (total = cost + vat)
);
create index receipt_purchase on purchasing.receipt (purchase);
create index receipt_at on purchasing.receipt (at, id);
create index receipt_day on purchasing.receipt (day);
create table purchasing.receipt_line (
	doc uuid not null references purchasing.receipt, no int not null,
	order_line int not null, sku uuid not null, code text not null, name text not null, category uuid,
	qty numeric(18,4) not null, rejected numeric(18,4) not null, cost numeric(18,4) not null, vat numeric(18,4) not null,
	primary key (doc, no),
	constraint "purchasing.receipt.qty_positive" check (qty >= 0 and rejected >= 0 and qty + rejected > 0)
);

create sequence purchasing.suggestion_number;
create table purchasing.suggestion (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "purchasing.suggestion.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	sku uuid not null, code text not null, name text not null, category uuid, warehouse uuid not null, supplier uuid, currency text not null,
	price numeric(18,4) not null, qty numeric(18,4) not null, moq numeric(18,4) not null, pack numeric(18,4) not null,
	edited numeric(18,4), reason text not null, amount numeric(18,4) not null,
	latest date, cover numeric(18,4) not null, daily numeric(18,4) not null,
	lead_days numeric(18,4) not null, lead_spread numeric(18,4) not null, lead_count bigint not null, risk numeric(18,4) not null,
	p10 numeric(18,4) not null, p50 numeric(18,4) not null, p90 numeric(18,4) not null, method text not null,
	terms jsonb, backtest jsonb, series jsonb not null,
	until date, purchase uuid references purchasing.order, purchase_number text not null, run uuid, made timestamptz not null,
	constraint ordered_names_its_order check ((state = 'ordered') = (purchase is not null))
);
-- At most one open suggestion for a SKU in a warehouse.
create unique index "purchasing.suggestion.open_twice" on purchasing.suggestion (sku, warehouse) where state = 'open';
create index suggestion_risk on purchasing.suggestion (risk, id) where state = 'open';
create index suggestion_rest on purchasing.suggestion (until) where state = 'dismissed';
