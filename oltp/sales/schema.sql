-- Sales: orders, what was shipped on them, what came back.
create schema sales;

create sequence sales.order_number;
create table sales.order (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "sales.order.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	channel uuid not null, customer uuid not null, warehouse uuid not null, region text not null, external text not null, currency text not null,
	receiver text not null, phone text not null, address text not null,
	tax_included boolean not null, goods numeric(18,4) not null, discount numeric(18,4) not null, freight numeric(18,4) not null, freight_vat numeric(18,4) not null,
	tax numeric(18,4) not null, total numeric(18,4) not null, quoted numeric(18,4), paid numeric(18,4) not null, refunded numeric(18,4) not null,
	exception text not null,
	constraint "sales.order.total_wrong" check (total = goods + tax + freight - discount),
	constraint "sales.order.over_refunded" check (refunded <= paid or refunded <= total)
);
create unique index "sales.order.external_taken" on sales.order (channel, external) where external <> '';
create index order_state on sales.order (state, at);
create index order_at on sales.order (at, id);
create index order_customer on sales.order (customer, at);
create table sales.order_line (
	doc uuid not null references sales.order, no int not null,
	sku uuid not null, code text not null, name text not null, category uuid,
	qty numeric(18,4) not null constraint "sales.order.qty_positive" check (qty > 0), price numeric(18,4) not null constraint "sales.order.price_negative" check (price >= 0),
	discount numeric(18,4) not null, amount numeric(18,4) not null constraint "sales.order.amount_negative" check (amount >= 0),
	share numeric(18,4) not null, rate numeric(18,4) not null, vat numeric(18,4) not null, net numeric(18,4) not null,
	shipped numeric(18,4) not null, returned numeric(18,4) not null, cost numeric(18,4) not null, cost_back numeric(18,4) not null,
	primary key (doc, no),
	constraint "sales.order.over_shipped" check (shipped >= 0 and shipped <= qty),
	constraint "sales.order.over_returned" check (returned >= 0 and returned <= shipped)
);
create index order_line_sku on sales.order_line (sku, doc);

create sequence sales.shipment_number;
create table sales.shipment (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "sales.shipment.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	"order" uuid not null references sales.order, order_number text not null, channel uuid not null, customer uuid not null, warehouse uuid not null, region text not null,
	currency text not null, carrier text not null, waybill text not null, freight numeric(18,4) not null, freight_vat numeric(18,4) not null
);
create index shipment_order on sales.shipment ("order");
create index shipment_at on sales.shipment (at, id);
create table sales.shipment_line (
	doc uuid not null references sales.shipment, no int not null,
	order_line int not null, sku uuid not null, code text not null, name text not null, category uuid,
	qty numeric(18,4) not null check (qty > 0), cost numeric(18,4) not null, net numeric(18,4) not null, vat numeric(18,4) not null,
	primary key (doc, no)
);

create sequence sales.return_number;
create table sales.return (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "sales.return.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	"order" uuid references sales.order, order_number text not null, channel uuid not null, customer uuid not null, warehouse uuid not null, region text not null,
	currency text not null, kind text not null, reason text not null, amount numeric(18,4) not null, vat numeric(18,4) not null, cost numeric(18,4) not null, lost numeric(18,4) not null
);
create index return_order on sales.return ("order");
create index return_at on sales.return (at, id);
create table sales.return_line (
	doc uuid not null references sales.return, no int not null,
	order_line int not null, sku uuid not null, code text not null, name text not null, category uuid,
	qty numeric(18,4) not null constraint "sales.return.qty_positive" check (qty > 0), accepted numeric(18,4) not null, defective numeric(18,4) not null,
	amount numeric(18,4) not null, vat numeric(18,4) not null, cost numeric(18,4) not null,
	primary key (doc, no), constraint "sales.return.over_received" check (accepted >= 0 and defective >= 0 and accepted + defective <= qty)
);
create table sales.forecast (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	scope text not null, key uuid, name text not null, since date not null, method text not null, error float8 not null,
	expected jsonb not null, p10 jsonb not null, p90 jsonb not null, trials jsonb
);
