-- What managers want of metrics. Key id; one of a metric and month that is not archived. value is of a rate in per cent.
create table board.target (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	metric text not null, month text not null, value numeric(18,4) not null, note text not null
);
create unique index "board.target.taken" on board.target (metric, month) where not archived;
