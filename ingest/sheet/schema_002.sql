-- Exports that take longer than a person waits: asked for, written by whoever has time, kept a day for their owner. The key is id; asked is
-- the question and columns the fields, as they were when he asked; runner names the run in hand.
create table sheet.download (
	id      uuid primary key,
	def     text not null,
	kind    text not null check (kind in ('csv', 'xlsx')),
	name    text not null,
	asked   json not null,
	columns text[] not null,
	actor   uuid,
	who     text not null,
	lang    text not null,
	rights  text not null, -- of the owner when he asked, separated by spaces
	scope   json not null, -- what part of the house he may see
	created timestamptz not null,
	state   text not null check (state in ('asked', 'running', 'done', 'broken')),
	why     text not null, -- what broke it
	runner  uuid,
	seen    timestamptz not null, -- of the last page of rows
	count   int not null,
	done    int not null,
	size    bigint not null
);
create index download_created on sheet.download (created);

-- The file in pieces, in order. The key is the download and the place.
create table sheet.download_part (
	download uuid not null references sheet.download on delete cascade,
	place    int not null,
	bytes    bytea not null,
	primary key (download, place)
);

-- What part of the house the owner of an upload may see.
alter table sheet.upload add scope json;
