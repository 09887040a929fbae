-- Households, and what needs a second member of staff.
set local search_path = florin, derived;

-- Households ------------------------------------------------------------------------------------------------------
-- Everyone keeps their own data; a household is who may be shown another's, as far as that one shares it.
create table household (id uuid primary key, created timestamptz not null);
create table household_member (
  customer_id uuid primary key references customer,  -- of one household at a time
  household_id uuid not null references household,
  shares text not null check (shares in ('nothing', 'read', 'write')),
  joined timestamptz not null
);
create index household_member_household on household_member (household_id);
create table household_invitation (
  token_hash bytea primary key,
  household_id uuid not null references household,
  customer_id uuid not null references customer,    -- who invited
  created timestamptz not null,
  expires timestamptz not null
);
do $$
declare t text;
begin
  foreach t in array array['household_member', 'household_invitation'] loop
    execute format('alter table florin.%s enable row level security', t);
    execute format('alter table florin.%s force row level security', t);
    execute format('create policy caller on florin.%s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on florin.%s to florin_ledger using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on florin.%s to florin_ledger', t);
  end loop;
  alter table household enable row level security;
  alter table household force row level security;
  create policy definer on household to florin_ledger using (true) with check (true);
  grant select, insert, delete on household to florin_ledger;
end $$;

-- The customer who asks themselves: no member, worker or operator in their place.
create function florin.calling_customer() returns uuid language plpgsql stable parallel safe as $$
begin
  if current_setting('florin.caller', true) !~ '^customer:[0-9a-f-]{36}$' then
    raise exception 'only a customer may ask this' using errcode = 'FL004';
  end if;
  return substr(current_setting('florin.caller', true), 10)::uuid;
end $$;

create function florin.household_members() returns table (id uuid, personal bytea, shares text, joined timestamptz)
language sql stable security definer set search_path = florin, pg_temp as $$
  select c.id, c.personal, m.shares, m.joined
    from household_member me join household_member m using (household_id) join customer c on c.id = m.customer_id
   where me.customer_id = calling_customer() order by m.joined, c.id
$$;
-- What the customer who asks may do with the rows of `owner`: 'read', 'write', or null.
create function florin.household_right(owner uuid) returns text
language sql stable security definer set search_path = florin, pg_temp as $$
  select nullif(m.shares, 'nothing') from household_member me join household_member m using (household_id)
   where me.customer_id = calling_customer() and m.customer_id = owner and owner <> me.customer_id
$$;
-- Invites into the household of the customer who asks, which begins with the first invitation.
create function florin.household_invite(fresh uuid, token bytea, at timestamptz, until timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
declare me uuid := calling_customer(); home_id uuid;
begin
  select household_id into home_id from household_member where customer_id = me;
  if home_id is null then
    insert into household (id, created) values (fresh, at) returning id into home_id;
    insert into household_member values (me, home_id, 'nothing', at);
    insert into event_log (name, customer_id, body) values ('HouseholdJoined', me, jsonb_build_object('household', home_id));
  end if;
  delete from household_invitation where customer_id = me or expires <= at;
  insert into household_invitation values (token, home_id, me, at, until);
  insert into event_log (name, customer_id, body) values ('Invited', me, jsonb_build_object('household', home_id));
end $$;
-- Joins by an invitation, sharing nothing yet. FL005: no such invitation (any more); FL006: already in a household.
create function florin.household_join(token bytea, at timestamptz) returns void
language plpgsql security definer set search_path = florin, pg_temp as $$
declare me uuid := calling_customer(); home_id uuid;
begin
  delete from household_invitation where token_hash = token and expires > at returning household_id into home_id;
  if home_id is null then raise exception 'there is no such invitation' using errcode = 'FL005'; end if;
  if exists (select from household_member where customer_id = me) then
    raise exception 'already in a household' using errcode = 'FL006';
  end if;
  insert into household_member values (me, home_id, 'nothing', at);
  insert into event_log (name, customer_id, body) values ('HouseholdJoined', me, jsonb_build_object('household', home_id));
end $$;
create function florin.household_share(wanted text) returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
declare me uuid := calling_customer();
begin
  update household_member set shares = wanted where customer_id = me and shares <> wanted;
  if found then
    insert into event_log (name, customer_id, body) values ('SharingChanged', me, jsonb_build_object('shares', wanted));
  end if;
  return exists (select from household_member where customer_id = me);
end $$;
-- Leaves with everything that is one's own: nobody of the household sees it any more. The last one ends it.
create function florin.household_leave() returns boolean
language plpgsql security definer set search_path = florin, pg_temp as $$
declare me uuid := calling_customer(); home_id uuid;
begin
  delete from household_invitation where customer_id = me;
  delete from household_member where customer_id = me returning household_id into home_id;
  if home_id is null then return false; end if;
  insert into event_log (name, customer_id, body) values ('HouseholdLeft', me, jsonb_build_object('household', home_id));
  if not exists (select from household_member where household_id = home_id) then
    delete from household_invitation where household_id = home_id;
    delete from household where id = home_id;
  end if;
  return true;
end $$;

-- Another member may note and sort, never move money at this bank.
create function florin.refuse_member() returns trigger language plpgsql security definer
set search_path = florin, pg_temp as $$
begin
  if current_setting('florin.caller', true) like 'member:%' and exists (
    select from added p join account a on a.id = p.account_id where p.amount < 0 and a.here) then
    raise exception 'a member of the household moves no money' using errcode = 'FL004';
  end if;
  return null;
end $$;
create trigger refuse_member after insert on posting referencing new table as added
  for each statement execute function refuse_member();

-- Maker and checker -----------------------------------------------------------------------------------------------
create table approval (
  id uuid primary key,
  kind text not null check (kind in ('erasure', 'write_off', 'rulebook', 'model_promotion')),
  customer_id uuid references customer,             -- null: of the bank as a whole
  subject jsonb not null,                           -- ids and codes only
  reason text not null check (reason ~ '^[a-z0-9_-]{1,40}$'),
  asked_by uuid not null references staff,
  asked timestamptz not null,
  expires timestamptz not null,
  state text not null check (state in ('asked', 'approved', 'refused', 'withdrawn')),
  decided_by uuid references staff,
  decided timestamptz,
  check ((state = 'asked') = (decided_by is null) and (state = 'asked') = (decided is null)),
  -- Four eyes: who asked never says yes or no; who asked alone takes it back.
  check (decided_by is null or (state = 'withdrawn') = (decided_by = asked_by))
);
create unique index approval_once on approval (kind, coalesce(customer_id, '00000000-0000-0000-0000-000000000000'), subject)
  where state = 'asked';
create index approval_newest on approval (asked desc, id desc);
alter table approval enable row level security;
alter table approval force row level security;
create policy definer on approval to florin_ledger using (true) with check (true);
grant select, insert, update on approval to florin_ledger;

create function florin.staff_who() returns uuid
language sql stable security definer set search_path = florin, pg_temp as
$$ select substr(current_setting('florin.caller'), 7)::uuid from (select staff_role()) x $$;

-- Asks; the same thing asked twice is one request. Its id.
create function florin.approval_ask(
  fresh uuid, of_kind text, of_customer uuid, about jsonb, why text, at timestamptz, until timestamptz)
returns uuid language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
declare found_id uuid;
begin
  perform staff_may('ask');
  insert into approval (id, kind, customer_id, subject, reason, asked_by, asked, expires, state)
  values (fresh, of_kind, of_customer, about, why, staff_who(), at, until, 'asked')
  on conflict do nothing returning id into found_id;
  if found_id is null then
    select a.id into found_id from approval a
     where a.kind = of_kind and a.customer_id is not distinct from of_customer and a.subject = about
       and a.state = 'asked';
    return found_id;
  end if;
  insert into event_log (name, customer_id, body) values ('ApprovalAsked', of_customer,
    jsonb_build_object('approval', found_id, 'kind', of_kind, 'reason', why));
  return found_id;
end $$;

-- Says yes, no, or takes back what oneself asked: FL005 where it is not there to be decided (any more), FL006 where
-- the same member of staff asked for it.
create function florin.approval_decide(of_id uuid, verdict text, at timestamptz)
returns table (kind text, customer_id uuid, subject jsonb, asked_by uuid)
language plpgsql security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
declare row_found approval%rowtype;
begin
  perform staff_may(case when verdict = 'withdrawn' then 'ask' else 'decide' end);
  select * into row_found from approval a where a.id = of_id and a.state = 'asked' and a.expires > at for update;
  if not found then raise exception 'there is nothing to decide' using errcode = 'FL005'; end if;
  if (verdict = 'withdrawn') <> (row_found.asked_by = staff_who()) then
    raise exception 'another member of staff must decide' using errcode = 'FL006';
  end if;
  update approval a set state = verdict, decided_by = staff_who(), decided = at where a.id = of_id;
  insert into event_log (name, customer_id, body) values ('ApprovalDecided', row_found.customer_id,
    jsonb_build_object('approval', of_id, 'kind', row_found.kind, 'verdict', verdict));
  return query select row_found.kind, row_found.customer_id, row_found.subject, row_found.asked_by;
end $$;

-- The inbox: what waits first, then what was decided, newest first.
create function florin.approvals(waiting boolean, before_at timestamptz, before_id uuid, at timestamptz, most integer)
returns table (id uuid, kind text, customer_id uuid, subject jsonb, reason text, asked_by uuid, asked_by_name text,
               asked timestamptz, expires timestamptz, state text, decided_by uuid, decided_by_name text,
               decided timestamptz)
language plpgsql stable security definer set search_path = florin, pg_temp as $$
#variable_conflict use_column
begin
  if staff_role() <> 'auditor' then perform staff_may('ask'); end if;
  return query
  select a.id, a.kind, a.customer_id, a.subject, a.reason, a.asked_by, m.name, a.asked, a.expires,
         case when a.state = 'asked' and a.expires <= at then 'expired' else a.state end,
         a.decided_by, c.name, a.decided
    from approval a join staff m on m.id = a.asked_by left join staff c on c.id = a.decided_by
   where (waiting is null or waiting = (a.state = 'asked' and a.expires > at))
     and (before_at is null or (a.asked, a.id) < (before_at, before_id))
   order by a.asked desc, a.id desc limit least(greatest(most, 1), 101);
end $$;

-- Whether a worker may carry out what was asked: only once another has said yes.
create function florin.approval_of(of_id uuid)
returns table (kind text, customer_id uuid, subject jsonb, asked_by uuid, decided_by uuid)
language sql stable security definer set search_path = florin, pg_temp as $$
  select kind, customer_id, subject, asked_by, decided_by from approval
   where id = of_id and state = 'approved' and session_user = 'florin_worker'
$$;

-- The bank's own account for what it gives up: one a currency.
create unique index account_losses on account (currency) where kind = 'internal' and customer_id is null;
grant insert on account to florin_ledger;
create function florin.loss_account(fresh uuid, of_currency text, day date, at timestamptz) returns uuid
language plpgsql security definer set search_path = florin, pg_temp as $$
begin
  if session_user <> 'florin_worker' then raise exception 'only a worker books losses' using errcode = 'FL004'; end if;
  insert into account (id, kind, here, currency, opened, created) values (fresh, 'internal', true, of_currency, day, at)
  on conflict do nothing;
  return (select id from account where kind = 'internal' and customer_id is null and currency = of_currency);
end $$;

do $$
declare f text;
begin
  grant create on schema florin to florin_ledger;
  foreach f in array array[
    'calling_customer()', 'household_members()', 'household_right(uuid)',
    'household_invite(uuid, bytea, timestamptz, timestamptz)', 'household_join(bytea, timestamptz)',
    'household_share(text)', 'household_leave()', 'refuse_member()', 'staff_who()', 'approval_ask(uuid, text, uuid, jsonb, text, timestamptz, timestamptz)',
    'approval_decide(uuid, text, timestamptz)',
    'approvals(boolean, timestamptz, uuid, timestamptz, integer)', 'approval_of(uuid)',
    'loss_account(uuid, text, date, timestamptz)']
  loop
    execute format('alter function florin.%s owner to florin_ledger', f);
    execute format('revoke all on function florin.%s from public', f);
    execute format('grant execute on function florin.%s to florin_app, florin_worker', f);
  end loop;
  revoke create on schema florin from florin_ledger;
end $$;
