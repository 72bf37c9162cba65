-- Backups that were written to their end, for the status page. A restored house remembers those before the one it was restored from.
create table core.backup (
	at     timestamptz primary key,
	folder text not null,
	bytes  bigint not null,
	rows   bigint not null
);
