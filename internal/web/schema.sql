-- What people make of the pages: their views of lists, the columns they chose, what they looked at last, and what lists do for them in the
-- background. Nothing of it is a document: no events, and losing it costs nobody money.
create schema web;

-- Views of lists: a question under a name. The key is id; a person gives a name once per list.
create table web.view (
	id      uuid primary key,
	def     text not null,
	owner   uuid not null,
	who     text not null,
	name    text not null,
	shared  boolean not null,
	query   text not null, -- as it stands in the address
	created timestamptz not null,
	constraint "list.view.taken" unique (def, owner, name)
);

-- The view with which a list opens, by person and list.
create table web.view_first (
	person uuid not null, def text not null, view uuid not null references web.view on delete cascade,
	primary key (person, def)
);
create index view_first_view on web.view_first (view);

-- The columns that a person wants to see, in order, by person and list.
create table web.columns (
	person uuid not null, def text not null, names text[] not null,
	primary key (person, def)
);

-- What a person looked at, by person and row; the finder begins with it.
create table web.recent (
	person uuid not null, def text not null, doc uuid not null, at timestamptz not null,
	primary key (person, def, doc)
);
create index recent_at on web.recent (person, at desc);

-- Things done to many rows at once. The key is id; it is made with the preview, so that a word given twice is one word. done counts the rows
-- dealt with; runner names the run in hand, so that of two runs of one task only one goes on.
create table web.task (
	id      uuid primary key,
	def     text not null,
	act     text not null, -- a step, edit, archive or restore
	input   json,          -- what the step is told, or the fields to write
	actor   uuid,
	who     text not null,
	lang    text not null,
	rights  text not null, -- of the owner when he gave his word, separated by spaces
	state   text not null check (state in ('preview', 'asked', 'running', 'done')),
	created timestamptz not null,
	seen    timestamptz not null, -- of the last row
	runner  uuid,
	count   int not null,
	done    int not null,
	failed  int not null
);
create index task_created on web.task (created);

-- The rows of a task in the order in which the list showed them, as they were then. became is empty, done, refused (the preview said so) or
-- failed; why is in the owner's words. The key is the task and the place.
create table web.task_row (
	task    uuid not null references web.task on delete cascade,
	place   int not null,
	doc     uuid not null,
	version bigint not null,
	title   text not null,
	became  text not null,
	why     text not null,
	primary key (task, place)
);
