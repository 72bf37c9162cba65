create schema demo;

-- How far the demo company has come, one row. as_of is the moment that its story is told at: a load that is taken up again tells the same.
create table demo.load (
	one    boolean primary key default true check (one),
	seed   bigint not null,
	skus   int not null,
	orders float8 not null,
	first  date not null,
	today  date not null,
	as_of  timestamptz not null,
	done   int not null,
	steps  int not null,
	month  date not null, -- of the step that is next
	began  timestamptz not null,
	moved  timestamptz not null
);
