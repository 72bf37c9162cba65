-- The catalog: what is sold and where. A row's key is id; people find rows by code.
create schema catalog;
create extension if not exists btree_gist;

create table catalog.brand (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code   text not null constraint "catalog.brand.code_taken" unique,
	name   text not null,
	owner  text not null
);
create index brand_search on catalog.brand using gin (search gin_trgm_ops);

create table catalog.category (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code   text not null constraint "catalog.category.code_taken" unique,
	name   text not null,
	parent uuid constraint "catalog.category.parent_unknown" references catalog.category
		constraint "catalog.category.circle" check (parent <> id)
);
create index category_search on catalog.category using gin (search gin_trgm_ops);
create index category_parent on catalog.category (parent);

create table catalog.product (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search   text not null,
	code     text not null constraint "catalog.product.code_taken" unique,
	name     text not null,
	category uuid constraint "catalog.category.unknown" references catalog.category,
	brand    uuid constraint "catalog.brand.unknown" references catalog.brand,
	text     text not null
);
create index product_search on catalog.product using gin (search gin_trgm_ops);

create table catalog.sku (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search   text not null,
	code     text not null,
	name     text not null,
	spec     text not null,
	barcode  text not null,
	product  uuid constraint "catalog.product.unknown" references catalog.product,
	category uuid constraint "catalog.category.unknown" references catalog.category,
	unit     text not null,
	price    numeric(18,4) not null,
	rate     numeric(18,4) not null,
	weight   bigint not null,
	pack     numeric(18,4) not null,
	active   boolean not null
);
-- Codes that differ only in case are one SKU.
create unique index "catalog.sku.code_taken" on catalog.sku (upper(code));
create unique index "catalog.sku.barcode_taken" on catalog.sku (barcode) where barcode <> '';
create index sku_code on catalog.sku (code, id);
create index sku_search on catalog.sku using gin (search gin_trgm_ops);
create index sku_product on catalog.sku (product);
create index sku_category on catalog.sku (category);

create table catalog.price_list (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search text not null,
	code   text not null constraint "catalog.price_list.code_taken" unique,
	name   text not null
);

create table catalog.price (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	price_list uuid not null constraint "catalog.price_list.unknown" references catalog.price_list,
	sku   uuid not null constraint "catalog.sku.missing" references catalog.sku,
	price numeric(18,4) not null,
	since date,
	until date,
	constraint "catalog.price.until_before" check (until >= since),
	-- One price for a SKU on any day.
	constraint "catalog.price.overlap" exclude using gist (price_list with =, sku with =, daterange(since, until, '[]') with &&) where (not archived)
);

create table catalog.channel (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search     text not null,
	code       text not null constraint "catalog.channel.code_taken" unique,
	name       text not null,
	kind       text not null,
	price_list uuid constraint "catalog.price_list.unknown" references catalog.price_list,
	shop       text not null,
	settings   jsonb
);
create index channel_search on catalog.channel using gin (search gin_trgm_ops);
