"""The picture of one customer: computed from the derived transactions, stored with its evidence."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import text

from florin.customer.facts.rules import FACTS, AccountState, Books, Movement, Picture, open_books, picture_of
from florin.customer.facts.rules.transfers import MAX_DAYS_APART, flows, moved
from florin.kernel.errors import NotFound
from florin.kernel.work import Work
from florin.language.slots import to_json
from florin.ports.environment import Environment

OF_BALANCES = frozenset(
    {"liquid", "buffer_days", "overdrafts", "lowest_balance", "idle_cash", "dearest_debt", "net_worth"}
)
LOOK_BACK = timedelta(days=430)
APART = timedelta(days=MAX_DAYS_APART)  # of an own transfer's two halves
_MOVED = len(fields(Movement))  # the columns of a stored transaction that a movement has
STALE = timedelta(days=7)

# An account elsewhere is `unstated` where lines came and no balance with them, nor from the customer.
_ACCOUNTS = text("""
with held as (
  select account_id, sum(amount)::bigint as amount from (
    select account_id, amount from hold where customer_id = :customer and state = 'authorised'
    union all
    select from_account, amount from planned_transfer where customer_id = :customer and state = 'planned') x
   where account_id is not null group by account_id)
select a.id, a.kind, a.here, a.currency, coalesce(b.amount, 0) as amount, a.rate, a.rate_source, a.opened,
       coalesce(h.amount, 0) as held,
       not a.here
         and exists (select from statement_line l
                       join statement_import i on i.id = l.import_id and i.state = 'imported'
                      where l.account_id = a.id)
         and not exists (select from statement_anchor n
                           left join statement_import i on i.id = n.import_id
                          where n.account_id = a.id and (n.import_id is null or i.state = 'imported'))
         as unstated
  from account a left join balance b on b.account_id = a.id left join held h on h.account_id = a.id
 where a.customer_id = :customer and a.kind not in ('external', 'internal') and a.closed is null
""")
_MOVEMENTS = text("""
select entry_id, account_id, booked, amount, kind, text, counterparty, opening, own_transfer
  from derived.transaction
 where customer_id = :customer and status = 'booked' and booked >= :since order by booked, entry_id, line
""")
_OLDER = text("""
select entry_id, account_id, booked, amount, kind, '' as text, null as counterparty, opening, own_transfer,
       currency
  from derived.transaction
 where customer_id = :customer and status = 'booked' and booked >= :first and booked < :last
 order by booked, entry_id, line
""")
_HOUSEHOLD = text("""
select c.currency, (select max(t.booked) from derived.transaction t
                     where t.customer_id = c.id and t.status = 'booked' and not t.opening) as last
  from customer c where c.id = :customer
""")
_MARK = text("""
update derived.transaction t set own_transfer = w.own
  from unnest(cast(:entries as bigint[]), cast(:accounts as uuid[]), cast(:owns as boolean[]))
         as w(entry, account, own)
 where t.entry_id = w.entry and t.account_id = w.account and t.customer_id = :customer
""")
_STORED = text("select * from derived.fact where customer_id = :customer")
_SAVE = text("""
insert into derived.fact select * from jsonb_populate_recordset(null::derived.fact, cast(:rows as jsonb))
on conflict (customer_id, name) do update
   set version = excluded.version, unit = excluded.unit, value = excluded.value, currency = excluded.currency,
       known = excluded.known, missing = excluded.missing, as_of = excluded.as_of,
       evidence = excluded.evidence, figures = excluded.figures
""")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the rules look at, and what they made of it, as of one day."""

    books: Books
    picture: Picture
    as_of: date
    currency: str
    unstated: frozenset[str]  # accounts elsewhere whose balance no one has stated


def snapshot(work: Work, env: Environment) -> Snapshot:
    """The picture of the work's customer, from their transactions as they stand.

    Where everything known ended some days ago (an old statement), the picture is of that day, and says so.
    """
    return _looked(work, env)[0]


def _looked(work: Work, env: Environment) -> tuple[Snapshot, list[Any]]:
    """The snapshot, and the stored transactions that its books are of."""
    today = work.today(env.clock)
    household = work.first(_HOUSEHOLD, customer=work.customer)
    if household is None:
        raise NotFound("there is no such customer", reason="customer")
    rows = work.all(_ACCOUNTS, customer=work.customer)
    accounts = tuple(map(_account, rows))
    unknown = frozenset(str(row.id) for row in rows if row.unstated)
    last, currency = household.last, household.currency
    here = any(a.here for a in accounts)
    as_of = last if last is not None and last < today - STALE and not here else today
    found = work.all(_MOVEMENTS, customer=work.customer, since=as_of - LOOK_BACK)
    movements = tuple(map(_movement, found))
    books = open_books(accounts, movements, today=as_of, currency=currency)
    return Snapshot(books, _honest(picture_of(books), unknown), as_of, currency, unknown), found


def _honest(picture: Picture, unstated: frozenset[str]) -> Picture:
    """The picture without what rests on balances, where an account's balance was never stated."""
    if not unstated:
        return picture
    lost = {"value": None, "known": False, "missing": "balance", "evidence": (), "figures": ()}
    return {n: replace(f, **lost) if n in OF_BALANCES else f for n, f in picture.items()}


def refresh(work: Work, env: Environment, touched: date | None = None) -> bool:
    """Derives the facts of the work's customer again and stores what differs; whether anything did.

    `touched`: the oldest day on which transactions were derived again, None where none were.
    """
    found, rows_known = _looked(work, env)
    versions = {d.name: d.version for d in FACTS}
    rows = [_row(fact, found.as_of, versions[fact.name]) for fact in found.picture.values()]
    before = {row.name: row for row in work.all(_STORED, customer=work.customer)}
    changed = [row for row in rows if _differs(row, before.get(row["name"]))]
    _mark_own_transfers(work, found, rows_known, touched)
    if changed:
        told = [{"customer_id": work.customer, **row} for row in changed]
        work.run(_SAVE, rows=orjson.dumps(told, default=str).decode())
    return bool(changed)


def _mark_own_transfers(work: Work, found: Snapshot, rows: Sequence[Any], touched: date | None) -> None:
    """Tells lists which lines only shift money between the customer's own accounts.

    Marked is what the books hold, but for their first days: the other half of a line there may lie before
    them. What is older stays as it was marked, unless it was derived again; then its own time is looked at.
    """
    edge = found.as_of - LOOK_BACK + APART
    _mark(work, [row for row in rows if row.booked >= edge], found.books.moved)
    if touched is not None and touched < edge + APART:
        first, last = touched - APART, edge
        older = work.all(_OLDER, customer=work.customer, first=first - APART, last=last + APART)
        movements = [_movement(row) for row in older]
        own = moved(movements, flows(movements, {str(row.account_id): row.currency for row in older}))
        _mark(work, [row for row in older if first <= row.booked < last], own)


def _mark(work: Work, rows: Sequence[Any], own: Container[tuple[int, str]]) -> None:
    """Marks those of `rows` that are not marked as `own` says; mostly there is none."""
    told = [(row, (row.entry_id, str(row.account_id)) in own) for row in rows]
    wrong = {(row.entry_id, row.account_id): is_own for row, is_own in told if row.own_transfer != is_own}
    if wrong:
        entries, accounts = zip(*wrong, strict=True)
        work.run(
            _MARK,
            customer=work.customer,
            entries=list(entries),
            accounts=list(accounts),
            owns=list(wrong.values()),
        )


def stored(work: Work) -> dict[str, Any]:
    """The stored facts of the work's customer, by name; one of an older definition waits for the next."""
    versions = {d.name: d.version for d in FACTS}
    rows = work.all(_STORED, customer=work.customer)
    return {row.name: row for row in rows if row.version == versions.get(row.name)}


def _account(row: Any) -> AccountState:
    identifier, *rest = row
    return AccountState(str(identifier), *rest[:-1])


def _movement(row: Any) -> Movement:
    entry, account, *rest = row[:_MOVED]
    return Movement(entry, str(account), *rest)


def _row(fact: Any, as_of: date, version: int) -> dict[str, Any]:
    return {
        "name": fact.name,
        "version": version,
        "unit": fact.unit,
        "value": None if fact.value is None else Decimal(fact.value),
        "currency": fact.currency,
        "known": fact.known,
        "missing": fact.missing,
        "as_of": as_of,
        "evidence": list(fact.evidence),
        "figures": [[code, to_json(slot)] for code, slot in fact.figures],
    }


def _differs(row: dict[str, Any], before: Any | None) -> bool:
    if before is None:
        return True
    return any(row[name] != getattr(before, name) for name in row)
