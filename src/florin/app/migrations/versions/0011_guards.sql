-- Gaps of 0007, 0009 and 0010.
set local search_path = florin, derived;

-- Who adds staff or invites somebody runs the bank, at the command line. A member of staff who could (0007 let role
-- `operator` do it) would make the second one who agrees to what they ask for.
create or replace function florin.invitation_add(
  fresh uuid, token bytea, owner uuid, of_staff boolean, at timestamptz, until timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' then
    raise exception 'only who runs the bank invites' using errcode = 'FL004';
  end if;
  delete from invitation i where i.used is null and owner in (i.customer_id, i.staff_id);
  insert into invitation (id, token_hash, kind, customer_id, staff_id, created, expires)
  values (fresh, token, case when of_staff then 'staff' else 'register' end, case when not of_staff then owner end,
          case when of_staff then owner end, at, until);
end $$;
create or replace function florin.staff_add(fresh uuid, called text, with_role text, at timestamptz) returns uuid
language plpgsql security definer set search_path = florin, pg_temp as $$
declare known staff;
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' then
    raise exception 'only who runs the bank adds staff' using errcode = 'FL004';
  end if;
  select * into known from staff s where s.name = called and s.demo is null order by s.created limit 1;
  if known.id is not null then return case when known.role = with_role then known.id end; end if;
  insert into staff (id, name, role, created) values (fresh, called, with_role, at);
  return fresh;
end $$;

-- The key of the request that gave a consent, which a client chose and may have put words into: a code under the
-- customer's index key instead. What stands there goes (no request is sent again after an update), and since the type
-- changes the table is written anew, so that no page of it still says it.
alter table consent alter column key type bytea using null;
alter table consent rename column key to key_code;

-- A worker goes through many customers in one transaction, and none of the others must stand still while one is erased:
-- whose erasure has begun and holds their row is passed by as somebody who is gone. What has begun is carried on to its end,
-- so nothing need ever follow for them. Whose row anybody else holds is waited for.
create or replace function florin.begin_work(customers text, caller text, whose uuid, out day date, out gone boolean)
language plpgsql security definer set search_path = florin, pg_temp as $$
declare found_erased timestamptz;
begin
  gone := false;
  if whose is not null and caller like 'worker:%' then
    select c.business_day, c.erased into day, found_erased from customer c where c.id = whose for key share skip locked;
    if not found then
      gone := exists (select from erasure e where e.customer_id = whose and e.state in ('begun', 'deleted', 'keyless'));
      if not gone then
        select c.business_day, c.erased into day, found_erased from customer c where c.id = whose for key share;
      end if;
    end if;
  elsif whose is not null then
    perform pg_advisory_xact_lock_shared(hashtextextended('leaving ' || whose, 0));
    select c.business_day, c.erased into day, found_erased from customer c where c.id = whose;
  end if;
  gone := gone or found_erased is not null;
  day := case when not gone then day end;
  perform set_config('florin.customers', case when gone then '{}' else customers end, true),
          set_config('florin.caller', caller, true);
end $$;
