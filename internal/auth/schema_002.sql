-- What of the house a person may see, by kind: {"warehouse": ["…"]}. Null limits nobody.
alter table auth.user add column scope jsonb;

-- A token works for its owner and never may more than the owner; one without an owner belongs to the house. Null scope: all that the owner sees.
alter table auth.token add column owner uuid references auth.user;
alter table auth.token add column scope jsonb;
alter table auth.token add column expires timestamptz;
alter table auth.token add column address text not null default ''; -- from where it was used last
create index token_of_owner on auth.token (owner);
