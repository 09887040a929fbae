-- Leaving: exports, erasure with a second member of staff, what the law keeps, holds by a court or an authority.
set local search_path = florin, derived;

-- A tombstone: the customer's row with nothing of them in it. No caller sees it; only the ledger's own functions do.
alter table customer add column erased timestamptz;
do $$
declare condition text;
begin
  select qual into condition from pg_policies
   where schemaname = 'florin' and tablename = 'customer' and policyname = 'caller';
  drop policy caller on customer;
  execute format('create policy caller on customer using ((%s) and erased is null)', condition);
end $$;

create table export (                               -- one download of everything about a customer
  id uuid primary key,
  customer_id uuid not null references customer,
  asked timestamptz not null,
  expires timestamptz not null,
  taken timestamptz                                 -- when it was fetched, which it is once
);
create index export_customer on export (customer_id);

create table erasure (
  id uuid primary key,
  customer_id uuid not null references customer,
  state text not null check (state in ('asked', 'begun', 'deleted', 'keyless', 'done', 'withdrawn')),
  by_customer boolean not null,                     -- who asked: the customer, or the bank
  restored boolean not null default false,          -- carried out again, since a backup from before it was restored
  asked timestamptz not null,
  maker uuid references staff,                      -- the member of staff who asked that it be carried out
  checker uuid references staff,                    -- who approved it, which is another
  checked timestamptz,
  law_day date,                                     -- the business day by which the law was read
  retained boolean not null default false,          -- whether the customer's `retained` key still exists
  kept_until date,                                  -- the last day of what is kept longest
  ended timestamptz,
  check (maker <> checker),
  check (num_nulls(maker, checker, checked) in (0, 3)),
  check (maker is null or law_day is not null),
  check (state in ('asked', 'withdrawn') or maker is not null or (restored and law_day is not null))
);
create unique index erasure_one on erasure (customer_id) where state <> 'withdrawn';
create index erasure_open on erasure (state) where state in ('begun', 'deleted', 'keyless');
create index erasure_retained on erasure (customer_id) where retained;

create table legal_hold (
  id uuid primary key,
  customer_id uuid not null references customer,
  reason text not null check (reason in ('court', 'authority', 'claim', 'audit')),
  until date not null,                              -- the last day
  placed_by uuid not null references staff,
  placed timestamptz not null,
  released_by uuid references staff,
  released timestamptz,
  check ((released_by is null) = (released is null))
);
create index legal_hold_customer on legal_hold (customer_id) where released is null;

create table retained (                             -- what the law makes the bank keep of somebody who left
  customer_id uuid not null references customer,
  kind text not null check (kind in ('customer', 'account', 'entry')),
  subject text not null,                            -- the id of the customer, account or entry
  personal bytea not null,                          -- under the customer's `retained` key
  rules text[] not null,                            -- codes of law/
  until date not null,
  primary key (customer_id, kind, subject)
);

do $$
declare t text;
begin
  foreach t in array array['export', 'erasure', 'legal_hold', 'retained'] loop
    execute format('alter table florin.%s enable row level security', t);
    execute format('alter table florin.%s force row level security', t);
    execute format('create policy caller on florin.%s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on florin.%s to florin_ledger using (true) with check (true)', t);
  end loop;
end $$;
grant select, insert, update (taken) on export to florin_app, florin_worker;
grant select on erasure, legal_hold, household_member to florin_app, florin_worker;
grant insert on retained to florin_worker;          -- read only through retained_of()
grant select, insert, update on erasure, legal_hold to florin_ledger;
grant select, delete on retained to florin_ledger;
grant select, update on customer to florin_ledger;
grant update (personal, number_mac, rate, rate_source, closed) on account to florin_ledger;

-- An erasure is carried out by a worker, for one customer at a time: their rows of every table but the journal's.
do $$
declare t record;
begin
  for t in
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('florin', 'derived') and c.relkind in ('r', 'p')
       and c.relname not in ('posting', 'balance', 'event_log', 'account', 'erasure', 'legal_hold', 'retained')
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id')
  loop
    execute format('grant select (customer_id), delete on %I.%I to florin_worker', t.nspname, t.relname);
    execute format('grant select (customer_id) on %I.%I to florin_ledger', t.nspname, t.relname);
  end loop;
end $$;

-- Begins a unit of work: tells the database who asks, and answers with the one customer's own business day and whether
-- they were erased; nobody sees anything of an erased customer. Until the work ends their erasure waits: a page holds an
-- advisory lock, a worker, which goes through thousands of customers in one transaction, the customer's row.
create function florin.begin_work(customers text, caller text, whose uuid, out day date, out gone boolean)
language plpgsql security definer set search_path = florin, pg_temp as $$
declare found_erased timestamptz;
begin
  gone := false;
  if whose is not null and caller like 'worker:%' then
    select c.business_day, c.erased into day, found_erased from customer c where c.id = whose for key share;
  elsif whose is not null then
    perform pg_advisory_xact_lock_shared(hashtextextended('leaving ' || whose, 0));
    select c.business_day, c.erased into day, found_erased from customer c where c.id = whose;
  end if;
  gone := found_erased is not null;
  day := case when not gone then day end;
  perform set_config('florin.customers', case when gone then '{}' else customers end, true),
          set_config('florin.caller', caller, true);
end $$;

-- Erasure ----------------------------------------------------------------------------------------------------------
-- Who may speak for a member of staff: they themselves in the office, or the operator at the command line.
create function florin.speaks_for(member uuid) returns text
language plpgsql stable security definer set search_path = florin, pg_temp as $$
declare
  told text := coalesce(current_setting('florin.caller', true), '');
  found_role text;
begin
  select role into found_role from staff where id = member;
  if found_role is null or not (told like 'operator:%' or told = 'staff:' || member) then
    raise exception 'no such member of staff' using errcode = 'FL005';
  end if;
  return found_role;
end $$;

-- The customer asks to leave; asked before: nothing.
create function florin.erasure_ask(fresh uuid, one uuid, at timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if current_setting('florin.caller', true) is distinct from 'customer:' || one then
    raise exception 'only the customer asks' using errcode = 'FL004';
  end if;
  insert into erasure (id, customer_id, state, by_customer, asked) values (fresh, one, 'asked', true, at)
  on conflict (customer_id) where state <> 'withdrawn' do nothing;
end $$;
-- Taken back: by the customer what they asked for; false where there is nothing to take back (any more).
create function florin.erasure_withdraw(one uuid) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if current_setting('florin.caller', true) not in ('customer:' || one, 'operator:command line') then
    raise exception 'only the customer takes it back' using errcode = 'FL004';
  end if;
  update erasure set state = 'withdrawn' where customer_id = one and state = 'asked';
  if not found then return false; end if;
  -- What staff asked for on the strength of it lapses, so that nobody agrees to what is no longer wanted.
  update approval set expires = asked where kind = 'erasure' and customer_id = one and state = 'asked';
  return true;
end $$;
-- Another member of staff has approved what one asked for: it begins, and from here on nothing takes it back. False where
-- it had begun already.
create function florin.erasure_begin(fresh uuid, of_approval uuid, at timestamptz, day date) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
declare a approval;
begin
  select * into a from approval x where x.id = of_approval and x.kind = 'erasure' and x.state = 'approved';
  if a.customer_id is null then raise exception 'nobody approved this erasure' using errcode = 'FL004'; end if;
  insert into erasure (id, customer_id, state, by_customer, asked, maker, checker, checked, law_day)
  values (fresh, a.customer_id, 'begun', false, a.asked, a.asked_by, a.decided_by, a.decided, day)
  on conflict (customer_id) where state <> 'withdrawn' do update
    set state = 'begun', maker = excluded.maker, checker = excluded.checker, checked = excluded.checked,
        law_day = excluded.law_day where erasure.state = 'asked';
  if found then
    insert into event_log (name, customer_id, body) values ('ErasureBegan', a.customer_id,
      jsonb_build_object('approval', of_approval, 'maker', a.asked_by, 'checker', a.decided_by));
  end if;
  return found;
end $$;
-- The next step of an erasure is done; nothing where it was done before.
create function florin.erasure_step(one uuid, was text, is_now text, at timestamptz) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if (was, is_now) not in (('deleted', 'keyless'), ('keyless', 'done')) then
    raise exception 'no such step' using errcode = 'FL004';
  end if;
  update erasure set state = is_now, ended = case when is_now = 'done' then at end
   where customer_id = one and state = was;
  if found and is_now = 'done' then
    insert into event_log (name, customer_id, body) values ('CustomerErased', one, '{}');
    return true;
  end if;
  return found;
end $$;
-- Customers who asked to leave and for whom no member of staff has asked for the erasure yet, newest first.
create function florin.erasures_asked(before uuid, at timestamptz, most integer)
returns table (id uuid, customer_id uuid, asked timestamptz)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  perform staff_may('ask');
  return query
  select e.id, e.customer_id, e.asked from erasure e
   where e.state = 'asked' and (before is null or e.id < before)
     and not exists (select from approval a where a.kind = 'erasure' and a.customer_id = e.customer_id
                       and a.state = 'asked' and a.expires > at)
   order by e.id desc limit least(greatest(most, 1), 101);
end $$;
create function florin.erasures_open() returns table (customer_id uuid, state text, retained boolean, law_day date)
language sql stable security definer set search_path = florin, pg_temp as $$
  select customer_id, state, retained, law_day from erasure
   where state in ('begun', 'deleted', 'keyless') order by checked, id
$$;
create function florin.erasure_of(one uuid)
returns table (id uuid, state text, by_customer boolean, asked timestamptz, maker uuid, checker uuid, retained boolean,
               kept_until date, law_day date)
language sql stable security definer set search_path = florin, pg_temp as $$
  select e.id, e.state, e.by_customer, e.asked, e.maker, e.checker, e.retained, e.kept_until, e.law_day
    from erasure e where e.customer_id = one and e.state <> 'withdrawn'
     and (one = any (callers()) or current_setting('florin.caller', true) similar to '(operator|worker|staff):%')
$$;
-- Waits for everybody who works for this customer, and keeps them out until this transaction ends.
create function florin.erasure_lock(one uuid) returns text
language plpgsql security definer set search_path = florin, pg_temp as $$
declare found_state text;
begin
  perform pg_advisory_xact_lock(hashtextextended('leaving ' || one, 0));
  perform from customer c where c.id = one for update;
  select e.state into found_state from erasure e where e.customer_id = one and e.state <> 'withdrawn';
  return found_state;
end $$;
-- The customer's row and accounts with nothing of them left: only where two members of staff agreed to it, and only
-- when no row of theirs is left elsewhere (a table that somebody forgot must not outlive them in silence). `kept` are the
-- tables, "schema.table", whose rows stay.
create function florin.entomb(one uuid, at timestamptz, day date, keeps boolean, last_day date, kept text[]) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
declare
  t record;
  left_over boolean;
begin
  update erasure set state = 'deleted', retained = keeps, kept_until = last_day where customer_id = one and state = 'begun';
  if not found then raise exception 'nobody agreed to this erasure' using errcode = 'FL004'; end if;
  for t in
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('florin', 'derived') and c.relkind in ('r', 'p') and n.nspname || '.' || c.relname <> all (kept)
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped)
  loop
    execute format('select exists (select from %I.%I where customer_id = $1)', t.nspname, t.relname)
       into left_over using one;
    if left_over then
      raise exception 'rows are left in %.%', t.nspname, t.relname using errcode = 'FL008';
    end if;
  end loop;
  update account set personal = null, number_mac = null, rate = null, rate_source = null,
         closed = coalesce(closed, greatest(day, opened)) where customer_id = one;
  -- A day of their own that never comes: neither the bank's days nor the demo's are told to them.
  update customer set personal = '', country = 'ZZ', currency = 'XXX', currency_told = true, persona = null,
         business_day = '9999-12-31', erased = at where id = one;
end $$;

-- What is kept -------------------------------------------------------------------------------------------------------
create function florin.hold_place(fresh uuid, one uuid, why text, last_day date, member uuid, at timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  perform speaks_for(member);
  insert into legal_hold (id, customer_id, reason, until, placed_by, placed) values (fresh, one, why, last_day, member, at);
  insert into event_log (name, customer_id, body)
  values ('LegalHoldPlaced', one, jsonb_build_object('hold', fresh, 'reason', why, 'staff', member));
end $$;
create function florin.hold_release(one uuid, member uuid, at timestamptz) returns integer
language plpgsql security definer set search_path = florin, pg_temp as $$
declare ended integer;
begin
  perform speaks_for(member);
  update legal_hold set released_by = member, released = at where customer_id = one and released is null;
  get diagnostics ended = row_count;
  if ended > 0 then
    insert into event_log (name, customer_id, body)
    values ('LegalHoldReleased', one, jsonb_build_object('count', ended, 'staff', member));
  end if;
  return ended;
end $$;
-- The holds on one customer: theirs to see as well.
create function florin.holds_of(one uuid)
returns table (id uuid, reason text, until date, placed timestamptz, released timestamptz)
language sql stable security definer set search_path = florin, pg_temp as $$
  select h.id, h.reason, h.until, h.placed, h.released from legal_hold h where h.customer_id = one
     and (one = any (callers()) or current_setting('florin.caller', true) similar to '(operator|worker|staff):%')
   order by h.placed, h.id
$$;
-- What is kept of somebody who left, still sealed, for a member of staff with a reason; that they looked is an event.
create function florin.retained_of(one uuid, member uuid, why text)
returns table (kind text, subject text, personal bytea, rules text[], until date)
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  perform speaks_for(member);
  if why not in ('request', 'court', 'authority', 'claim', 'audit') then
    raise exception 'no such reason' using errcode = 'FL005';
  end if;
  insert into event_log (name, customer_id, body)
  values ('StaffAccess', one, jsonb_build_object('staff', member, 'page', 'retained', 'reason', why));
  return query select r.kind, r.subject, r.personal, r.rules, r.until from retained r
    where r.customer_id = one order by r.kind, r.until, r.subject;
end $$;
-- What need not be kept any longer goes, unless a hold stands; who has nothing kept any more and still a key for it.
create function florin.retention_end(day date) returns table (customer_id uuid)
language sql security definer set search_path = florin, pg_temp as $$
  delete from retained r where r.until < day
     and not exists (select from legal_hold h where h.customer_id = r.customer_id and h.released is null and h.until >= day);
  select e.customer_id from erasure e where e.retained and e.state = 'done'
     and not exists (select from retained r where r.customer_id = e.customer_id)
$$;
create function florin.retention_ended(one uuid) returns void
language sql security definer set search_path = florin, pg_temp as $$
  with ended as (update erasure set retained = false where customer_id = one and state = 'done' and retained returning 1)
  insert into event_log (name, customer_id, body) select 'RetentionEnded', one, '{}' from ended
$$;

-- Nobody is let in, or into a household, as somebody who was erased: like an id that never was.
create function florin.refuse_erased() returns trigger language plpgsql security definer
set search_path = florin, pg_temp as $$
begin
  if exists (select from customer c where c.id = new.customer_id and c.erased is not null) then
    raise exception 'there is no such customer' using errcode = '23503';
  end if;
  return new;
end $$;
do $$
declare t text;
begin
  foreach t in array array['session', 'passkey', 'recovery_code', 'invitation', 'challenge', 'step_up', 'household_member',
                           'household_invitation', 'export'] loop
    execute format('create trigger refuse_erased before insert on florin.%s for each row execute function '
                   'florin.refuse_erased()', t);
  end loop;
end $$;

-- Nobody lists or counts who was erased ----------------------------------------------------------------
create or replace function florin.operator_customers(reason text) returns table (id uuid)
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' then
    raise exception 'only an operator sees all customers' using errcode = 'FL004';
  end if;
  insert into event_log (name, body) values ('OperatorAccess', jsonb_build_object('reason', reason));
  return query select c.id from customer c where c.erased is null order by c.created, c.id;
end $$;
create or replace function florin.office_wanted(
  is_demo boolean, in_country text, in_currency text, in_trouble boolean, has_open boolean, on_day date, by_model text)
returns setof florin.customer language sql stable as $$
  select c.* from florin.customer c
   where c.erased is null
     and (is_demo is null or (c.persona is not null) = is_demo)
     and (in_country is null or c.country = in_country::char(2))
     and (in_currency is null or c.currency = in_currency::char(3))
     and (not in_trouble or c.id in (select t.customer_id from florin.office_trouble() t))
     and (not has_open or c.id in (
       select s.customer_id from florin.suggestion s join florin.customer o on o.id = s.customer_id
        where s.state in ('open', 'accepting') and s.expires >= coalesce(o.business_day, on_day)
          and (s.state <> 'open' or s.model_hash = by_model)))
$$;

-- What a person's words look like must not be left in the planner's statistics.
alter table derived.transaction alter column counterparty set statistics 0, alter column text set statistics 0,
  alter column search set statistics 0, alter column marked set statistics 0;
alter table derived.mark alter column note set statistics 0, alter column tags set statistics 0,
  alter column tag_keys set statistics 0, alter column parts set statistics 0, alter column search set statistics 0;
alter table derived.recurring alter column payee set statistics 0, alter column name set statistics 0;
alter table holding alter column security set statistics 0, alter column security_id set statistics 0;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array[
    'begin_work(text, text, uuid)', 'speaks_for(uuid)', 'refuse_erased()', 'erasure_ask(uuid, uuid, timestamptz)', 'erasure_withdraw(uuid)',
    'erasure_begin(uuid, uuid, timestamptz, date)',
    'erasure_step(uuid, text, text, timestamptz)', 'erasures_asked(uuid, timestamptz, integer)',
    'erasures_open()', 'erasure_of(uuid)', 'erasure_lock(uuid)',
    'entomb(uuid, timestamptz, date, boolean, date, text[])',
    'hold_place(uuid, uuid, text, date, uuid, timestamptz)', 'hold_release(uuid, uuid, timestamptz)', 'holds_of(uuid)',
    'retained_of(uuid, uuid, text)', 'retention_end(date)', 'retention_ended(uuid)']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
  end loop;
  revoke execute on function florin.speaks_for(uuid), florin.refuse_erased() from florin_app, florin_worker;
  revoke execute on function florin.erasure_lock(uuid), florin.entomb(uuid, timestamptz, date, boolean, date, text[]),
    florin.erasure_step(uuid, text, text, timestamptz), florin.retention_end(date), florin.retention_ended(uuid),
    florin.erasures_open() from florin_app;
  revoke create on schema florin from florin_ledger;
end $$;
