create schema finance;

-- The chart of accounts. A code names an account for good: class, side and code never change once set, and id follows from the code.
create table finance.account (
	id uuid constraint "finance.account.code_taken" primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	search   text not null,
	code     text not null unique constraint "finance.account.code_form" check (code ~ '^[0-9]{4,20}$'),
	name     text not null,
	name_en  text not null,
	class    text not null check (class in ('asset', 'liability', 'equity', 'cost', 'income', 'expense')),
	side     text not null check (side in ('debit', 'credit')),
	parent   uuid references finance.account,
	official boolean not null,
	control  text not null check (control in ('', 'stock', 'customer', 'supplier'))
);
create index account_search on finance.account using gin (search gin_trgm_ops);
create trigger append_only before delete or truncate on finance.account for each statement execute function core.append_only();

-- Accounting periods, one a month. A month without a row is open.
create table finance.period (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "finance.period.taken" unique, state text not null, at timestamptz not null, day date, note text not null,
	last_line int not null,
	month int not null constraint "finance.period.month_form" check (month between 190001 and 299912 and month % 100 between 1 and 12)
);
create unique index period_month on finance.period (month);

-- The ledger of money: append-only. Key id; found by day for balances, by at in lists, by source for drilling, by xid for numbering.
-- xid is the transaction that wrote the voucher: lines may be added in that one only.
create sequence finance.voucher_serial increment 64;
create table finance.voucher (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "finance.voucher.number_taken" unique, state text not null, at timestamptz not null, day date not null,
	note text not null, last_line int not null,
	word          text not null,
	period        int not null,
	summary       text not null,
	amount        numeric(18,4) not null,
	source_type   text not null,
	source        uuid,
	source_number text not null,
	reverses      uuid references finance.voucher constraint "finance.voucher.reversed_already" unique,
	xid           xid8 not null default pg_current_xact_id(),
	constraint voucher_period check (period = extract(year from day) * 100 + extract(month from day))
);
create index voucher_day on finance.voucher (day, id);
create index voucher_at on finance.voucher (at, id);
create index voucher_source on finance.voucher (source);
create index voucher_xid on finance.voucher (xid);

-- doc and account are held by the triggers below instead of foreign keys: those would lock the few rows of the chart in every posting,
-- and neither accounts nor vouchers are ever deleted.
create table finance.voucher_line (
	doc      uuid not null,
	no       int not null,
	account  uuid not null,
	code     text not null,
	summary  text not null,
	debit    numeric(18,4) not null,
	credit   numeric(18,4) not null,
	customer uuid,
	supplier uuid,
	channel  uuid,
	sku      uuid,
	primary key (doc, no),
	-- Red entries are negative, on the side of what they take back.
	constraint "finance.voucher.one_side" check ((debit = 0) <> (credit = 0))
);
create index voucher_line_code on finance.voucher_line (code text_pattern_ops, doc);
create index voucher_line_customer on finance.voucher_line (customer, code) where customer is not null;
create index voucher_line_supplier on finance.voucher_line (supplier, code) where supplier is not null;

create trigger append_only before update or delete or truncate on finance.voucher for each statement execute function core.append_only();
create trigger append_only before update or delete or truncate on finance.voucher_line for each statement execute function core.append_only();

-- A closed period takes no voucher. Who posts shares a lock that closing takes alone, so that none slips in while a period is being closed.
create function finance.period_open() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock_shared(x'66696e'::int, new.period);
	if exists (select from finance.period where month = new.period and state = 'closed') then
		raise exception 'period % is closed', new.period using errcode = 'check_violation', constraint = 'finance.period.closed';
	end if;
	return new;
end $$;
create trigger period_open before insert on finance.voucher for each row execute function finance.period_open();

-- At the end of the transaction each of its vouchers has lines that balance, on accounts that are there.
create function finance.voucher_balances() returns trigger language plpgsql as $$
declare
	debits numeric;
	credits numeric;
	known boolean;
begin
	select sum(l.debit), sum(l.credit), bool_and(a.id is not null) into debits, credits, known
	from finance.voucher_line l left join finance.account a on a.id = l.account and a.code = l.code where l.doc = new.id;
	if not known then
		raise exception 'voucher %: an account is not there', new.number
			using errcode = 'check_violation', constraint = 'finance.voucher.account_missing';
	end if;
	if debits is distinct from credits or debits is null or debits <> new.amount then
		raise exception 'voucher %: debits %, credits %, amount %', new.number, debits, credits, new.amount
			using errcode = 'check_violation', constraint = 'finance.voucher.unbalanced';
	end if;
	return null;
end $$;
create constraint trigger voucher_balances after insert on finance.voucher deferrable initially deferred
	for each row execute function finance.voucher_balances();

create function finance.line_with_voucher() returns trigger language plpgsql as $$
begin
	if exists (select from added l left join finance.voucher v on v.id = l.doc where v.xid is distinct from pg_current_xact_id()) then
		raise exception 'a posted voucher takes no more lines' using errcode = 'restrict_violation';
	end if;
	return null;
end $$;
create trigger line_with_voucher after insert on finance.voucher_line referencing new table as added
	for each statement execute function finance.line_with_voucher();

-- The legal numbers 记字第 n 号: per month and without gaps, given after commit. Key voucher.
create table finance.voucher_number (
	voucher uuid primary key,
	word    text not null,
	period  int not null,
	no      int not null check (no > 0),
	unique (period, word, no)
);
create trigger append_only before update or delete or truncate on finance.voucher_number for each statement execute function core.append_only();
-- Every voucher written by a transaction before this one has its number.
create table finance.numbered (
	one   boolean primary key default true check (one),
	since xid8 not null
);
insert into finance.numbered values (true, '0');

create sequence finance.payment_number;
create table finance.payment (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null constraint "finance.payment.number_taken" unique, state text not null, at timestamptz not null, day date,
	note text not null, last_line int not null,
	kind          text not null check (kind in ('receive', 'pay', 'refund')),
	customer      uuid,
	supplier      uuid,
	channel       uuid,
	account       uuid not null references finance.account,
	amount        numeric(18,4) not null constraint "finance.payment.amount_positive" check (amount > 0),
	refunded      numeric(18,4) not null check (refunded >= 0),
	original      uuid references finance.payment,
	external      text not null,
	source_type   text not null,
	source        uuid,
	source_number text not null,
	constraint "finance.payment.over_refund" check (refunded <= amount),
	constraint "finance.payment.refund_of" check ((kind = 'refund') = (original is not null))
);
-- What a payment provider reports twice is booked once.
create unique index "finance.payment.external_taken" on finance.payment (external) where external <> '';
create index payment_source on finance.payment (source);
create index payment_at on finance.payment (at, id);
create index payment_original on finance.payment (original) where original is not null;
