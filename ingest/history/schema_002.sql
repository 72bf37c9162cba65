-- Files that were sent in by the browser, and what became of them. They wait here for a worker, which may be another machine. Key: id.
create table history.upload (
	id       uuid primary key,
	name     text not null,
	body     bytea not null,
	at       timestamptz not null,
	hash     text not null default '', -- of the unpacked file, once it was read
	ended    timestamptz,
	fault    jsonb,                    -- why it could not be imported: key and arguments of a message
	report   jsonb,
	rejected bytea
);
-- One file at a time.
create unique index "history.upload.busy" on history.upload ((ended is null)) where ended is null;
