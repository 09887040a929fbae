-- The audit trail is the event log: who did it stands on each record, and seals are chained over all of them.
set local search_path = florin, derived;

alter table event_log add column actor text not null
  default coalesce(nullif(current_setting('florin.caller', true), ''), 'system');  -- customer:<id>, staff:<id>, worker:<name>, ...
-- Whoever writes a record says what happened, and no more: place, time and actor are the database's to say.
revoke insert on event_log from florin_app, florin_worker, florin_ledger;
grant insert (name, customer_id, body) on event_log to florin_app, florin_worker, florin_ledger;
drop trigger append_only on event_log;
create trigger append_only before update or delete or truncate on event_log for each statement execute function refuse_change();
create index event_log_actor on event_log (actor, id) where actor not like 'worker:%';

-- Money of the bank alone is recorded too: an entry without any customer's leg has no other record.
create function florin.record_bank_entries() returns trigger language plpgsql security definer
set search_path = florin, pg_temp as $$
begin
  if exists (select from added where customer_id is null) then
    insert into event_log (name, body)
    select 'BankEntryRecorded', jsonb_build_object('entry', entry_id) from added
     group by entry_id having bool_and(customer_id is null) order by entry_id;
  end if;
  return null;
end $$;
create trigger record_bank_entries after insert on posting referencing new table as added
  for each statement execute function record_bank_entries();

-- Seals --------------------------------------------------------------------------------------------------------------
-- The sealer's place in the log is its event_cursor, 'audit'. `header` is what is signed: number, counts, the Merkle root
-- of the leaves (RFC 6962), the digest of the ids, the hash of the seal before.
create table audit_seal (
  number bigint primary key check (number > 0),
  header text not null,
  hash bytea not null check (length(hash) = 32),    -- sha256 of the header
  signature bytea not null,
  key_id text not null,                             -- thumbprint of the public key (RFC 7638)
  ids bigint[] not null,                            -- of the records, in the order of the log
  leaves bytea not null,                            -- 32 bytes a record, so that the first bad one can be named
  low bigint not null,
  high bigint not null check (low <= high),
  check (cardinality(ids) > 0 and length(leaves) = 32 * cardinality(ids))
);
alter table audit_seal alter column leaves set storage external;  -- hashes do not compress
create index audit_seal_ids on audit_seal using gist (int8range(low, high, '[]'));
create trigger append_only before update or delete or truncate on audit_seal for each statement execute function refuse_change();
grant select on audit_seal to florin_app, florin_worker, florin_ledger;
grant insert on audit_seal to florin_worker;

-- The text that is sealed of each record, JSON put together by hand (twice as fast as jsonb, and as much the same each
-- time): of money recorded, also the entry and its postings as they stand in the journal, a leg of another customer as a
-- digest of itself.
create function florin.audit_told(wanted bigint[]) returns table (n bigint, id bigint, told text)
language sql stable set search_path = florin, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $$
  select w.n, e.id, concat(
           '{"id": ', e.id, ', "name": ', to_json(e.name), ', "customer": ', coalesce(to_json(e.customer_id)::text, 'null'),
           ', "actor": ', to_json(e.actor), ', "created": "', e.created, '", "body": ', e.body,
           case when e.name in ('EntryRecorded', 'BankEntryRecorded') and e.body ->> 'entry' ~ '^\d{1,18}$' then
             ', "entry": ' || coalesce((
               select concat('{"id": ', x.id, ', "booked": "', x.booked, '", "kind": ', to_json(x.kind), ', "reverses": ',
                             coalesce(x.reverses::text, 'null'), ', "body": ', x.body, ', "postings": [', (
                 select string_agg(
                          case when p.customer_id is null or p.customer_id = e.customer_id
                               then concat('[', p.line, ', "', p.account_id, '", ', coalesce(to_json(p.customer_id)::text, 'null'),
                                           ', "', p.booked, '", ', p.amount, ', "', p.currency, '"]')
                               else concat('"', encode(sha256(convert_to(concat_ws(
                                 '|', p.line, p.account_id, p.customer_id, p.booked, p.amount, p.currency), 'UTF8')), 'hex'), '"')
                          end, ', ' order by p.line)
                   from posting p where p.entry_id = x.id), ']}')
                 from entry x where x.id = (e.body ->> 'entry')::bigint), 'null')
           end, '}')
    from unnest(wanted) with ordinality as w(id, n) join event_log e on e.id = w.id
$$;

-- Whoever seals or verifies: the workers, an operator at the command line, or staff who audit.
create function florin.audit_right() returns void language plpgsql stable security definer
set search_path = florin, pg_temp as $$
begin
  if session_user <> 'florin_worker' and coalesce(current_setting('florin.caller', true), '') not like 'operator:%' then
    perform staff_may('audit');
  end if;
end $$;

-- The leaves of these records as they stand now, in the order asked: which of them were found, 32 bytes for each.
create function florin.audit_leaves(wanted bigint[]) returns table (found bigint[], leaves bytea)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
begin
  perform audit_right();
  return query
  select coalesce(array_agg(t.id order by t.n), '{}'),
         coalesce(string_agg(sha256('\x00'::bytea || convert_to(t.told, 'UTF8')), ''::bytea order by t.n), ''::bytea)
    from audit_told(wanted) t;
end $$;

-- The next records after a place, all of them committed: below the xmin horizon, in the order of the log.
create function florin.audit_next(after_tx xid8, after_id bigint, most integer)
returns table (tx text, id bigint, found bigint[], leaves bytea)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
declare
  wanted bigint[];
  last record;
begin
  perform audit_right();
  wanted := array(
    select e.id from event_log e
     where (e.tx, e.id) > (after_tx, after_id) and e.tx < pg_snapshot_xmin(pg_current_snapshot())
     order by e.tx, e.id limit least(greatest(most, 1), 10000));
  if cardinality(wanted) = 0 then return; end if;
  select e.tx, e.id into last from event_log e where e.id = wanted[cardinality(wanted)];
  return query select last.tx::text, last.id, l.found, l.leaves from audit_leaves(wanted) l;
end $$;

-- Records that the sealer has passed, and the first of them, in the order of the log, that no seal holds.
create function florin.audit_passed() returns bigint
language plpgsql stable security definer set search_path = florin, pg_temp as $$
begin
  perform audit_right();
  return (select count(*) from event_log e, event_cursor c where c.consumer = 'audit' and (e.tx, e.id) <= (c.tx, c.id));
end $$;
create function florin.audit_stray() returns bigint
language plpgsql stable security definer set search_path = florin, pg_temp as $$
begin
  perform audit_right();
  return (
    select e.id from event_log e join (
        select x.id from event_log x, event_cursor c where c.consumer = 'audit' and (x.tx, x.id) <= (c.tx, c.id)
        except select unnest(s.ids) from audit_seal s) stray on stray.id = e.id
     order by e.tx, e.id limit 1);
end $$;
-- The first entry of the journal that no record tells of.
create function florin.audit_unrecorded() returns bigint
language plpgsql stable security definer set search_path = florin, pg_temp as $$
begin
  perform audit_right();
  return (
    select min(untold.id) from (
      select x.id from entry x except
      select case when l.body ->> 'entry' ~ '^\d{1,18}$' then (l.body ->> 'entry')::bigint end
        from event_log l where l.name in ('EntryRecorded', 'BankEntryRecorded')) untold);
end $$;

-- The caller's own records with their texts: a customer's piece of the trail.
create function florin.audit_own(wanted bigint[]) returns table (n bigint, id bigint, told text)
language sql stable security definer set search_path = florin, pg_temp as $$
  select t.n, t.id, t.told from audit_told(array(
           select e.id from unnest(wanted) with ordinality as w(id, n) join event_log e on e.id = w.id
            where e.customer_id = any (callers()) order by w.n)) t
$$;

-- The office --------------------------------------------------------------------------------------------------------
-- The first record at or after an instant, found by halving: ids and times are given out together.
create function florin.audit_id_at(at timestamptz) returns bigint
language plpgsql stable security definer set search_path = florin, pg_temp as $$
declare
  low bigint := coalesce((select min(e.id) from event_log e), 0);
  high bigint := coalesce((select max(e.id) from event_log e), 0) + 1;
  middle bigint;
  found_id bigint;
  found_at timestamptz;
begin
  while low < high loop
    middle := low + (high - low) / 2;
    select e.id, e.created into found_id, found_at from event_log e where e.id >= middle order by e.id limit 1;
    if found_id is null or found_at >= at then high := middle; else low := found_id + 1; end if;
  end loop;
  return low;
end $$;

-- Records newest first, of a name, an actor (or all of a kind: 'staff'), a customer, from an instant and before another.
-- Times and ids may be some seconds out of step where a transaction was slow: so the bounds by id are a minute wider.
create function florin.office_audit(
  before bigint, with_name text, by_actor text, of_customer uuid, from_at timestamptz, until_at timestamptz, most integer)
returns table (id bigint, created timestamptz, name text, customer_id uuid, actor text, body jsonb, sealed boolean)
language plpgsql stable security definer set search_path = florin, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  low bigint := case when from_at is null then 0 else audit_id_at(from_at - interval '1 minute') end;
  high bigint := least(coalesce(before, 9223372036854775807),
                       case when until_at is null then 9223372036854775807 else audit_id_at(until_at + interval '1 minute') end);
  most_actor text := case when by_actor like '%:%' then by_actor else by_actor || ';' end;
begin
  perform staff_may('audit');
  return query
  select e.id, e.created, e.name, e.customer_id, e.actor, e.body,
         (e.tx, e.id) <= (coalesce(c.tx, '0'::xid8), coalesce(c.id, 0))
    from event_log e left join event_cursor c on c.consumer = 'audit'
   where e.id >= low and e.id < high
     and (with_name is null or e.name = with_name)
     and (of_customer is null or e.customer_id = of_customer)
     and (by_actor is null or e.actor between by_actor and most_actor)
     and (by_actor is null or by_actor like 'worker%' or e.actor not like 'worker:%')  -- as the index of actors says
     and (from_at is null or e.created >= from_at) and (until_at is null or e.created < until_at)
   order by e.id desc limit least(greatest(most, 1), 101);
end $$;

-- Which staff or operator looked at whom: a page, newest first, with the name of the member of staff.
create function florin.office_access(
  before bigint, by_staff uuid, of_customer uuid, from_at timestamptz, until_at timestamptz, most integer)
returns table (id bigint, created timestamptz, name text, customer_id uuid, actor text, body jsonb, staff_id uuid,
               staff_name text)
language plpgsql stable security definer set search_path = florin, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  low bigint := case when from_at is null then 0 else audit_id_at(from_at - interval '1 minute') end;
  high bigint := least(coalesce(before, 9223372036854775807),
                       case when until_at is null then 9223372036854775807 else audit_id_at(until_at + interval '1 minute') end);
begin
  perform staff_may('audit');
  return query
  select e.id, e.created, e.name, e.customer_id, e.actor, e.body, s.id, s.name
    from unnest(array['StaffAccess', 'OperatorAccess', 'StaffEntered']) as n(name)
   cross join lateral (
      select x.* from event_log x
       where x.name = n.name and x.id >= low and x.id < high
         and (by_staff is null or x.actor = 'staff:' || by_staff)
         and (of_customer is null or x.customer_id = of_customer)
         and (from_at is null or x.created >= from_at) and (until_at is null or x.created < until_at)
       order by x.id desc limit least(greatest(most, 1), 101)) e
    left join staff s on e.actor = 'staff:' || s.id
   order by e.id desc limit least(greatest(most, 1), 101);
end $$;

-- How far the trail is sealed, how many records wait (counted to 10,000), and how the last look at it ended.
create function florin.office_audit_state() returns table (
  header text, last_record bigint, waiting integer, verified timestamptz, verification jsonb)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
begin
  perform staff_may('audit');
  return query
  select s.header, s.ids[cardinality(s.ids)],
         (select count(*)::integer from (
            select from event_log e
             where (e.tx, e.id) > (coalesce((select c.tx from event_cursor c where c.consumer = 'audit'), '0'::xid8),
                                   coalesce((select c.id from event_cursor c where c.consumer = 'audit'), 0))
             limit 10001) x),
         v.created, v.body
    from (select 1) one
    left join lateral (select * from audit_seal order by number desc limit 1) s on true
    left join lateral (select * from event_log e where e.name = 'AuditVerified' order by e.id desc limit 1) v on true;
end $$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array[
    'record_bank_entries()', 'audit_told(bigint[])', 'audit_right()', 'audit_leaves(bigint[])',
    'audit_next(xid8, bigint, integer)', 'audit_passed()', 'audit_stray()', 'audit_unrecorded()', 'audit_own(bigint[])',
    'audit_id_at(timestamptz)',
    'office_audit(bigint, text, text, uuid, timestamptz, timestamptz, integer)',
    'office_access(bigint, uuid, uuid, timestamptz, timestamptz, integer)', 'office_audit_state()']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    if f not similar to '(audit_told|audit_id_at|record_bank_entries)%' then
      execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
    end if;
  end loop;
  revoke create on schema florin from florin_ledger;
end $$;
