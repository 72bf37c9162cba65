create schema auth;

-- People with a login. The key is id; name is what they type, in lower case.
create table auth.user (
	id       uuid primary key,
	version  bigint not null,
	created  timestamptz not null,
	updated  timestamptz not null,
	archived boolean not null,
	name     text not null constraint "auth.user.name_taken" unique,
	"full"   text not null,
	email    text not null,
	lang     text not null,
	theme    text not null,
	search   text not null
);
create index user_search on auth.user using gin (search gin_trgm_ops);

create table auth.role (
	id       uuid primary key,
	version  bigint not null,
	created  timestamptz not null,
	updated  timestamptz not null,
	archived boolean not null,
	code     text not null constraint "auth.role.code_taken" unique,
	name     text not null,
	rights   text not null
);

-- Who holds which role.
create table auth.member (
	id       uuid primary key,
	version  bigint not null,
	created  timestamptz not null,
	updated  timestamptz not null,
	archived boolean not null,
	"user"   uuid not null constraint "auth.member.user_missing" references auth.user,
	role     uuid not null constraint "auth.member.role_missing" references auth.role
);
create unique index "auth.member.twice" on auth.member ("user", role) where not archived;

-- argon2id in its own text form. Not part of the user: it appears in no event and on no page.
create table auth.password (
	"user"  uuid primary key references auth.user,
	hash    text not null,
	renew   boolean not null, -- given by somebody else: to be changed at the next login
	changed timestamptz not null
);

-- One row for each browser that is logged in; the key is the SHA-256 of what the cookie holds.
create table auth.session (
	hash    bytea primary key,
	"user"  uuid not null references auth.user,
	created timestamptz not null,
	seen    timestamptz not null,
	expires timestamptz not null,
	address text not null,
	agent   text not null
);
create index session_of_user on auth.session ("user");
create index session_expires on auth.session (expires);

-- Programs that may call the API; the key of a call is the SHA-256 of its token. id stands as the actor of what the program does.
create table auth.token (
	id      uuid primary key,
	name    text not null,
	hash    bytea not null unique,
	rights  text not null,
	created timestamptz not null,
	creator uuid,
	used    timestamptz,
	revoked timestamptz
);

-- Failed logins in a row, per account and per address.
create table auth.attempt (
	kind    text not null, -- account or address
	subject text not null,
	fails   int not null,
	last    timestamptz not null,
	primary key (kind, subject)
);
