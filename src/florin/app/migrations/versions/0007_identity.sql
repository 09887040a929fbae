-- Passkeys, sessions, recovery. What is asked before anyone is known goes through the functions below, and so does all that
-- the API must not read or write at will: public keys, challenges, codes, grants, invitations, attempts.
set local search_path = florin, derived;

create function florin.calling_staff() returns uuid language sql stable parallel safe as $$
  select case when current_setting('florin.caller', true) ~ '^staff:[0-9a-f-]{36}$'
              then substr(current_setting('florin.caller', true), 7)::uuid end
$$;

-- Sessions that began before this had neither an id nor a kind: they end, and everyone signs in again.
truncate session, staff_session;
drop function florin.staff_session_start(bytea, timestamptz, timestamptz);
drop function florin.staff_session_end(bytea);
drop function florin.staff_of_session(bytea, timestamptz);
drop function florin.session_customer(bytea, timestamptz);
drop function florin.session_end(bytea);

create table passkey (
  id uuid primary key,
  customer_id uuid not null references customer,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,                        -- COSE
  sign_count bigint not null check (sign_count >= 0),
  transports text[] not null,
  backed_up boolean not null,
  personal bytea not null,                          -- {name} under the customer's key
  created timestamptz not null,
  used timestamptz
);
create index passkey_customer on passkey (customer_id);
create table staff_passkey (
  id uuid primary key,
  staff_id uuid not null references staff on delete cascade,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,
  sign_count bigint not null check (sign_count >= 0),
  transports text[] not null,
  backed_up boolean not null,
  personal bytea not null,                          -- {name}, open: staff have no key of their own
  created timestamptz not null,
  used timestamptz
);
create index staff_passkey_staff on staff_passkey (staff_id);

alter table session
  add column id uuid not null unique,
  add column how text not null check (how in ('passkey', 'recovery', 'persona', 'invitation')),
  add column passkey_id uuid references passkey on delete set null,
  add column seen timestamptz not null,             -- to the hour
  add column personal bytea not null;               -- {device} under the customer's key
create index session_customer on session (customer_id);
alter table staff_session
  add column id uuid not null unique,
  add column how text not null check (how in ('passkey', 'persona', 'invitation')),
  add column passkey_id uuid references staff_passkey on delete set null,
  add column seen timestamptz not null,
  add column personal bytea not null;               -- {device}, open
create index staff_session_staff on staff_session (staff_id);

create table recovery_code (
  hash bytea primary key,                           -- sha256 of the code, which has 100 bits
  customer_id uuid not null references customer,
  created timestamptz not null,
  used timestamptz
);
create index recovery_code_customer on recovery_code (customer_id);

create table invitation (
  id uuid primary key,
  token_hash bytea not null unique,
  kind text not null check (kind in ('register', 'staff')),
  customer_id uuid references customer,
  staff_id uuid references staff on delete cascade,
  created timestamptz not null,
  expires timestamptz not null,
  used timestamptz,
  check ((kind = 'register') = (customer_id is not null) and (kind = 'staff') = (staff_id is not null))
);
create table challenge (
  hash bytea primary key,                           -- sha256
  purpose text not null,                            -- 'sign-in', 'register' or 'step-up:' and what is stepped up for
  of_staff boolean not null,
  customer_id uuid references customer,             -- whose it is, where that is known
  staff_id uuid references staff on delete cascade,
  session_id uuid,                                  -- the session that asked, where there was one
  invitation_id uuid references invitation on delete cascade,
  expires timestamptz not null
);
create index challenge_expires on challenge (expires);
create table step_up (
  session_id uuid not null,
  purpose text not null,
  customer_id uuid references customer,
  staff_id uuid references staff on delete cascade,
  expires timestamptz not null,
  primary key (session_id, purpose),
  check ((customer_id is null) <> (staff_id is null))
);
-- Tries by a keyed code of an address or an account: no one can go back from it.
create table attempt (
  key bytea primary key,
  times timestamptz[] not null,                     -- in the window, at most `most`
  most integer not null,
  refused boolean not null,                         -- whether the last one was
  latest timestamptz not null
);
create index attempt_latest on attempt (latest);

-- Rights -----------------------------------------------------------------------------------------------------------
do $$
declare t text;
begin
  foreach t in array array['passkey', 'recovery_code', 'invitation', 'challenge', 'step_up'] loop
    execute format('alter table florin.%s enable row level security', t);
    execute format('alter table florin.%s force row level security', t);
    execute format('create policy caller on florin.%s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on florin.%s to florin_ledger using (true) with check (true)', t);
  end loop;
  foreach t in array array['staff_passkey', 'staff_session'] loop
    execute format('alter table florin.%s enable row level security', t);
    execute format('alter table florin.%s force row level security', t);
    execute format('create policy own on florin.%s using (staff_id = (select florin.calling_staff()))', t);
    execute format('create policy definer on florin.%s to florin_ledger using (true) with check (true)', t);
  end loop;
end $$;
revoke all on session from florin_app, florin_worker;
grant insert, delete, select (id, customer_id, how, passkey_id, created, seen, expires, personal) on session to florin_app;
grant insert, delete, select (id, staff_id, how, passkey_id, created, seen, expires, personal) on staff_session to florin_app;
grant insert, delete, update (personal), select (id, customer_id, credential_id, transports, backed_up, personal, created,
  used) on passkey to florin_app;
grant insert, delete, update (personal), select (id, staff_id, credential_id, transports, backed_up, personal, created, used)
  on staff_passkey to florin_app;
grant insert, delete, select (customer_id, created, used) on recovery_code to florin_app;
grant select, update (seen), delete on session, staff_session to florin_ledger;
grant select, update (sign_count, backed_up, used) on passkey, staff_passkey to florin_ledger;
grant select, update (used) on recovery_code to florin_ledger;
grant select, insert, update (used), delete on invitation to florin_ledger;
grant select, insert, update (expires), delete on challenge to florin_ledger;
grant select, insert, update (expires), delete on step_up to florin_ledger;
grant select, insert, update, delete on attempt to florin_ledger;

-- Sessions ---------------------------------------------------------------------------------------------------------
-- Whose session this is; that it was seen is noted once an hour.
create function florin.session_of(secret bytea, at timestamptz)
returns table (id uuid, owner uuid, how text, passkey uuid, created timestamptz)
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  return query select s.id, s.customer_id, s.how, s.passkey_id, s.created from session s
    where s.secret_hash = secret and s.expires > at;
  update session s set seen = date_trunc('hour', at)
   where s.secret_hash = secret and s.expires > at and s.seen < date_trunc('hour', at);
end $$;
create function florin.staff_of_session(secret bytea, at timestamptz)
returns table (id uuid, owner uuid, how text, passkey uuid, created timestamptz, name text, role text, rights text[])
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  return query select x.id, x.staff_id, x.how, x.passkey_id, x.created, s.name, s.role,
                      array(select r.may from staff_right r where r.role = s.role order by r.may)
    from staff_session x join staff s on s.id = x.staff_id where x.secret_hash = secret and x.expires > at;
  update staff_session x set seen = date_trunc('hour', at)
   where x.secret_hash = secret and x.expires > at and x.seen < date_trunc('hour', at);
end $$;
-- Ends the session of this cookie; which it was.
create function florin.session_end(secret bytea, of_staff boolean) returns table (id uuid, owner uuid)
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  if of_staff then
    return query delete from staff_session s where s.secret_hash = secret returning s.id, s.staff_id;
  else
    return query delete from session s where s.secret_hash = secret returning s.id, s.customer_id;
  end if;
end $$;

-- Passkeys ---------------------------------------------------------------------------------------------------------
create function florin.passkey_of(credential bytea, of_staff boolean)
returns table (id uuid, owner uuid, public_key bytea, sign_count bigint)
language sql stable security definer set search_path = florin, pg_temp as $$
  select p.id, p.customer_id, p.public_key, p.sign_count from passkey p where p.credential_id = credential and not of_staff
  union all
  select p.id, p.staff_id, p.public_key, p.sign_count from staff_passkey p where p.credential_id = credential and of_staff
$$;
create function florin.has_passkey(owner uuid, of_staff boolean) returns boolean
language sql stable security definer set search_path = florin, pg_temp as $$
  select case when of_staff then exists (select from staff_passkey p where p.staff_id = owner)
              else exists (select from passkey p where p.customer_id = owner) end
$$;
-- Notes a use; false where the authenticator's counter did not move on since, which only a copy of it explains.
create function florin.passkey_used(passkey uuid, of_staff boolean, counted bigint, backed boolean, at timestamptz)
returns boolean language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if of_staff then
    update staff_passkey p set sign_count = counted, backed_up = backed, used = at
     where p.id = passkey and (counted > p.sign_count or (counted = 0 and p.sign_count = 0));
  else
    update passkey p set sign_count = counted, backed_up = backed, used = at
     where p.id = passkey and (counted > p.sign_count or (counted = 0 and p.sign_count = 0));
  end if;
  return found;
end $$;

-- Challenges: asked for once, taken once, whatever comes of it.
create function florin.challenge_add(
  fresh bytea, of_staff boolean, asked_for text, owner uuid, of_session uuid, of_invitation uuid, at timestamptz,
  until timestamptz) returns void
language sql security definer set search_path = florin, pg_temp as $$
  delete from challenge where hash in (
    select hash from challenge where expires <= at order by expires limit 100 for update skip locked);
  insert into challenge (hash, purpose, of_staff, customer_id, staff_id, session_id, invitation_id, expires)
  values (fresh, asked_for, of_staff, case when not of_staff then owner end, case when of_staff then owner end, of_session,
          of_invitation, until);
$$;
create function florin.challenge_take(asked bytea, for_staff boolean, at timestamptz)
returns table (purpose text, owner uuid, session_id uuid, invitation_id uuid)
language sql security definer set search_path = florin, pg_temp as $$
  with taken as (delete from challenge c where c.hash = asked returning c.*)
  select t.purpose, coalesce(t.customer_id, t.staff_id), t.session_id, t.invitation_id
    from taken t where t.expires > at and t.of_staff = for_staff
$$;

-- Grants: what a session has just shown a passkey for.
create function florin.step_up_add(
  of_session uuid, stepped_for text, owner uuid, of_staff boolean, at timestamptz, until timestamptz) returns void
language sql security definer set search_path = florin, pg_temp as $$
  delete from step_up where (session_id, purpose) in (
    select session_id, purpose from step_up where expires <= at order by session_id, purpose limit 100
       for update skip locked);
  insert into step_up (session_id, purpose, customer_id, staff_id, expires)
  values (of_session, stepped_for, case when not of_staff then owner end, case when of_staff then owner end, until)
  on conflict (session_id, purpose) do update set expires = excluded.expires;
$$;
create function florin.step_up_take(of_session uuid, stepped_for text, owner uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  delete from step_up g where g.session_id = of_session and g.purpose = stepped_for and g.expires > at
     and owner in (g.customer_id, g.staff_id);
  return found;
end $$;

-- Recovery and invitations -----------------------------------------------------------------------------------------
create function florin.recovery_take(code bytea, at timestamptz) returns uuid
language sql security definer set search_path = florin, pg_temp as
$$ update recovery_code set used = at where hash = code and used is null returning customer_id $$;

-- Only who runs the bank invites: an operator at the command line or in the office. A new one replaces what is open.
create function florin.invitation_add(
  fresh uuid, token bytea, owner uuid, of_staff boolean, at timestamptz, until timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' and staff_role() <> 'operator' then
    raise exception 'only an operator invites' using errcode = 'FL004';
  end if;
  delete from invitation i where i.used is null and owner in (i.customer_id, i.staff_id);
  insert into invitation (id, token_hash, kind, customer_id, staff_id, created, expires)
  values (fresh, token, case when of_staff then 'staff' else 'register' end, case when not of_staff then owner end,
          case when of_staff then owner end, at, until);
end $$;
create function florin.invitation_of(token bytea, for_staff boolean, at timestamptz) returns table (id uuid, owner uuid)
language sql stable security definer set search_path = florin, pg_temp as $$
  select i.id, coalesce(i.customer_id, i.staff_id) from invitation i
   where i.token_hash = token and i.used is null and i.expires > at and (i.kind = 'staff') = for_staff
$$;
create function florin.invitation_use(invitation uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  update invitation i set used = at where i.id = invitation and i.used is null and i.expires > at;
  return found;
end $$;
-- The bank's own staff, found again by their name, else added; null where they have another role.
create function florin.staff_add(fresh uuid, called text, with_role text, at timestamptz) returns uuid
language plpgsql security definer set search_path = florin, pg_temp as $$
declare known staff;
begin
  if coalesce(current_setting('florin.caller', true), '') not like 'operator:%' and staff_role() <> 'operator' then
    raise exception 'only an operator adds staff' using errcode = 'FL004';
  end if;
  select * into known from staff s where s.name = called and s.demo is null order by s.created limit 1;
  if known.id is not null then return case when known.role = with_role then known.id end; end if;
  insert into staff (id, name, role, created) values (fresh, called, with_role, at);
  return fresh;
end $$;

-- Rate limits ------------------------------------------------------------------------------------------------------
-- Counts a try under each key unless as many as may be lie in the window already, which slides; seconds to wait where
-- so. One statement: a row's lock lets tries at the same moment count one after the other.
create function florin.attempts_spend(keys bytea[], mosts integer[], at timestamptz, span interval)
returns table (wait double precision)
language sql security definer set search_path = florin, pg_temp as $$
  with spent as (
    insert into attempt as a (key, times, most, refused, latest)
    select k.key, array[at], k.most, false, at from unnest(keys, mosts) as k(key, most) order by k.key
    on conflict (key) do update set (times, most, refused, latest) = (
      select case when cardinality(r.times) < excluded.most then r.times || excluded.latest else r.times end,
             excluded.most, cardinality(r.times) >= excluded.most, excluded.latest
        from (select array(select t from unnest(a.times) t where t > excluded.latest - span order by t) as times) r)
    returning a.times, a.refused
  ), gone as (
    delete from attempt where key in (
      select key from attempt where latest < at - span and key <> all (keys) limit 100 for update skip locked)
  )
  select max(extract(epoch from s.times[1] + span - at))::float8 from spent s where s.refused
$$;
-- A try that came to good does not count.
create function florin.attempts_forgive(keys bytea[]) returns void
language sql security definer set search_path = florin, pg_temp as $$
  update attempt set times = times[1:cardinality(times) - 1]
   where key in (select key from attempt where key = any (keys) order by key for update)
$$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array[
    'session_of(bytea, timestamptz)', 'staff_of_session(bytea, timestamptz)', 'session_end(bytea, boolean)',
    'passkey_of(bytea, boolean)', 'has_passkey(uuid, boolean)',
    'passkey_used(uuid, boolean, bigint, boolean, timestamptz)',
    'challenge_add(bytea, boolean, text, uuid, uuid, uuid, timestamptz, timestamptz)',
    'challenge_take(bytea, boolean, timestamptz)',
    'step_up_add(uuid, text, uuid, boolean, timestamptz, timestamptz)', 'step_up_take(uuid, text, uuid, timestamptz)',
    'recovery_take(bytea, timestamptz)',
    'invitation_add(uuid, bytea, uuid, boolean, timestamptz, timestamptz)',
    'invitation_of(bytea, boolean, timestamptz)', 'invitation_use(uuid, timestamptz)',
    'staff_add(uuid, text, text, timestamptz)',
    'attempts_spend(bytea[], integer[], timestamptz, interval)', 'attempts_forgive(bytea[])']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    execute format('grant execute on function florin.%s to florin_app', f);
  end loop;
  revoke create on schema florin from florin_ledger;
end $$;
