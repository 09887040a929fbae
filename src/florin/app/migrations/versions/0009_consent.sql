-- Consent: what a customer allows to be worked out from their data, from which source, until when. A row is evidence: it
-- is added and ended, never changed. Ending one takes away, in the same transaction, what was derived under it.
set local search_path = florin, derived;

create table consent_text (                         -- each wording that anyone ever agreed to, kept once
  hash bytea primary key,                           -- sha256 of what was said
  language text not null,
  said text not null
);
create table consent (
  id uuid primary key,
  customer_id uuid not null references customer,
  purpose text not null check (purpose ~ '^[a-z][a-z_]{0,39}$'),
  source text not null check (source in ('here', 'elsewhere')),
  account_id uuid references account,               -- null: every account of the source, those to come too
  collected text not null check (collected in ('customer', 'bank', 'demo')),  -- bank: it asked by itself and told us
  text_hash bytea not null references consent_text,
  given date not null,                              -- the customer's business day
  expires date not null,                            -- the last day on which it holds
  recorded timestamptz not null,                    -- by the wall
  key text,                                         -- of the request that gave it
  ended date,
  ended_as text check (ended_as in ('revoked', 'expired', 'replaced')),
  revoked timestamptz,                              -- by the wall
  check (expires >= given),
  check ((ended is null) = (ended_as is null)),
  check ((revoked is not null) = coalesce(ended_as = 'revoked', false))
);
create unique index consent_open on consent (customer_id, purpose, source, account_id) nulls not distinct
  where ended is null;
create index consent_customer on consent (customer_id, recorded desc);
create index consent_due on consent (expires) where ended is null;

alter table consent enable row level security;
alter table consent force row level security;
create policy caller on consent using (customer_id = any ((select florin.callers())::uuid[]));
create policy definer on consent to florin_ledger using (true) with check (true);
grant select, insert on consent, consent_text to florin_app, florin_worker;
grant update (ended, ended_as, revoked) on consent to florin_app, florin_worker;
grant select on consent to florin_ledger;
grant insert, update (ended, ended_as, revoked) on consent to florin_ledger;

-- Under which consents a row was derived. One that rests on a consent that has ended is not shown, even where a worker
-- that began before wrote it after.
alter table derived.fact add basis uuid[] not null default '{}';
alter table derived.recurring add basis uuid[] not null default '{}';
alter table suggestion add basis uuid[] not null default '{}';

-- The accounts whose data may be used on a day for every one of these purposes; for none: all accounts. The one place
-- that says what a consent covers. (No `set`, so that the planner sees through it.)
create function florin.consented(whose uuid, wanted text[], on_day date) returns table (account_id uuid)
language sql stable as $$
  select a.id from florin.account a
   where a.customer_id = whose and a.kind not in ('external', 'internal')
     and cardinality(wanted) = (
       select count(distinct c.purpose) from florin.consent c
        where c.customer_id = a.customer_id and c.purpose = any (wanted) and c.ended is null and c.expires >= on_day
          and c.source = case when a.here then 'here' else 'elsewhere' end
          and (c.account_id is null or c.account_id = a.id))
$$;

-- What goes when a consent ends. A row that a worker holds at this moment is skipped, not waited for: it is not shown
-- any more, and goes when the worker comes to the event. What a customer decided on a suggestion stays as their record.
create function florin.consent_ended() returns trigger language plpgsql security definer
set search_path = florin, derived, pg_temp as $$
begin
  if old.ended is not null then raise exception 'a consent ends once' using errcode = 'FL001'; end if;
  if new.ended_as is distinct from 'replaced' and new.purpose in ('picture', 'suggestions') then
    with gone as (
      delete from suggestion where id = any (array(
        select s.id from suggestion s where s.customer_id = new.customer_id and s.state in ('open', 'expired')
           for update skip locked))
      returning id, state)
    insert into event_log (name, customer_id, body)
    select 'SuggestionExpired', new.customer_id, jsonb_build_object('suggestion', id) from gone where state = 'open';
  end if;
  if new.ended_as is distinct from 'replaced' and new.purpose = 'picture' then
    delete from fact where customer_id = new.customer_id and name = any (array(
      select f.name from fact f where f.customer_id = new.customer_id for update skip locked));
    delete from recurring where id = any (array(
      select r.id from recurring r where r.customer_id = new.customer_id for update skip locked));
    update transaction set own_transfer = false where id = any (array(
      select t.id from transaction t where t.customer_id = new.customer_id and t.own_transfer
         for update skip locked));
  end if;
  return null;
end $$;
create trigger ended after update of ended on consent for each row execute function consent_ended();
-- Of what these rows say the ledger's role may read nothing.
grant select (id, customer_id), delete on suggestion, derived.recurring to florin_ledger;
grant delete on derived.fact to florin_ledger;
grant update (state) on suggestion to florin_ledger;
grant update (basis) on derived.fact, derived.recurring to florin_ledger;
grant select (id, customer_id, own_transfer), update (own_transfer) on derived.transaction to florin_ledger;

-- Consents whose last day has passed end: of customers who live by the bank's day, or (null) of those with a day of
-- their own. How many did, each customer with one event.
create function florin.expire_consents(bank_day date) returns integer
language plpgsql security definer set search_path = florin, pg_temp set plan_cache_mode = force_custom_plan as $$
declare counted integer;
begin
  with due as (
    select k.id, coalesce(c.business_day, bank_day) as day from consent k join customer c on c.id = k.customer_id
     where k.ended is null
       and ((bank_day is not null and c.business_day is null and k.expires < bank_day)
            or (bank_day is null and k.expires < c.business_day))
  ), gone as (
    update consent k set ended = due.day, ended_as = 'expired' from due where k.id = due.id
    returning k.id, k.customer_id, k.purpose, k.source, k.account_id
  ), told as (
    insert into event_log (name, customer_id, body)
    select 'ConsentExpired', customer_id, jsonb_build_object('consents', jsonb_agg(jsonb_strip_nulls(
             jsonb_build_object('consent', id, 'purpose', purpose, 'source', source, 'account', account_id))
             order by id))
      from gone group by customer_id
  ) select count(*)::integer into counted from gone;
  return counted;
end $$;

-- A day that begins ends what ran out with the one before, and then tells everyone.
create or replace function florin.begin_day(today date) returns integer
language plpgsql security definer set search_path = florin, pg_temp as $$
declare counted integer;
begin
  insert into business_day select today on conflict do nothing;
  if not found then return 0; end if;
  counted := expire_consents(today);
  with told as (
    insert into event_log (name, customer_id, body)
    select 'DayBegan', c.id, jsonb_build_object('day', today) from customer c where c.business_day is null returning 1
  ) select counted + count(*)::integer into counted from told;
  return counted;
end $$;
create or replace function florin.begin_life_day(today date) returns integer
language plpgsql security definer set search_path = florin, pg_temp as $$
declare
  moved uuid[];
begin
  with gone_on as (update customer set business_day = today where business_day < today returning id)
  select coalesce(array_agg(id), '{}') into moved from gone_on;
  perform expire_consents(null);
  insert into event_log (name, customer_id, body)
  select 'DayBegan', m.id, jsonb_build_object('day', today) from unnest(moved) as m(id);
  return cardinality(moved);
end $$;
-- `ready`: their picture is there, or is not wanted.
create or replace function florin.life_people()
returns table (id uuid, persona text, business_day date, ready boolean)
language sql stable security definer set search_path = florin, derived, pg_temp as $$
  select c.id, c.persona, c.business_day, c.business_day is null
           or exists (select from derived.fact f where f.customer_id = c.id)
           or not exists (select from consent k
                           where k.customer_id = c.id and k.purpose = 'picture' and k.ended is null)
    from customer c where c.persona is not null order by c.created, c.id
$$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array['expire_consents(date)', 'consent_ended()'] loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
  end loop;
  grant execute on function florin.expire_consents(date) to florin_app, florin_worker;
  revoke all on function florin.consented(uuid, text[], date) from public;
  grant execute on function florin.consented(uuid, text[], date) to florin_app, florin_worker, florin_ledger;
  revoke create on schema florin from florin_ledger;
end $$;

-- Nobody has consented yet to what this database may hold from before: it goes, and comes again once they do.
set local role florin_ledger;
delete from suggestion where state in ('open', 'expired');
delete from derived.fact;
delete from derived.recurring;
update derived.transaction set own_transfer = false where own_transfer;
reset role;
