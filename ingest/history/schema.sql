-- Imports of past business: how far each file has come, and the lines that became no document of their own.
create schema history;

-- Key: the SHA-256 of the file. Units are its master data and its documents; each block of them moves done in its own transaction.
create table history.progress (
	hash  text primary key,
	file  text not null,
	rules int not null, -- version of the rules by which the file was composed
	units int not null,
	done  int not null,
	began timestamptz not null,
	moved timestamptz not null
);

create sequence history.import_number;
create table history.import (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "history.import.number_taken" unique, state text not null, at timestamptz not null, day date, note text not null,
	last_line int not null,
	file text not null, hash text not null
);
create table history.import_line (
	doc uuid not null references history.import, no int not null,
	kind text not null, "row" int not null, reason text not null, invoice text not null, code text not null, name text not null,
	qty numeric(18,4) not null, price numeric(18,4) not null, amount numeric(18,4) not null, moment timestamptz,
	primary key (doc, no)
);
create trigger append_only before update or delete or truncate on history.import for each statement execute function core.append_only();
create trigger append_only before update or delete or truncate on history.import_line for each statement execute function core.append_only();
