-- Boards: what people want to be told of.
create schema board;

-- An alert belongs to its owner. fired holds what is over the line now, and changes only when something crosses it.
create table board.alert (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	owner uuid not null, name text not null, metric text not null, "by" text not null, filters jsonb, scope jsonb, op text not null,
	threshold numeric(18,4) not null, span text not null, muted boolean not null, fired jsonb, seen timestamptz
);
create index alert_owner on board.alert (owner) where not archived;
