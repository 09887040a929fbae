"""Keeps the series of a customer in step with their transactions, and says what comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import orjson
from sqlalchemy import text

from florin.customer.consent.basis import ALLOWED, BASIS, PICTURE, stands
from florin.customer.recurring.rules import (
    BankDays,
    Key,
    Occurrence,
    Payment,
    Series,
    Summed,
    before_pay,
    grouped,
    occurrences,
    series_of,
)
from florin.kernel.work import Work
from florin.ports.environment import Environment

LOOK_BACK = timedelta(days=1130)  # three years and a month: three payments of a yearly bill
DAYS = 35  # how far ahead is looked where nobody says: a month with its weekend
LISTS = ("anchors", "past", "evidence")
MONEY_KINDS = ("current", "savings", "cash", "unknown")

# Own transfers are left out, also those older than what the facts mark; a repayment of the customer's own
# card, loan or mortgage is a bill of the account that it leaves, under the id of the account repaid.
_PAYMENTS = """
select entry_id, account_id, booked, amount, currency, case when legs > 1 then repaid else told end as name,
       case when legs > 1 then 'repayment' else told_kind end as kind from (
  select t.entry_id, t.account_id, t.booked, t.amount, t.currency, {own} as own_transfer,
         a.kind as account_kind, coalesce(nullif(t.counterparty, ''), t.text) as told,
         t.kind as told_kind, count(*) over w as legs,
         max(t.account_id::text) filter (where a.kind in ('card', 'loan', 'mortgage')) over w as repaid
    from derived.transaction t join account a on a.id = t.account_id and a.closed is null
   where t.customer_id = :customer and t.account_id = any(:accounts) and t.status = 'booked'
     and t.entry_id is not null and not t.opening and t.booked >= :since
     and coalesce(t.kind, '') not in ('interest', 'cash', 'dividend')
     and (t.amount > 0 or coalesce(t.kind, '') <> 'refund')
  window w as (partition by t.entry_id)) x
 where account_kind in ('current', 'savings', 'cash', 'unknown', 'card')
   and case when legs > 1 then repaid <> account_id::text and amount < 0 else not own_transfer end
   and (amount < 0 or account_kind <> 'card' or told_kind = 'refund')
"""
_BOOKED = text(_PAYMENTS.format(own="t.own_transfer"))
# The same with what would be marked as own transfers instead of what is.
_SUPPOSED = text(
    """
with own as (
  select * from unnest(cast(:entries as bigint[]), cast(:legs as uuid[])) as t(entry, account))"""
    + _PAYMENTS.format(
        own="exists (select from own o where o.entry = t.entry_id and o.account = t.account_id)"
    )
)
# The accounts that the customer's consents cover on the day, with what is stored: a row without a series
# where nothing is.
_STORED = text(f"""
select w.accounts as now_accounts, w.basis as now_basis, r.*
  from (select {ALLOWED} as accounts, {BASIS} as basis) w
  left join derived.recurring r on r.customer_id = :customer
""")
_FORGET = text("delete from derived.recurring where customer_id = :customer")
_GONE = text("delete from derived.recurring where customer_id = :customer and id = any(:ids)")
_SAVE = text("""
insert into derived.recurring
select * from jsonb_populate_recordset(null::derived.recurring, cast(:rows as jsonb))
on conflict (id) do update
   set name = excluded.name, kind = excluded.kind, cadence = excluded.cadence, anchors = excluded.anchors,
       due = excluded.due, shift = excluded.shift, typical = excluded.typical, low = excluded.low,
       high = excluded.high, was = excluded.was, changed = excluded.changed, first = excluded.first,
       last = excluded.last, count = excluded.count, expected = excluded.expected, past = excluded.past,
       returned = excluded.returned, evidence = excluded.evidence, basis = excluded.basis
""")
# Everything that comes, in one statement: series with the last known day of their account, planned transfers
# and holds. An account of this bank is known until today.
_COMING = text(f"""
select 'series' as what, r.id, to_jsonb(r) as body, a.kind as account_kind, a.id as account_id,
       case when a.here then :today else (select max(t.booked) from derived.transaction t
              where t.account_id = a.id and not t.opening and t.status = 'booked') end as seen_to
  from derived.recurring r join account a on a.id = r.account_id and a.closed is null
 where r.customer_id = :customer and {stands("r")}
union all
select 'planned', p.id, to_jsonb(p), a.kind, a.id, null
  from planned_transfer p join account a on a.id = coalesce(p.from_account, p.to_account)
 where p.customer_id = :customer and p.state = 'planned'
union all
select 'hold', h.id, to_jsonb(h), a.kind, a.id, null from hold h join account a on a.id = h.account_id
 where h.customer_id = :customer and h.state = 'authorised'
""")
_ONE = text(f"""
select r.*, case when a.here then :today else (select max(t.booked) from derived.transaction t
         where t.account_id = a.id and not t.opening and t.status = 'booked') end as seen_to
  from derived.recurring r join account a on a.id = r.account_id
 where r.customer_id = :customer and r.id = :id and {stands("r")}
""")


@dataclass(frozen=True, slots=True)
class Promise:
    """A planned transfer or a hold: minor units of `currency`, without sign; on `day` it lapses at most."""

    id: UUID
    what: str  # planned, hold
    account: UUID
    to_account: UUID | None
    amount: int
    currency: str
    day: date


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes until `until`: expected payments, each with the id of its series, and promises."""

    today: date
    until: date
    expected: tuple[tuple[UUID, Occurrence], ...]
    promises: tuple[Promise, ...]
    before_pay: Summed | None


def bank_days(env: Environment) -> BankDays:
    """The calendar of the bank that runs this."""
    return BankDays(env.bank.calendar, env.bank.holidays)


def refresh(work: Work, env: Environment, entries: Collection[int] | None = None) -> bool:
    """Finds the series of the work's customer anew and stores what differs; whether anything did.

    Where only some `entries` are new, only their payees are looked at, and those of which a payment is gone.
    Without consent there are none: those that are stored go.
    """
    today = work.today(env.clock)
    rows = work.all(_STORED, customer=work.customer, purposes=list(PICTURE), today=today)
    stored = [row for row in rows if row.id is not None]
    accounts, basis = rows[0].now_accounts, list(rows[0].now_basis)
    if not accounts:
        return bool(stored and work.run(_FORGET, customer=work.customer))
    payments = work.all(_BOOKED, customer=work.customer, accounts=list(accounts), since=today - LOOK_BACK)
    groups = grouped(map(_payment, payments))
    keys = _touched(groups, stored, entries)
    found = {row["id"]: {**row, "basis": basis} for row in _rows(_series_of(groups, keys, env))}
    before = {row.id: row for row in stored if _key(row) in keys}
    gone = [identifier for identifier in before if identifier not in found]
    changed = [row for row in found.values() if _differs(row, before.get(row["id"]))]
    if gone:
        work.run(_GONE, customer=work.customer, ids=gone)
    if changed:
        told = [{"customer_id": work.customer, **row} for row in changed]
        work.run(_SAVE, rows=orjson.dumps(told).decode())
    return bool(gone or changed)


def series_in(
    work: Work, env: Environment, accounts: Collection[UUID], own: Collection[tuple[int, UUID]]
) -> list[Series]:
    """The series of the work's customer as they would be if there were no other accounts than these; `own`:
    entry and account of each line that would then only shift money between them."""
    rows = work.all(
        _SUPPOSED,
        customer=work.customer,
        accounts=list(accounts),
        since=work.today(env.clock) - LOOK_BACK,
        entries=[entry for entry, _ in own],
        legs=[account for _, account in own],
    )
    groups = grouped(map(_payment, rows))
    return _series_of(groups, groups, env)


def _series_of(
    groups: Mapping[Key, Sequence[Payment]], keys: Collection[Key], env: Environment
) -> list[Series]:
    bank = bank_days(env)
    return [each for key in keys if key in groups for each in series_of(key, groups[key], bank)]


def _key(row: Any) -> Key:
    return str(row.account_id), row.direction, row.payee


def _touched(
    groups: Mapping[Key, Sequence[Payment]], stored: Sequence[Any], entries: Collection[int] | None
) -> set[Key]:
    """The groups that `entries` belong to, and those of stored series that lost a payment; else all."""
    if entries is None:
        return {*groups, *map(_key, stored)}
    fresh = {key for key, members in groups.items() if any(p.entry in entries for p in members)}
    there = {p.entry for members in groups.values() for p in members}
    return fresh | {_key(row) for row in stored if not there.issuperset(row.evidence)}


def coming(work: Work, env: Environment, *, currency: str, days: int = DAYS) -> Coming:
    """What comes for the work's customer in the next `days` days; `currency` is the household's."""
    today = work.today(env.clock)
    until = today + timedelta(days=days)
    rows = work.all(_COMING, customer=work.customer, today=today)
    calendar = bank_days(env)
    expected = [
        (row.id, each)
        for row in rows
        if row.what == "series" and row.seen_to
        for each in occurrences(
            _series(row.body), today=today, until=until, seen_to=min(row.seen_to, today), bank=calendar
        )
    ]
    expected.sort(key=lambda pair: (pair[1].day, pair[1].series.direction, -pair[1].typical))
    money = [str(row.account_id) for row in rows if row.account_kind in MONEY_KINDS]
    promises = sorted((_promise(row) for row in rows if row.what != "series"), key=lambda p: (p.day, p.id))
    summed = before_pay((each for _, each in expected), today=today, currency=currency, accounts=money)
    return Coming(today, until, tuple(expected), tuple(p for p in promises if p.day <= until), summed)


def one(work: Work, env: Environment, identifier: UUID) -> tuple[Series, list[Occurrence]] | None:
    """One series of the work's customer with its next days of a year; None where there is none."""
    today = work.today(env.clock)
    row = work.first(_ONE, customer=work.customer, id=identifier, today=today)
    if row is None:
        return None
    series = _series(row._mapping)
    ahead = occurrences(
        series,
        today=today,
        until=today + timedelta(days=370),
        seen_to=min(row.seen_to or today, today),
        bank=bank_days(env),
    )
    return series, ahead


def _payment(row: Any) -> Payment:
    entry, account, *rest = row
    return Payment(entry, str(account), *rest)


def _rows(found: Sequence[Series]) -> list[dict[str, Any]]:
    """The series as they are stored. An id says account, direction and payee, and which of that payee's
    series it is by age, so that it stays the same as payments are added."""
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[str, str, str], int] = {}
    for series in sorted(found, key=lambda s: (s.first, s.evidence[-1])):
        key = series.account, series.direction, series.payee
        seen[key] = number = seen.get(key, -1) + 1
        row = asdict(series)
        row["account_id"] = UUID(row.pop("account"))
        for name in LISTS:
            row[name] = list(row[name])
        rows.append({"id": uuid5(NAMESPACE_OID, "\n".join((*key, str(number)))), **row})
    return rows


def _differs(row: dict[str, Any], before: Any | None) -> bool:
    return before is None or any(row[name] != getattr(before, name) for name in row)


def _series(stored: Any) -> Series:
    """A stored series, from its row or the row as JSON."""
    values = {name: stored[name] for name in Series.__slots__ if name != "account"}
    for name in ("due", "changed", "returned", "first", "last"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    for name in LISTS:
        values[name] = tuple(values[name])
    return Series(account=str(stored["account_id"]), **values)


def _promise(row: Any) -> Promise:
    body = row.body
    day = body["expires"] or body.get("authorised")
    target = body.get("to_account")
    return Promise(
        row.id,
        row.what,
        row.account_id,
        UUID(target) if target else None,
        body["amount"],
        body["currency"],
        date.fromisoformat(day),
    )
