-- What a customer writes on a transaction: a note, tags, parts of its amount, attachments. All of it was typed or brought
-- by the person, so it is kept as encrypted originals; only `derived.mark` holds it readable, made anew by a rebuild.
set local search_path = florin, derived;

-- The place that the writing hangs on: one leg of an entry. A line of a statement keeps its slot when its import is
-- undone and the line comes again with a new entry; the mark goes with the slot. Without a slot it stays with its entry.
create table transaction_mark (
  id uuid primary key,
  customer_id uuid not null references customer,
  entry_id bigint not null references entry,
  line smallint not null,
  account_id uuid references account,               -- with the next three: the statement slot; null where there is none
  booked date,
  amount bigint,
  slot integer,
  note bytea,                                       -- {note} under the customer's key
  changed timestamptz not null,
  unique (entry_id, line),
  unique (id, customer_id),
  check (num_nulls(account_id, booked, amount, slot) in (0, 4))
);
create index transaction_mark_customer on transaction_mark (customer_id);
create index transaction_mark_slot on transaction_mark (account_id, booked, amount, slot) where slot is not null;

create table tag (
  id uuid primary key,
  customer_id uuid not null references customer,
  name_mac bytea not null,                          -- HMAC of the folded name: one name is one tag
  personal bytea not null,                          -- {name} as it was first typed
  created timestamptz not null,
  unique (customer_id, name_mac),
  unique (id, customer_id)
);
create table transaction_tag (
  mark_id uuid not null,
  tag_id uuid not null,
  customer_id uuid not null references customer,
  n smallint not null,
  primary key (mark_id, tag_id),
  foreign key (mark_id, customer_id) references transaction_mark (id, customer_id) on delete cascade,
  foreign key (tag_id, customer_id) references tag (id, customer_id)
);
create index transaction_tag_tag on transaction_tag (tag_id);

create table transaction_part (
  mark_id uuid not null,
  n smallint not null check (n between 1 and 20),
  customer_id uuid not null references customer,
  amount bigint not null check (amount <> 0),       -- minor units of the transaction's currency, with its sign
  personal bytea not null,                          -- {label}
  primary key (mark_id, n),
  foreign key (mark_id, customer_id) references transaction_mark (id, customer_id) on delete cascade
);

create table attachment (
  id uuid primary key,
  mark_id uuid not null,
  customer_id uuid not null references customer,
  size integer not null check (size between 1 and 5242880),
  personal bytea not null,                          -- {name, type}
  content bytea not null,                           -- sealed
  created timestamptz not null,
  foreign key (mark_id, customer_id) references transaction_mark (id, customer_id) on delete cascade
);
alter table attachment alter column content set storage external;  -- sealed bytes do not compress
create index attachment_mark on attachment (mark_id, created, id);

-- The same to read, list and search by.
create table derived.mark (
  entry_id bigint not null,
  line smallint not null,
  mark_id uuid not null unique,
  customer_id uuid not null,
  note text,
  tags text[] not null,                             -- in the order that they were given
  tag_keys text[] not null,                         -- the same, folded
  parts jsonb not null,                             -- [{label, amount}] in minor units
  attachments integer not null,
  search text not null,                             -- note, tags, labels and file names, folded
  primary key (entry_id, line)
);
create index mark_customer on derived.mark (customer_id);
alter table derived.transaction add column marked text not null default '';  -- the search text of its mark

do $$
declare t text;
begin
  foreach t in array array['florin.transaction_mark', 'florin.tag', 'florin.transaction_tag', 'florin.transaction_part',
                           'florin.attachment', 'derived.mark']
  loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy caller on %s using (customer_id = any ((select florin.callers())::uuid[]))', t);
    execute format('create policy definer on %s to florin_ledger using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %s to florin_app, florin_worker', t);
  end loop;
end $$;
