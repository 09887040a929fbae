-- The staff office: who works here, their sessions, and the only ways in which they look across customers.
set local search_path = florin, derived;

create table staff (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('reviewer', 'operator', 'auditor')),
  demo text unique,                                 -- set for the demo bank's own staff, who enter without a key
  created timestamptz not null
);
create table staff_session (
  secret_hash bytea primary key,                    -- sha256 of the cookie
  staff_id uuid not null references staff on delete cascade,
  created timestamptz not null,
  expires timestamptz not null
);
-- Nobody but these functions reads or writes either table: no grant to florin_app or florin_worker.
grant select, insert on staff to florin_ledger;
grant select, insert, delete on staff_session to florin_ledger;

-- The role of the member of staff who asks; FL004 for everybody else, however the question was sent.
create function florin.staff_role() returns text
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
declare
  told text := coalesce(current_setting('florin.caller', true), '');
  found_role text;
begin
  if told ~ '^staff:[0-9a-f-]{36}$' then
    select role into found_role from staff where id = substr(told, 7)::uuid;
  end if;
  if found_role is null then raise exception 'only staff may ask this' using errcode = 'FL004'; end if;
  return found_role;
end $$;

-- What each role may do: what it is not given here, the database refuses.
create table staff_right (
  role text not null check (role in ('reviewer', 'operator', 'auditor')),
  may text not null check (may in ('customers', 'imports', 'log', 'replay', 'jobs', 'audit', 'ask', 'decide')),
  primary key (role, may)
);
insert into staff_right (role, may) values
  ('reviewer', 'customers'), ('reviewer', 'imports'), ('reviewer', 'ask'), ('reviewer', 'decide'),
  ('operator', 'imports'), ('operator', 'log'), ('operator', 'replay'), ('operator', 'jobs'), ('operator', 'ask'),
  ('operator', 'decide'),
  ('auditor', 'log'), ('auditor', 'jobs'), ('auditor', 'audit');
grant select on staff_right to florin_ledger;

-- Goes on only where the member of staff who asks may do this; their role.
create function florin.staff_may(wanted text) returns text
language plpgsql stable security definer set search_path = florin, pg_temp as $$
declare told_role text := staff_role();
begin
  if not exists (select from staff_right r where r.role = told_role and r.may = wanted) then
    raise exception 'a % may not do this: %', told_role, wanted using errcode = 'FL004';
  end if;
  return told_role;
end $$;

-- Before anyone is known: whose session this is.
create function florin.staff_of_session(secret bytea, at timestamptz)
returns table (id uuid, name text, role text, rights text[])
language sql stable security definer set search_path = florin, pg_temp as $$
  select s.id, s.name, s.role, array(select r.may from staff_right r where r.role = s.role order by r.may) from staff_session x join staff s on s.id = x.staff_id
   where x.secret_hash = secret and x.expires > at
$$;
create function florin.staff_session_end(secret bytea) returns void
language sql security definer set search_path = florin, pg_temp as
$$ delete from staff_session where secret_hash = secret $$;
-- Starts a session of the caller's own; what has ended long since goes with it.
create function florin.staff_session_start(secret bytea, at timestamptz, until timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  perform staff_role();
  delete from staff_session where expires < at;
  insert into staff_session (secret_hash, staff_id, created, expires)
  values (secret, substr(current_setting('florin.caller'), 7)::uuid, at, until);
end $$;
-- The demo bank's own staff, one of each role, made when they first enter.
create function florin.demo_staff(fresh uuid, called text, with_role text, at timestamptz)
returns table (id uuid, name text, role text, rights text[])
language sql security definer set search_path = florin, pg_temp as $$
  insert into staff (id, name, role, demo, created) values (fresh, called, with_role, with_role, at)
  on conflict (demo) do nothing;
  select s.id, s.name, s.role, array(select r.may from staff_right r where r.role = s.role order by r.may)
    from staff s where s.demo = with_role;
$$;

-- Customers --------------------------------------------------------------------------------------------------------
create index fact_trouble on derived.fact (customer_id) include (name, value)
  where known and ((name = 'overdrafts' and value >= 5) or (name in ('monthly_net', 'liquid') and value < 0));
create index fact_office on derived.fact (name, coalesce(currency, ''), value, customer_id)
  where known and name in ('liquid', 'net_worth', 'overdrafts');
grant select (id, country, currency, persona, personal, created, business_day) on customer to florin_ledger;
grant select (customer_id, name, version, value, currency, known) on derived.fact to florin_ledger;
grant select (customer_id, booked, id, status, opening) on derived.transaction to florin_ledger;
grant select (customer_id, state, expires, model_hash) on suggestion to florin_ledger;

-- Who is in trouble, and why, a row a reason: below zero on at least five of the last ninety days, less than nothing at
-- hand, or more going out than comes in while what is at hand would not last ninety days.
create function florin.office_trouble() returns table (customer_id uuid, reason text) language sql stable as $$
  select f.customer_id, case f.name when 'overdrafts' then 'overdrawn' when 'liquid' then 'nothing' else 'shrinking' end
    from derived.fact f
   where f.known and ((f.name = 'overdrafts' and f.value >= 5) or (f.name in ('monthly_net', 'liquid') and f.value < 0))
     -- A value, not `exists`: that would be answered by reading everyone's facts at once.
     and (f.name <> 'monthly_net' or 90 > (
       select b.value from derived.fact b
        where b.customer_id = f.customer_id and b.name = 'buffer_days' and b.known))
$$;
-- How bad it is, the least number the worst: most days below zero, then the fewest days that the money lasts.
create function florin.office_severity(days_below_zero numeric, lasts_days numeric) returns numeric
language sql immutable as $$
  select (1000 - coalesce(days_below_zero, 0)) * 100000 + least(coalesce(lasts_days, 99999), 99999)
$$;

-- Who fits a filter. Compared in the columns' own types, so that the planner knows how many fit; lists of ids, not
-- `exists`: behind an `or` only those are looked up once and not once a row.
create function florin.office_wanted(
  is_demo boolean, in_country text, in_currency text, in_trouble boolean, has_open boolean, on_day date, by_model text)
returns setof florin.customer language sql stable as $$
  select c.* from florin.customer c
   where (is_demo is null or (c.persona is not null) = is_demo)
     and (in_country is null or c.country = in_country::char(2))
     and (in_currency is null or c.currency = in_currency::char(3))
     and (not in_trouble or c.id in (select t.customer_id from florin.office_trouble() t))
     and (not has_open or c.id in (
       select s.customer_id from florin.suggestion s join florin.customer o on o.id = s.customer_id
        where s.state in ('open', 'accepting') and s.expires >= coalesce(o.business_day, on_day)
          and (s.state <> 'open' or s.model_hash = by_model)))
$$;

create index customer_newest on customer (created, id);
-- A page of customers after a place in the order; names still sealed. Money is ordered within its currency, and who has
-- no such fact yet comes last; without a fact to order by, the newest come first. The index on facts is walked in its
-- order, forwards or backwards, so that a page costs as much among twenty thousand as among fifty. 'severity' is no fact
-- but made of two, and asked for among those in trouble alone.
create function florin.office_customers(
  is_demo boolean, in_country text, in_currency text, in_trouble boolean, has_open boolean, on_day date, by_model text,
  by_fact text, greatest_first boolean, after_currency text, after_key numeric, after_id uuid, most integer)
returns table (
  id uuid, country text, currency text, persona text, personal bytea, created timestamptz, accounts integer,
  facts jsonb, trouble text[], open_suggestions integer, first_movement date, last_movement date, order_currency text,
  order_key numeric)
language plpgsql stable security definer set search_path = florin, derived, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  pages integer := least(greatest(most, 1), 101);
  after_created timestamptz;
  page uuid[] := '{}';
begin
  perform staff_may('customers');
  if by_fact is null then
    select x.created into after_created from customer x where x.id = after_id;
    page := array(
      select w.id from office_wanted(is_demo, in_country, in_currency, in_trouble, has_open, on_day, by_model) w
       where after_id is null or (w.created, w.id) < (after_created, after_id)
       order by w.created desc, w.id desc limit pages);
  elsif by_fact = 'severity' then
    page := array(
      select w.id from office_wanted(is_demo, in_country, in_currency, in_trouble, has_open, on_day, by_model) w
       cross join lateral (select office_severity(
           (select x.value from fact x where x.customer_id = w.id and x.name = 'overdrafts' and x.known),
           (select x.value from fact x where x.customer_id = w.id and x.name = 'buffer_days' and x.known)) as key
         offset 0) s
       where after_id is null or (s.key, w.id) > (after_key, after_id)
       order by s.key, w.id limit pages);
  else
    if after_key is distinct from 'infinity' then
      execute format($f$
        select array(
          select f.customer_id from fact f
            join office_wanted($1, $2, $3, $4, $5, $6, $7) w on w.id = f.customer_id
           where f.known and f.name = %1$L and f.name in ('liquid', 'net_worth', 'overdrafts')
             and ($8 is null or (coalesce(f.currency, ''), f.value, f.customer_id) %2$s ($9::char(3), $10, $8))
           order by coalesce(f.currency, '') %3$s, f.value %3$s, f.customer_id %3$s limit $11)$f$,
        by_fact, case when greatest_first then '<' else '>' end, case when greatest_first then 'desc' else 'asc' end)
      into page using is_demo, in_country, in_currency, in_trouble, has_open, on_day, by_model,
                      after_id, after_currency, after_key, pages;
    end if;
    page := page || array(
      select w.id from office_wanted(is_demo, in_country, in_currency, in_trouble, has_open, on_day, by_model) w
       where cardinality(page) < pages
         and (after_key is distinct from 'infinity' or w.id > after_id)
         and not exists (select from fact f where f.customer_id = w.id and f.name = by_fact and f.known)
       order by w.id limit pages - cardinality(page));
  end if;
  return query
  select c.id, c.country::text, c.currency::text, c.persona, c.personal, c.created,
         (select count(*)::integer from account a where a.customer_id = c.id and a.closed is null
             and a.kind not in ('external', 'internal')),
         (select jsonb_object_agg(x.name, jsonb_build_array(x.version, x.value::text)) from fact x
           where x.customer_id = c.id and x.known
             and x.name in ('liquid', 'net_worth', 'overdrafts', 'monthly_net', 'buffer_days')),
         array(select t.reason from office_trouble() t where t.customer_id = c.id order by t.reason desc),
         (select count(*)::integer from suggestion s
           where s.customer_id = c.id and s.state in ('open', 'accepting')
             and s.expires >= coalesce(c.business_day, on_day) and (s.state <> 'open' or s.model_hash = by_model)),
         (select t.booked from transaction t where t.customer_id = c.id and t.status = 'booked' and not t.opening
           order by t.booked, t.id limit 1),
         (select t.booked from transaction t where t.customer_id = c.id and t.status = 'booked' and not t.opening
           order by t.booked desc, t.id desc limit 1),
         coalesce(f.currency::text, ''),
         case when by_fact = 'severity' then office_severity(
             (select x.value from fact x where x.customer_id = c.id and x.name = 'overdrafts' and x.known),
             (select x.value from fact x where x.customer_id = c.id and x.name = 'buffer_days' and x.known))
              else coalesce(f.value, 'infinity') end
    from unnest(page) with ordinality as p(id, n) join customer c on c.id = p.id
    left join fact f on f.customer_id = c.id and f.name = by_fact and f.known
   order by p.n;
end $$;
create function florin.office_customer_count(
  is_demo boolean, in_country text, in_currency text, in_trouble boolean, has_open boolean, on_day date, by_model text)
returns integer language plpgsql stable security definer set search_path = florin, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  perform staff_may('customers');
  return (select count(*)::integer
            from office_wanted(is_demo, in_country, in_currency, in_trouble, has_open, on_day, by_model));
end $$;

-- Imports: what a file is called stays sealed, and is not even read here.
grant select (id, customer_id, state, format, added, duplicates, pending, created, finished)
  on statement_import to florin_ledger;
create function florin.office_imports(before uuid, in_state text, most integer)
returns table (id uuid, customer_id uuid, state text, format text, added integer, duplicates integer,
               pending integer, created timestamptz, finished timestamptz)
language plpgsql stable security definer set search_path = florin, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  perform staff_may('imports');
  return query
  select i.id, i.customer_id, i.state, i.format, i.added, i.duplicates, i.pending, i.created, i.finished
    from statement_import i
   where (before is null or i.id < before) and (in_state is null or i.state = in_state)
   order by i.id desc limit least(greatest(most, 1), 101);
end $$;

-- The log ----------------------------------------------------------------------------------------------------------
create index event_log_name on event_log (name, id);
create index event_log_customer on event_log (customer_id, id) where customer_id is not null;
grant select on event_cursor to florin_ledger;
grant select, update on event_failure to florin_ledger;

-- Events before a place, newest first; of some names only where `names` tells them.
create function florin.office_log(before bigint, names text[], most integer)
returns table (id bigint, created timestamptz, name text, customer_id uuid, body jsonb)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
declare
  start bigint := coalesce(before, 9223372036854775807);
  pages integer := least(greatest(most, 1), 101);
begin
  perform staff_may('log');
  if names is null then
    return query select e.id, e.created, e.name, e.customer_id, e.body from event_log e
      where e.id < start order by e.id desc limit pages;
  else
    return query select e.id, e.created, e.name, e.customer_id, e.body
      from unnest(names[1:100]) as n(name) cross join lateral (
        select x.* from event_log x where x.name = n.name and x.id < start order by x.id desc limit pages) e
     order by e.id desc limit pages;
  end if;
end $$;

-- How far each reader of the log is behind: events (counted to 10,000, where it is only "more"), and how old in
-- seconds the one is that waits longest. Wall time of this server on both sides: a measurement, not a rule.
create function florin.office_consumers(after text, most integer)
returns table (consumer text, moved timestamptz, lag integer, lag_seconds double precision, parked integer,
               trying integer)
language plpgsql volatile security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  perform staff_may('log');
  return query
  select c.consumer, c.moved, w.lag,
         case when o.created is not null then greatest(extract(epoch from clock_timestamp() - o.created), 0)::float8 end,
         f.parked, f.trying
    from (select * from event_cursor x where after is null or x.consumer > after
           order by x.consumer limit least(greatest(most, 1), 101)) c
    left join lateral (select e.created from event_log e where (e.tx, e.id) > (c.tx, c.id)
                        order by e.tx, e.id limit 1) o on true
    cross join lateral (select count(*)::integer as lag from (
      select from event_log e where (e.tx, e.id) > (c.tx, c.id) limit 10001) x) w
    cross join lateral (
      select (count(*) filter (where x.parked))::integer as parked,
             (count(*) filter (where not x.parked))::integer as trying
        from event_failure x where x.consumer = c.consumer) f
   order by c.consumer;
end $$;

-- Events that failed, oldest first: those set aside, and with `trying` those still being tried.
create function florin.parked_events(after_event bigint, after_consumer text, most integer, trying boolean)
returns table (consumer text, event_id bigint, name text, customer_id uuid, tries integer, error text,
               parked boolean, created timestamptz)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  if session_user <> 'florin_worker' then perform staff_may('log'); end if;
  return query
  select f.consumer, f.event_id, e.name, f.customer_id, f.tries, f.error, f.parked, e.created
    from event_failure f join event_log e on e.id = f.event_id
   where (f.parked or trying) and (after_event is null or (f.event_id, f.consumer) > (after_event, after_consumer))
   order by f.event_id, f.consumer limit least(greatest(most, 1), 1001);
end $$;

-- Tries events again that were set aside, all of them for null, at most 1,000 at once; each that was.
create function florin.replay_parked(events bigint[])
returns table (consumer text, event_id bigint)
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  if session_user <> 'florin_worker' then perform staff_may('replay'); end if;
  return query
  update event_failure f set parked = false, tries = 0, next_try = clock_timestamp()
    from (select x.consumer, x.event_id from event_failure x
           where x.parked and (events is null or x.event_id = any(events))
           order by x.event_id, x.consumer limit 1000 for update skip locked) w
   where f.consumer = w.consumer and f.event_id = w.event_id
  returning f.consumer, f.event_id;
end $$;

-- Durable work -----------------------------------------------------------------------------------------------------
-- The class of a stored error, read from the first bytes of its pickle (protocol 4 or later: module and name lead)
-- or the name in its JSON. Nothing is unpickled, and the error's own text never leaves the database.
create function florin.job_error(stored text) returns text language plpgsql immutable as $$
declare
  b bytea;
  module integer;
  class integer;
begin
  if stored is null then return null; end if;
  if stored like '{%' then return coalesce(stored::jsonb ->> 'name', 'unknown'); end if;
  b := decode(left(stored, 4 * least(160, length(stored) / 4)), 'base64');
  if get_byte(b, 0) <> 128 or get_byte(b, 11) <> 140 then return 'unknown'; end if;
  module := get_byte(b, 12);
  if get_byte(b, 13 + module) <> 148 or get_byte(b, 14 + module) <> 140 then return 'unknown'; end if;
  class := get_byte(b, 15 + module);
  return convert_from(substr(b, 14, module), 'UTF8') || '.' || convert_from(substr(b, 17 + module, class), 'UTF8');
exception when others then return 'unknown';
end $$;

-- Workflows, newest first. They bear the name of the event that asked for them, with its id: their inputs are not
-- read. (plpgsql, since the tables of schema jobs are made after this script; migrate.py grants their columns.)
create function florin.office_jobs(before_at bigint, before_id text, in_status text, most integer)
returns table (id text, status text, created bigint, started bigint, ended bigint, attempts bigint, error text,
               customer_id uuid)
language plpgsql stable security definer set search_path = florin, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  perform staff_may('jobs');
  return query
  select w.workflow_uuid, w.status, w.created_at, coalesce(w.started_at_epoch_ms, w.created_at),
         case when w.status in ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
              then coalesce(w.completed_at, w.updated_at) end,
         w.recovery_attempts, job_error(coalesce(w.error, o.error)), e.customer_id
    from jobs.workflow_status w
    left join jobs.workflow_output o on o.workflow_uuid = w.workflow_uuid
    left join event_log e on e.id = (substring(w.workflow_uuid from '-(\d{1,18})$'))::bigint
   where (in_status is null or w.status = in_status)
     and (before_at is null or (w.created_at, w.workflow_uuid) < (before_at, before_id))
   order by w.created_at desc, w.workflow_uuid desc limit least(greatest(most, 1), 101);
end $$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array[
    'staff_role()', 'staff_may(text)', 'staff_of_session(bytea, timestamptz)', 'staff_session_end(bytea)',
    'staff_session_start(bytea, timestamptz, timestamptz)', 'demo_staff(uuid, text, text, timestamptz)',
    'office_trouble()', 'office_severity(numeric, numeric)',
    'office_wanted(boolean, text, text, boolean, boolean, date, text)',
    'office_customers(boolean, text, text, boolean, boolean, date, text, text, boolean, text, numeric, uuid, integer)',
    'office_customer_count(boolean, text, text, boolean, boolean, date, text)',
    'office_imports(uuid, text, integer)', 'office_log(bigint, text[], integer)',
    'office_consumers(text, integer)', 'parked_events(bigint, text, integer, boolean)',
    'replay_parked(bigint[])', 'job_error(text)', 'office_jobs(bigint, text, text, integer)']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    if f not similar to '(office_wanted|office_trouble|office_severity|job_error)%' then
      execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
    end if;
  end loop;
  revoke create on schema florin from florin_ledger;
end $$;
