"""The statements of imports, each a constant with bound parameters."""

from sqlalchemy import text

# An account that is not the caller's is not kept here; `placing` then refuses the file, naming why.
ADD_IMPORT = text("""
insert into statement_import (id, customer_id, account_id, state, file_mac, personal, created)
values (:id, :customer, (select id from account where id = :account), 'preview', :mac, :personal, :now)
""")
# One import of a customer at a time.
LOCK_CUSTOMER = text("select id from customer where id = :customer for no key update")
ADD_FILE = text(
    "insert into statement_file (import_id, customer_id, content) values (:id, :customer, :content)"
)
FAIL = text(
    "update statement_import set state = 'failed', personal = :personal, summary = null where id = :id"
)
PREVIEWED = text("""
update statement_import set state = 'preview', personal = :personal, format = :format, summary = :summary,
       added = :added, duplicates = :duplicates, pending = :pending where id = :id
""")
STORED = text("""
select i.personal, i.account_id, f.content from statement_import i join statement_file f on f.import_id = i.id
 where i.id = :id
""")
IMPORT = text("select * from statement_import where id = :id")
IMPORTS = text("select * from statement_import where customer_id = :customer order by created desc limit 100")
OWNER = text("select customer_id from statement_import where id = :id")
HOUSEHOLD = text("select currency from customer where id = :customer")
STATE = text("select state from statement_import where id = :id")
LOCK_STATE = text("select state from statement_import where id = :id for update")
SET_STATE = text("update statement_import set state = :state where id = :id")
SET_ACCOUNT = text("""
update statement_import set account_id = (select id from account where id = :account) where id = :id
""")
FINISH = text("""
update statement_import set state = :state, finished = :now, format = :format, summary = :summary,
       added = :added, duplicates = :duplicates, pending = :pending where id = :id
""")
FINISHED = text("update statement_import set finished = :now where id = :id")
DROP_FILE = text("delete from statement_file where import_id = :id")
DISCARD = text("delete from statement_import where id = :id")
ACCOUNT = text(
    "select id, currency, here, kind from account where id = :id and kind not in ('external', 'internal')"
)
ACCOUNT_BY_CODE = text("""
select id from account where customer_id = :customer and number_mac = :mac and currency = :currency
""")
CURRENCY = text("select currency from account where id = :id")
PROFILE = text("select profile from statement_profile where customer_id = :customer and layout_mac = :code")
SAVE_PROFILE = text("""
insert into statement_profile (customer_id, layout_mac, profile) values (:customer, :code, :profile)
on conflict (customer_id, layout_mac) do update set profile = excluded.profile
""")
ADD_LINES = text("""
insert into statement_line (customer_id, import_id, account_id, status, booked, value, amount, currency,
  scheme,
                            bank_mac, text_mac, personal)
select :customer, :id, account, status, booked, value, amount, currency, :scheme, bank_mac, text_mac, personal
  from unnest(cast(:accounts as uuid[]), cast(:statuses as text[]), cast(:bookeds as date[]),
              cast(:values_ as date[]), cast(:amounts as bigint[]), cast(:currencies as text[]),
              cast(:bank_macs as bytea[]), cast(:text_macs as bytea[]), cast(:personals as bytea[]))
       with ordinality as t(account, status, booked, value, amount, currency, bank_mac, text_mac, personal, n)
 order by n
""")
ADD_ANCHORS = text("""
insert into statement_anchor (import_id, account_id, customer_id, day, amount)
select :id, account, :customer, day, amount
  from unnest(cast(:accounts as uuid[]), cast(:days as date[]), cast(:amounts as bigint[])) as t(account,
    day, amount)
on conflict do nothing
""")
ADD_HOLDING = text("""
insert into holding (import_id, account_id, customer_id, line, as_of, security_id, security, units, price,
  value, currency)
values (:id, :account, :customer, :line, :as_of, :security_id, :security, :units, :price, :value, :currency)
""")
SLOTS_OF = text("""
select l.account_id, l.booked, l.amount, l.slot from statement_line l where l.import_id = :id order by l.id
""")
ACCOUNTS_OF = text("""
select account_id from statement_line where import_id = :id
 union select account_id from statement_anchor where import_id = :id
""")

# Which equal lines of a day there really are, as ledger/imports/service.reconcile says, against those posted.
RECONCILE = text("""
with touched as materialized (
  select distinct account_id, booked, amount from statement_line
   where import_id = :id and status = 'booked' and amount <> 0
), line as materialized (
  select l.id, l.account_id, l.booked, l.amount, l.scheme, l.import_id, l.slot,
         l.bank_mac is not null as by_id, coalesce(l.bank_mac, l.text_mac) as key
    from touched t
    join statement_line l on l.account_id = t.account_id and l.booked = t.booked and l.amount = t.amount
                         and l.status = 'booked'
    join statement_import i on i.id = l.import_id and i.state = 'imported'
), numbered as materialized (
  select line.*, case when by_id then 1 else row_number() over (
           partition by account_id, booked, amount, scheme, by_id, key, import_id order by id) end as nth
    from line
), keyed as (
  select account_id, booked, amount, scheme, by_id, key, max(nth) as n
    from numbered group by account_id, booked, amount, scheme, by_id, key
), placed as materialized (
  select keyed.*, sum(n) over (partition by account_id, booked, amount, scheme order by by_id desc, key) -
    n as before
    from keyed
), moved as (
  update statement_line l set slot = (p.before + m.nth)::integer
    from numbered m join placed p using (account_id, booked, amount, scheme, by_id, key)
   where l.id = m.id and m.slot is distinct from (p.before + m.nth)::integer
), target as (
  select account_id, booked, amount, max(before + n)::integer as n from placed group by account_id, booked,
    amount
)
select t.account_id, t.booked, t.amount, a.currency, k.slot, coalesce(s.revision, 0) + 1 as revision,
  null::bigint as entry_id
  from target t join account a on a.id = t.account_id
  cross join lateral generate_series(1, t.n) as k(slot)
  left join statement_slot s on s.account_id = t.account_id and s.booked = t.booked and s.amount = t.amount
                            and s.slot = k.slot
 where s.live is not true
 union all
select s.account_id, s.booked, s.amount, null, s.slot, s.revision, s.entry_id
  from touched t
  join statement_slot s on s.account_id = t.account_id and s.booked = t.booked and s.amount = t.amount and
    s.live
  left join target g on g.account_id = t.account_id and g.booked = t.booked and g.amount = t.amount
 where s.slot > coalesce(g.n, 0)
 order by 1, 2, 3, 5
""")
SAVE_SLOTS = text("""
insert into statement_slot (account_id, booked, amount, slot, customer_id, revision, entry_id, live)
select account, booked, amount, slot, :customer, revision, entry, true
  from unnest(cast(:accounts as uuid[]), cast(:bookeds as date[]), cast(:amounts as bigint[]),
              cast(:slots as integer[]), cast(:revisions as integer[]), cast(:entries as bigint[]))
       as t(account, booked, amount, slot, revision, entry)
on conflict (account_id, booked, amount, slot) do update
   set revision = excluded.revision, entry_id = excluded.entry_id, live = true
""")
CLOSE_SLOTS = text("update statement_slot set live = false where entry_id = any(:entries)")

# Whose currency was never told counts in that of their statements, until another currency stands beside it.
COUNT_IN = text("""
update customer c set currency = :currency
 where c.id = :customer and not c.currency_told and c.currency <> :currency
   and not exists (select from account a join statement_line l on l.account_id = a.id and l.import_id <> :id
                     join statement_import i on i.id = l.import_id and i.state = 'imported'
                    where a.customer_id = c.id and a.currency = c.currency)
""")
IMPLIED_OPENINGS = text("""
select n.day, (n.amount - coalesce((select sum(s.amount) from statement_slot s
                where s.account_id = n.account_id and s.live and s.booked <= n.day), 0))::bigint as amount
  from statement_anchor n left join statement_import i on i.id = n.import_id
 where n.account_id = :account and (n.import_id is null or i.state = 'imported')
""")
ALIKE = text("""
select id from statement_import where customer_id = :customer and state = 'preview' and file_mac = :mac
   and account_id is not distinct from :account
""")
KEPT = text("""
select count(distinct s.entry_id) from statement_line l
  join statement_slot s on s.account_id = l.account_id and s.booked = l.booked and s.amount = l.amount
                       and s.slot = l.slot and s.live
 where l.import_id = :id and l.status = 'booked'
""")
TELL_BALANCE = text("""
insert into statement_anchor (import_id, account_id, customer_id, day, amount)
values (null, :account, :customer, :day, :amount) on conflict do nothing
""")
FORGET_TOLD = text("delete from statement_anchor where account_id = :account and import_id is null")
FIRST_DAY = text("""
select least((select min(booked) from statement_slot where account_id = :account and live),
             (select min(n.day) + 1 from statement_anchor n left join statement_import i on i.id = n.import_id
               where n.account_id = :account and (n.import_id is null or i.state = 'imported')))
""")
OPENING_NOW = text(
    "select day, amount, revision, entry_id from opening where account_id = :account for update"
)
SAVE_OPENING = text("""
insert into opening (account_id, customer_id, day, amount, revision, entry_id)
values (:account, :customer, :day, :amount, :revision, :entry)
on conflict (account_id) do update
   set day = excluded.day, amount = excluded.amount, revision = excluded.revision, entry_id =
     excluded.entry_id
""")

# A planned transfer is met by the first line of its amount that leaves its account after it was planned.
MATCH_PLANNED = text("""
with candidate as (
  select t.id as planned, s.entry_id, row_number() over (partition by t.id order by s.booked, s.entry_id)
    as nth_line,
         row_number() over (partition by s.entry_id order by t.planned, t.id) as nth_plan
    from planned_transfer t
    join statement_slot s on s.account_id = t.from_account and s.amount = -t.amount and s.live
                         and s.booked between t.planned - 1 and t.expires
   where t.customer_id = :customer and t.state = 'planned'
     and not exists (select from planned_transfer o where o.entry_id = s.entry_id)
)
update planned_transfer t set state = 'matched', entry_id = c.entry_id
  from candidate c where c.planned = t.id and c.nth_line = 1 and c.nth_plan = 1 returning t.id
""")
ORPHANED_PLANS = text("""
select t.id from planned_transfer t
 where t.customer_id = :customer and t.state = 'planned' and t.from_account = any(:accounts)
   and not exists (select from statement_line l
                     join statement_import i on i.id = l.import_id and i.state = 'imported'
                    where l.account_id = t.from_account)
""")
UNMATCH_PLANNED = text("""
update planned_transfer set state = 'planned', entry_id = null
 where customer_id = :customer and state = 'matched' and entry_id = any(:entries) returning id
""")
