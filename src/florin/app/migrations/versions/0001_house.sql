-- The house: callers, customers, keys-by-reference, journal, statements, event log, derived rows.
create schema florin;
create schema derived;
create schema jobs;
grant usage on schema florin, derived to florin_app, florin_worker, florin_ledger;
grant usage on schema jobs to florin_worker;
set local search_path = florin, derived;

-- Who asks -------------------------------------------------------------------------------------------------------
create function florin.callers() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('florin.customers', true), ''), '{}')::uuid[] $$;

create table customer (
  id uuid primary key,
  country char(2) not null check (country ~ '^[A-Z]{2}$'),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  currency_told boolean not null,                   -- else the first statement's currency becomes the household's
  persona text,                                     -- set for the demo's own people
  personal bytea not null,                          -- {name} under the customer's key
  created timestamptz not null
);

create table session (
  secret_hash bytea primary key,                    -- sha256 of the cookie
  customer_id uuid not null references customer,
  created timestamptz not null,
  expires timestamptz not null
);

-- The journal ----------------------------------------------------------------------------------------------------
create table account (
  id uuid primary key,
  customer_id uuid references customer,             -- null: the bank's own
  kind text not null check (kind in ('current', 'savings', 'card', 'loan', 'mortgage', 'investment', 'cash',
                                     'unknown', 'external', 'internal')),
  here boolean not null,                            -- at this bank; else only known to us
  currency char(3) not null,
  number_mac bytea,                                 -- HMAC of the number under the customer's index key
  personal bytea,                                   -- {name, number, bank, owner} under the customer's key
  rate numeric check (rate between -1 and 10),      -- yearly fraction
  rate_source text check (rate_source in ('told', 'estimated', 'terms')),
  opened date not null,
  closed date,
  created timestamptz not null,
  check ((rate is null) = (rate_source is null))
);
create unique index account_number on account (customer_id, number_mac, currency) where number_mac is not null;
create unique index account_external on account (customer_id, currency) where kind = 'external';
create index account_customer on account (customer_id);

create sequence entry_id_seq;
create table seen (
  source text not null,
  reference text not null,
  entry_id bigint not null default nextval('florin.entry_id_seq'),
  primary key (source, reference)
);
create table entry (
  id bigint primary key,
  booked date not null,
  kind text not null,
  reverses bigint references entry,
  body jsonb not null,                              -- ids and codes only
  recorded timestamptz not null default clock_timestamp()
);
create unique index entry_reverses on entry (reverses) where reverses is not null;
create table posting (
  entry_id bigint not null,
  line smallint not null,
  account_id uuid not null,
  customer_id uuid,
  booked date not null,
  amount bigint not null check (amount <> 0),       -- minor units; money into the account is positive
  currency char(3) not null,
  primary key (entry_id, line)
);
create index posting_account on posting (account_id, booked desc, entry_id) include (amount);
create table balance (
  account_id uuid primary key,
  customer_id uuid,
  amount bigint not null,
  entries bigint not null,
  updated timestamptz not null
) with (fillfactor = 70);

create table hold (
  id uuid primary key,
  customer_id uuid not null references customer,
  account_id uuid not null references account,
  source text not null,
  reference text not null,
  amount bigint not null check (amount > 0),        -- minor units that are set aside
  currency char(3) not null,
  state text not null check (state in ('authorised', 'settled', 'released')),
  authorised date not null,
  expires date,
  entry_id bigint references entry,                 -- the entry that settled it
  unique (source, reference),
  check ((state = 'settled') = (entry_id is not null))
);
create index hold_account on hold (account_id) where state = 'authorised';

create table planned_transfer (
  id uuid primary key,
  customer_id uuid not null references customer,
  from_account uuid references account,
  to_account uuid references account,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  state text not null check (state in ('planned', 'matched', 'cancelled', 'expired')),
  planned date not null,
  expires date not null,
  entry_id bigint references entry,                 -- the imported line that it was matched to
  check ((state = 'matched') = (entry_id is not null))
);
create index planned_open on planned_transfer (customer_id) where state = 'planned';

-- What an entry says in words, for entries that no statement line tells.
create table original (
  entry_id bigint primary key references entry,
  customer_id uuid not null references customer,
  personal bytea not null                           -- {text, counterparty, counterparty_account, reference, kind}
);

-- Statements -----------------------------------------------------------------------------------------------------
create table statement_import (
  id uuid primary key,
  customer_id uuid not null references customer,
  account_id uuid references account,               -- where the customer said so
  state text not null check (state in ('preview', 'confirmed', 'imported', 'undoing', 'undone', 'failed')),
  format text,
  file_mac bytea,                                   -- HMAC of the content: the same file is looked at once
  personal bytea not null,                          -- {file, error, profile} under the customer's key
  summary bytea,                                    -- what the preview or the import found, same key
  added integer not null default 0,
  duplicates integer not null default 0,
  pending integer not null default 0,
  created timestamptz not null,
  finished timestamptz
);
create index statement_import_customer on statement_import (customer_id, created desc);
create table statement_file (
  import_id uuid primary key references statement_import on delete cascade,
  customer_id uuid not null references customer,
  content bytea not null                            -- compressed, under the customer's key; gone once imported
);
create table statement_profile (
  customer_id uuid not null references customer,
  layout_mac bytea not null,                        -- HMAC of the header row
  profile bytea not null,                           -- column roles and signs, under the customer's key
  primary key (customer_id, layout_mac)
);
create table statement_line (
  id bigint generated always as identity primary key,
  customer_id uuid not null,                        -- of the account, repeated for row security
  import_id uuid not null references statement_import,
  account_id uuid not null references account,
  status text not null check (status in ('booked', 'pending', 'refused')),
  booked date,
  value date,
  amount bigint,                                    -- null where it is finer than the currency
  currency char(3) not null,
  scheme text not null,                             -- the format whose ids and texts can be compared
  bank_mac bytea,                                   -- HMAC of the bank's own id for this line
  text_mac bytea not null,                          -- HMAC of its text
  slot integer,                                     -- which of the equal lines of that day it is
  personal bytea not null,                          -- {text, counterparty, ..., original, where}
  check (status <> 'booked' or (booked is not null and amount is not null))
);
create index statement_line_group on statement_line (account_id, booked, amount) where status = 'booked';
create index statement_line_import on statement_line (import_id);
create table statement_slot (
  account_id uuid not null references account,
  booked date not null,
  amount bigint not null,
  slot integer not null,
  customer_id uuid not null,                        -- of the account, repeated for row security
  revision integer not null,
  entry_id bigint not null references entry,
  live boolean not null,
  primary key (account_id, booked, amount, slot)
);
create unique index statement_slot_entry on statement_slot (entry_id);
create table statement_anchor (                     -- balances that a bank stated, or (import_id null) the customer
  import_id uuid references statement_import,
  account_id uuid not null references account,
  customer_id uuid not null references customer,
  day date not null,                                -- end of this day
  amount bigint not null
);
create unique index statement_anchor_once on statement_anchor (account_id, import_id, day, amount) nulls not distinct;
create index statement_anchor_account on statement_anchor (account_id, day desc);
create table opening (                              -- the one opening entry an account stands on
  account_id uuid primary key references account,
  customer_id uuid not null references customer,
  day date not null,
  amount bigint not null,
  revision integer not null,
  entry_id bigint references entry                  -- null: opens at nothing
);
create table holding (
  import_id uuid not null references statement_import,
  account_id uuid not null references account,
  customer_id uuid not null references customer,
  line integer not null,
  as_of date,
  security_id text,
  security text not null,
  units numeric not null,
  price numeric,
  value bigint,
  currency char(3) not null,
  primary key (import_id, account_id, line)
);

-- Suggestions ----------------------------------------------------------------------------------------------------
create table suggestion (
  id uuid primary key,
  customer_id uuid not null references customer,
  kind text not null,
  key text not null,                                -- the same advice is updated, not repeated
  state text not null check (state in ('open', 'accepting', 'accepted', 'undoing', 'undone', 'dismissed',
                                       'expired', 'failed')),
  rank integer not null,
  proposal jsonb not null,                          -- reasons, figures, effect, action: ids, codes and amounts
  evidence bigint[] not null,
  model text not null,
  model_hash text not null,
  picture jsonb not null,                           -- the facts that it was made from
  created timestamptz not null,
  expires date not null,
  accept_key text,
  undo_key text,
  result jsonb,
  decided timestamptz
);
create unique index suggestion_open on suggestion (customer_id, key)
  where state in ('open', 'accepting', 'accepted', 'undoing');
create index suggestion_customer on suggestion (customer_id, created desc);
create table suggestion_mute (
  customer_id uuid not null references customer,
  kind text not null,
  until date not null,
  primary key (customer_id, kind)
);

-- Derived: deleted at erasure, left out of backups, rebuilt from the rows above ----------------------------------
create table derived.transaction (
  id bigint generated always as identity primary key,
  customer_id uuid not null,
  account_id uuid not null,
  status text not null check (status in ('booked', 'pending', 'refused')),
  entry_id bigint,
  line smallint,
  statement_line_id bigint,
  booked date not null,
  value date,
  amount bigint,
  currency char(3) not null,
  kind text,
  opening boolean not null default false,
  own_transfer boolean not null default false,
  counterparty text,
  text text not null,
  search text not null
);
create unique index transaction_posting on derived.transaction (entry_id, line) where entry_id is not null;
create unique index transaction_line on derived.transaction (statement_line_id) where entry_id is null;
create index transaction_customer on derived.transaction (customer_id, booked desc, id desc);
create index transaction_account on derived.transaction (account_id, booked desc, id desc);
create table derived.fact (
  customer_id uuid not null references customer,
  name text not null,
  version integer not null,
  unit text not null,
  value numeric,                                    -- money in minor units
  currency char(3),
  known boolean not null,
  missing text,
  as_of date not null,
  evidence bigint[] not null,                       -- entry ids
  figures jsonb not null,
  primary key (customer_id, name)
);

-- What the world did ---------------------------------------------------------------------------------------------
create table rate (
  currency char(3) not null,
  day date not null,
  per_euro numeric not null check (per_euro > 0),
  source text not null,
  primary key (currency, day)
);

-- The event log: outbox, inbox and queue in one ------------------------------------------------------------------
create table event_log (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  name text not null,
  customer_id uuid,
  body jsonb not null,                              -- ids and codes only
  created timestamptz not null default clock_timestamp()
);
create index event_log_order on event_log (tx, id);
create table event_cursor (
  consumer text primary key,
  tx xid8 not null default '0',
  id bigint not null default 0,
  moved timestamptz
);
create table event_failure (
  consumer text not null,
  event_id bigint not null references event_log,
  customer_id uuid,
  tries integer not null,
  parked boolean not null,
  error text not null,                              -- class and place; never a customer's text
  next_try timestamptz not null,
  primary key (consumer, event_id)
);

-- Row security ---------------------------------------------------------------------------------------------------
do $$
declare t text;
begin
  foreach t in array array[
    'florin.session', 'florin.account', 'florin.posting', 'florin.balance', 'florin.hold', 'florin.planned_transfer',
    'florin.original', 'florin.statement_import', 'florin.statement_file', 'florin.statement_profile',
    'florin.statement_line', 'florin.statement_slot', 'florin.statement_anchor', 'florin.opening', 'florin.holding',
    'florin.suggestion', 'florin.suggestion_mute', 'derived.transaction', 'derived.fact', 'florin.event_log',
    'florin.event_failure']
  loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy caller on %s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on %s to florin_ledger using (true) with check (true)', t);
  end loop;
end $$;
alter table customer enable row level security;
alter table customer force row level security;
create policy caller on customer using (id = any ((select florin.callers())::uuid[]));
create policy definer on customer to florin_ledger using (true) with check (true);
alter table entry enable row level security;
alter table entry force row level security;
-- A function, not a subquery: the planner would turn that into a hash over everyone's postings.
create function florin.has_own_posting(entry bigint) returns boolean language plpgsql stable parallel safe as $$
begin return exists (select from florin.posting p where p.entry_id = entry and p.customer_id = any (florin.callers())); end $$;
create policy caller on entry for select using (has_own_posting(id));
create policy definer on entry to florin_ledger using (true) with check (true);
create policy log_reader on event_log for select to florin_worker using (true);
create policy log_failures on event_failure to florin_worker using (true) with check (true);
create policy bank_event on event_log for insert with check (customer_id is null);

-- Rights ---------------------------------------------------------------------------------------------------------
grant select on all tables in schema florin to florin_app, florin_worker;
grant select, insert, update, delete on all tables in schema derived to florin_app, florin_worker;
grant insert, update, delete on session, customer, account, hold, planned_transfer, original, statement_import,
  statement_file, statement_profile, statement_line, statement_slot, statement_anchor, opening, holding, suggestion,
  suggestion_mute, rate to florin_app, florin_worker;
grant insert on event_log to florin_app, florin_worker;
grant insert, update on event_cursor to florin_worker;
grant insert, update, delete on event_failure to florin_worker;
grant update on event_failure to florin_app;
revoke select on seen, session from florin_app, florin_worker;
grant usage on all sequences in schema florin to florin_app, florin_worker, florin_ledger;
grant usage on all sequences in schema derived to florin_app, florin_worker;
grant select, insert on seen, entry, posting, event_log to florin_ledger;
grant select, insert, update on balance to florin_ledger;
grant update (state) on hold, planned_transfer to florin_ledger;
grant select on account, customer, hold, planned_transfer, opening, statement_slot to florin_ledger;
grant select, insert, delete on session to florin_ledger;
grant create on schema florin to florin_ledger;

-- Nothing in the journal is ever changed -------------------------------------------------------------------------
create function florin.refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'the journal is append-only: % on %', tg_op, tg_table_name using errcode = 'FL001'; end $$;
create trigger append_only before update or delete or truncate on entry for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on posting for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on seen for each statement execute function refuse_change();
create trigger append_only before update or truncate on event_log for each statement execute function refuse_change();

-- Sum zero per currency, two legs at least, each leg in its account's currency; balances move with the postings.
create function florin.post_balances() returns trigger language plpgsql security definer
set search_path = florin, pg_temp as $$
declare bad bigint;
begin
  select entry_id into bad from added group by entry_id, currency having sum(amount) <> 0 limit 1;
  if found then raise exception 'entry % does not balance', bad using errcode = 'FL002'; end if;
  select entry_id into bad from added group by entry_id having count(*) < 2 limit 1;
  if found then raise exception 'entry % has fewer than two legs', bad using errcode = 'FL002'; end if;
  select p.entry_id into bad from added p join account a on a.id = p.account_id
   where a.currency <> p.currency or a.customer_id is distinct from p.customer_id or a.closed < p.booked limit 1;
  if found then raise exception 'entry % has a leg that does not fit its account', bad using errcode = 'FL002'; end if;
  insert into balance as b (account_id, customer_id, amount, entries, updated)
  select account_id, customer_id, sum(amount), count(*), clock_timestamp()
    from added group by account_id, customer_id order by account_id
  on conflict (account_id) do update
    set amount = b.amount + excluded.amount, entries = b.entries + excluded.entries, updated = excluded.updated;
  return null;
end $$;
create trigger post_balances after insert on posting referencing new table as added
  for each statement execute function post_balances();

-- The front door: the only way into the journal. Same (source, reference): nothing happens, the old entry is named.
create function florin.record(
  sources text[], refs text[], bookeds date[], kinds text[], reversed bigint[], bodies jsonb[],
  leg_entries integer[], leg_accounts uuid[], leg_amounts bigint[])
returns table (n integer, entry_id bigint, fresh boolean)
language plpgsql security definer set search_path = florin, pg_temp as $$
declare bad text;
begin
  select x.account::text into bad from unnest(leg_accounts) as x(account)
    left join account a on a.id = x.account where a.id is null limit 1;
  if found then raise exception 'unknown account %', bad using errcode = 'FL003'; end if;
  -- Whose money goes must ask for it; the bank's own only a worker moves. Money from outside into an account of
  -- this bank is the core system's to tell, which is a worker or an operator, never a customer's own session.
  select a.id::text into bad
    from unnest(leg_accounts, leg_amounts) as x(account, amount) join account a on a.id = x.account
   where x.amount < 0
     and case when a.customer_id is null then session_user <> 'florin_worker'
              else not a.customer_id = any (callers()) end limit 1;
  if found then raise exception 'no right to debit account %', bad using errcode = 'FL004'; end if;
  select min(i)::text into bad
    from (select generate_series(1, cardinality(sources)) except select unnest(leg_entries)) as without(i);
  if bad is not null then raise exception 'entry % of the batch has no legs', bad using errcode = 'FL002'; end if;
  if current_setting('florin.caller', true) like 'customer:%' then
    select h.id::text into bad from (
      select l.e, bool_or(a.kind = 'external' and l.amount < 0) as from_outside, bool_or(a.here and l.amount > 0) as comes_here
        from unnest(leg_entries, leg_accounts, leg_amounts) as l(e, account, amount) join account a on a.id = l.account
       group by l.e) h(id, from_outside, comes_here) where from_outside and comes_here limit 1;
    if found then raise exception 'entry % of the batch brings money from outside', bad using errcode = 'FL004'; end if;
  end if;
  return query
  with e as materialized (
    select * from unnest(sources, refs, bookeds, kinds, reversed, bodies)
      with ordinality as t(source, reference, booked, kind, reverses, body, n)
  ), added as (
    insert into seen (source, reference) select e.source, e.reference from e order by e.source, e.reference
    on conflict do nothing returning seen.source, seen.reference, seen.entry_id
  ), f as materialized (
    select distinct on (a.entry_id) a.entry_id, e.n, e.booked, e.kind, e.reverses, e.body
      from added a join e using (source, reference) order by a.entry_id, e.n
  ), entries as (
    insert into entry (id, booked, kind, reverses, body)
    select f.entry_id, f.booked, f.kind, f.reverses, f.body from f order by f.entry_id
  ), legs as materialized (
    select f.entry_id, f.booked, f.kind, l.account, l.amount, a.customer_id, a.currency, a.kind as account_kind,
           row_number() over (partition by f.entry_id order by l.o)::smallint as line
      from unnest(leg_entries, leg_accounts, leg_amounts) with ordinality as l(e, account, amount, o)
      join f on f.n = l.e join account a on a.id = l.account
  ), postings as (
    insert into posting (entry_id, line, account_id, customer_id, booked, amount, currency)
    select legs.entry_id, line, account, customer_id, booked, amount, currency from legs order by 1, 2
  ), events as (
    insert into event_log (name, customer_id, body)
    select 'EntryRecorded', s.customer_id, jsonb_build_object('entry', s.entry_id, 'kind', s.kind)
      from (select distinct legs.entry_id, legs.customer_id, legs.kind from legs where legs.customer_id is not null) s
     order by s.entry_id
  )
  select e.n::integer, coalesce(f.entry_id, a.entry_id, s.entry_id), f.entry_id is not null
    from e left join f on f.n = e.n
    left join added a on a.source = e.source and a.reference = e.reference
    left join seen s on s.source = e.source and s.reference = e.reference
   order by e.n;
end $$;

create function florin.ledger_breaks()
returns table (kind text, account uuid, entry bigint, currency char(3), expected bigint, found bigint)
language sql stable security definer set search_path = florin, pg_temp as $$
  select 'balance', coalesce(p.account_id, b.account_id), null::bigint, p.currency, coalesce(p.amount, 0)::bigint, b.amount
    from (select account_id, min(currency)::char(3) as currency, sum(amount) as amount, count(*) as entries
            from posting group by account_id) p
    full join balance b using (account_id)
   where p.amount is distinct from b.amount or p.entries is distinct from b.entries
  union all
  select 'unbalanced', null, entry_id, currency, 0, sum(amount)::bigint from posting group by entry_id, currency having sum(amount) <> 0
  union all
  select 'no postings', null, e.id, null, null, null from entry e where not exists (select from posting p where p.entry_id = e.id)
  union all
  select 'no entry', null, p.entry_id, null, null, null from posting p left join entry e on e.id = p.entry_id where e.id is null
  union all
  select 'no entry', null, s.entry_id, null, null, null from seen s left join entry e on e.id = s.entry_id where e.id is null
$$;
create function florin.ledger_size() returns table (accounts bigint, entries bigint)
language sql stable security definer set search_path = florin, pg_temp as
$$ select (select count(*) from account where kind not in ('external', 'internal')), (select count(*) from entry) $$;

-- A new business day: once for each day, every customer hears of it. How many did.
create table business_day (day date primary key);
grant insert, select on business_day to florin_ledger;
grant select on business_day to florin_app, florin_worker;
create function florin.begin_day(today date) returns integer
language sql security definer set search_path = florin, pg_temp as $$
  with fresh as (insert into business_day select today on conflict do nothing returning day),
  told as (
    insert into event_log (name, customer_id, body)
    select 'DayBegan', c.id, jsonb_build_object('day', fresh.day) from fresh cross join customer c returning 1
  ) select count(*)::integer from told
$$;

-- Holds and planned transfers whose day has passed: how many were let go, each with its event.
create function florin.expire_promises(day date) returns integer
language sql security definer set search_path = florin, pg_temp as $$
  with held as (
    update hold set state = 'released' where state = 'authorised' and expires < day returning id, customer_id
  ), planned as (
    update planned_transfer set state = 'expired' where state = 'planned' and expires < day returning id, customer_id
  ), told as (
    insert into event_log (name, customer_id, body)
    select 'HoldReleased', customer_id, jsonb_build_object('hold', id) from held
    union all select 'PlannedExpired', customer_id, jsonb_build_object('planned', id) from planned returning 1
  ) select count(*)::integer from told
$$;

create function florin.operator_customers(reason text) returns table (id uuid)
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' then
    raise exception 'only an operator sees all customers' using errcode = 'FL004';
  end if;
  insert into event_log (name, body) values ('OperatorAccess', jsonb_build_object('reason', reason));
  return query select c.id from customer c order by c.created, c.id;
end $$;
create function florin.personas() returns table (id uuid, persona text)
language sql stable security definer set search_path = florin, pg_temp as
$$ select id, persona from customer where persona is not null order by created $$;

-- By which key an entry of the caller's came in.
create function florin.entry_key(entry bigint) returns table (source text, reference text)
language sql stable security definer set search_path = florin, pg_temp as $$
  select s.source, s.reference from seen s where s.entry_id = entry
     and exists (select from posting p where p.entry_id = entry and p.customer_id = any (callers()))
$$;
create index seen_entry on seen (entry_id);

-- A session is looked up before anyone is known, so only through these.
create function florin.session_customer(secret bytea, at timestamptz) returns uuid
language sql stable security definer set search_path = florin, pg_temp as
$$ select customer_id from session where secret_hash = secret and expires > at $$;
create function florin.session_end(secret bytea) returns void
language sql security definer set search_path = florin, pg_temp as
$$ delete from session where secret_hash = secret $$;

do $$
declare f text;
begin
  foreach f in array array[
    'record(text[], text[], date[], text[], bigint[], jsonb[], integer[], uuid[], bigint[])', 'post_balances()',
    'ledger_breaks()', 'ledger_size()', 'entry_key(bigint)', 'expire_promises(date)',
    'begin_day(date)',
    'operator_customers(text)', 'personas()',
    'session_customer(bytea, timestamptz)', 'session_end(bytea)']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
  end loop;
end $$;
revoke create on schema florin from florin_ledger;
