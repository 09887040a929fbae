-- What comes again: derived like the facts, from the customer's transactions; deleted at erasure, rebuilt from nothing.
set local search_path = florin, derived;

create table derived.recurring (
  id uuid primary key,
  customer_id uuid not null references customer,
  account_id uuid not null references account,
  direction text not null check (direction in ('in', 'out')),
  payee text not null,                              -- by which occurrences belong together
  name text not null,                               -- as the newest occurrence is called; of a repayment the account's id
  kind text,                                        -- what most of them are: salary, direct_debit, ...
  currency char(3) not null,
  cadence text not null check (cadence in ('weekly', 'biweekly', 'semi_monthly', 'monthly', 'quarterly', 'yearly')),
  anchors smallint[] not null,                      -- days of the month; 31 is its last. Empty where weeks count
  due date not null,                                -- the next day by the calendar alone
  shift text not null check (shift in ('before', 'after', 'none')),  -- where the bank is closed that day
  typical bigint not null check (typical > 0),      -- minor units, without sign
  low bigint not null,
  high bigint not null,
  was bigint,                                       -- what it came to before the last change of price
  changed date,                                     -- the first day of the new price
  first date not null,
  last date not null,
  count integer not null,
  expected integer not null,                        -- how many there would be if none had been skipped
  evidence bigint[] not null,                       -- entry ids, newest first
  check (low <= typical and typical <= high),
  check ((was is null) = (changed is null))
);
create index recurring_customer on derived.recurring (customer_id);

alter table derived.recurring enable row level security;
alter table derived.recurring force row level security;
create policy caller on derived.recurring using (customer_id = any ((select florin.callers())::uuid[]));
create policy definer on derived.recurring to florin_ledger using (true) with check (true);
grant select, insert, update, delete on derived.recurring to florin_app, florin_worker;
