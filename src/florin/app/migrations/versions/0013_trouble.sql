-- Of those whom a bank knows for three months more than a quarter are in trouble, and each was looked up three times
-- among facts whose rows are wide: 110 ms for a page of 20,000. What makes trouble, and how bad it is, is now read at
-- once, a customer beside the next, from an index that holds nothing else.
set local search_path = florin, derived;

create index fact_figures on derived.fact (customer_id, name) include (value)
  where known and (name = 'buffer_days' or (name = 'overdrafts' and value > 0)
                   or (name in ('monthly_net', 'liquid') and value < 0));
drop index derived.fact_trouble;

-- Who is in trouble, how bad it is (0005: the least number is the worst) and why: below zero on at least five of the last
-- ninety days, less than nothing at hand, or more going out than comes in while what is at hand would not last ninety
-- days.
drop function florin.office_trouble();
create function florin.office_trouble() returns table (customer_id uuid, severity numeric, reasons text[])
language sql stable as $$
  select f.customer_id, florin.office_severity(f.below, f.lasts), array_remove(array[
           case when f.net < 0 and f.lasts < 90 then 'shrinking' end, case when f.below >= 5 then 'overdrawn' end,
           case when f.liquid < 0 then 'nothing' end], null)
    from (select x.customer_id, max(x.value) filter (where x.name = 'overdrafts') as below,
                 max(x.value) filter (where x.name = 'liquid') as liquid,
                 max(x.value) filter (where x.name = 'monthly_net') as net,
                 max(x.value) filter (where x.name = 'buffer_days') as lasts
            from derived.fact x
           where x.known and (x.name = 'buffer_days' or (x.name = 'overdrafts' and x.value > 0)
                              or (x.name in ('monthly_net', 'liquid') and x.value < 0))
           group by x.customer_id) f
   where f.below >= 5 or f.liquid < 0 or (f.net < 0 and f.lasts < 90)
$$;
grant create on schema florin to florin_ledger;
alter function florin.office_trouble() owner to florin_ledger;
revoke create on schema florin from florin_ledger;
revoke all on function florin.office_trouble() from public;

-- As in 0005, but for those in trouble: who they are is asked once, as a list, so that the index on facts is walked in
-- its order here as well.
create or replace function florin.office_customers(
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
  troubled uuid[];
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
      select w.id from office_trouble() t
        join office_wanted(is_demo, in_country, in_currency, false, has_open, on_day, by_model) w on w.id = t.customer_id
       where after_id is null or (t.severity, w.id) > (after_key, after_id)
       order by t.severity, w.id limit pages);
  else
    if in_trouble then troubled := array(select t.customer_id from office_trouble() t); end if;
    if after_key is distinct from 'infinity' then
      execute format($f$
        select array(
          select f.customer_id from fact f
            join office_wanted($1, $2, $3, false, $5, $6, $7) w on w.id = f.customer_id
           where f.known and f.name = %1$L and ($4 is null or f.customer_id = any($4))
             and ($8 is null or (coalesce(f.currency, ''), f.value, f.customer_id) %2$s ($9::char(3), $10, $8))
           order by coalesce(f.currency, '') %3$s, f.value %3$s, f.customer_id %3$s limit $11)$f$,
        by_fact, case when greatest_first then '<' else '>' end, case when greatest_first then 'desc' else 'asc' end)
      into page using is_demo, in_country, in_currency, troubled, has_open, on_day, by_model,
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
         coalesce((select t.reasons from office_trouble() t where t.customer_id = c.id), '{}'),
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
