-- The living demo: its people's days pass faster than the wall's, each customer's business day on their own row.
set local search_path = florin, derived;
alter table customer add column business_day date;  -- null: the bank's own day; set for the demo's people only

create table life (                                 -- the one living demo of this database
  single boolean primary key default true check (single),
  seed bigint not null,
  months integer not null check (months > 0),       -- of past that its people came with
  began date not null,                              -- the day they moved in
  day date not null,                                -- how far they have lived, all lines of it recorded
  until date,                                       -- days up to this one pass without waiting
  seconds numeric not null check (seconds > 0),     -- of the wall for one day
  paused boolean not null,
  moved timestamptz not null                        -- when `day` began, by the wall
);
alter table suggestion add column decided_on date;  -- the customer's business day, by which advice rests
create unique index customer_persona on customer (persona) where persona is not null;
create table life_person (                          -- as which household they came: it goes on as it began,
  customer_id uuid primary key references customer, -- whatever is told of new people since
  household jsonb not null
);
create table life_account (                         -- which account of the ledger a simulated one is
  customer_id uuid not null references customer,
  key text not null,
  account_id uuid not null references account,
  primary key (customer_id, key)
);
create table life_month (                           -- what a person's accounts held as a month began, by key:
  customer_id uuid not null references customer,    -- a start goes on from the same
  month date not null,
  balances jsonb not null,                          -- minor units
  primary key (customer_id, month)
);
create table crowd (                                -- the generated customers, who come in batches
  single boolean primary key default true check (single),
  seed bigint not null,
  months integer not null check (months > 0),
  last date not null,                               -- the last day of their past
  loaded integer not null                           -- how many of the stream are in
);
grant select, insert, update on life, life_person, life_account, life_month, crowd to florin_app, florin_worker;
do $$
declare t text;
begin
  foreach t in array array['life_person', 'life_account', 'life_month'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy caller on %s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on %s to florin_ledger using (true) with check (true)', t);
  end loop;
end $$;

-- One customer's own business day; null where it is the bank's. Asked before row security knows the caller.
create function florin.business_day(one uuid) returns date
language sql stable security definer set search_path = florin, pg_temp as
$$ select business_day from customer where id = one $$;

-- A new day for the demo's people: those who are behind are moved on and hear of it. How many were.
create function florin.begin_life_day(today date) returns integer
language sql security definer set search_path = florin, pg_temp as $$
  with moved as (
    update customer set business_day = today where business_day < today returning id
  ), told as (
    insert into event_log (name, customer_id, body)
    select 'DayBegan', id, jsonb_build_object('day', today) from moved returning 1
  ) select count(*)::integer from told
$$;
-- From now on a customer's days are their own: the demo's people from the day they move in.
create function florin.live_from(today date) returns void
language sql security definer set search_path = florin, pg_temp as $$
  update customer set business_day = today where id = any (callers())
$$;
-- The demo's people as anyone may see them; `ready`: their picture is there.
create function florin.life_people() returns table (id uuid, persona text, business_day date, ready boolean)
language sql stable security definer set search_path = florin, derived, pg_temp as $$
  select c.id, c.persona, c.business_day, c.business_day is null or exists (
           select from derived.fact f where f.customer_id = c.id)
    from customer c where c.persona is not null order by c.created, c.id
$$;
grant update (business_day) on customer to florin_ledger;
grant select on derived.fact to florin_ledger;

-- The bank's day begins for everyone who has none of their own.
create or replace function florin.begin_day(today date) returns integer
language sql security definer set search_path = florin, pg_temp as $$
  with fresh as (insert into business_day select today on conflict do nothing returning day),
  told as (
    insert into event_log (name, customer_id, body)
    select 'DayBegan', c.id, jsonb_build_object('day', fresh.day)
      from fresh cross join customer c where c.business_day is null returning 1
  ) select count(*)::integer from told
$$;
-- What was promised ends by the customer's own day.
create or replace function florin.expire_promises(day date) returns integer
language sql security definer set search_path = florin, pg_temp as $$
  with held as (
    update hold h set state = 'released' from customer c
     where c.id = h.customer_id and h.state = 'authorised' and h.expires < coalesce(c.business_day, day)
    returning h.id, h.customer_id
  ), planned as (
    update planned_transfer t set state = 'expired' from customer c
     where c.id = t.customer_id and t.state = 'planned' and t.expires < coalesce(c.business_day, day)
    returning t.id, t.customer_id
  ), told as (
    insert into event_log (name, customer_id, body)
    select 'HoldReleased', customer_id, jsonb_build_object('hold', id) from held
    union all select 'PlannedExpired', customer_id, jsonb_build_object('planned', id) from planned returning 1
  ) select count(*)::integer from told
$$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array['business_day(uuid)', 'begin_life_day(date)', 'live_from(date)', 'life_people()']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
  end loop;
  revoke create on schema florin from florin_ledger;
end $$;

-- Planned anew each time: the plan for batches of any size is a hundred times slower for large ones.
alter function florin.record(text[], text[], date[], text[], bigint[], jsonb[], integer[], uuid[], bigint[])
  set plan_cache_mode = force_custom_plan;
