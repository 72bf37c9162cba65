create schema sheet;

-- Files that were sent and wait for their owner's word, run, or have run. The key is id. done counts the rows that a committed portion has
-- taken; a run that broke off goes on behind them. runner names the run in hand, so that of two runs of one file only one goes on.
create table sheet.upload (
	id      uuid primary key,
	def     text not null,
	name    text not null,
	file    bytea not null,
	actor   uuid,
	who     text not null,
	lang    text not null,
	rights  text not null, -- of the owner when he gave his word, separated by spaces
	created timestamptz not null,
	state   text not null check (state in ('waiting', 'asked', 'running', 'done', 'broken')),
	why     text not null, -- what broke it
	runner  uuid,
	seen    timestamptz not null, -- of the last portion
	count   int not null,
	done    int not null,
	made    int not null,
	changed int not null,
	same    int not null,
	bad     int not null
);
create index upload_created on sheet.upload (created);

-- Rows that were refused, in the owner's words: the error file. The key is the row's place in the file.
create table sheet.refused (
	upload uuid not null references sheet.upload on delete cascade,
	line   int not null,
	cells  text[] not null,
	why    text not null,
	primary key (upload, line)
);
