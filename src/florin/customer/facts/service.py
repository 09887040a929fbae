"""The picture of one customer: computed from the derived transactions, stored with its evidence."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.consent.basis import ALLOWED, BASIS, PICTURE, stands
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

# The one place where accounts are read for the picture: those that the customer's consents cover on the day,
# and no others. There is a row without an account where none is covered; `more`: some are not.
# An account elsewhere is `unstated` where lines came and no balance with them, nor from the customer.
_ACCOUNTS = text(f"""
with held as (
  select account_id, sum(amount)::bigint as amount from (
    select account_id, amount from hold where customer_id = :customer and state = 'authorised'
    union all
    select from_account, amount from planned_transfer where customer_id = :customer and state = 'planned') x
   where account_id is not null group by account_id),
allowed as materialized (select {ALLOWED} as accounts, {BASIS} as basis)
select c.currency as counted_in, w.basis,
       exists (select from account o where o.customer_id = c.id and o.kind not in ('external', 'internal')
                  and o.closed is null and o.id <> all(w.accounts)) as more,
       l.last, (select min(t.booked) from derived.transaction t where t.account_id = a.id) as first,
       not a.here
         and exists (select from statement_line l
                       join statement_import i on i.id = l.import_id and i.state = 'imported'
                      where l.account_id = a.id)
         and not exists (select from statement_anchor n
                           left join statement_import i on i.id = n.import_id
                          where n.account_id = a.id and (n.import_id is null or i.state = 'imported'))
         as unstated,
       a.id, a.kind, a.here, a.currency, coalesce(b.amount, 0) as amount, a.rate, a.rate_source, a.opened,
       coalesce(h.amount, 0) as held
  from customer c cross join allowed w
  left join account a on a.customer_id = c.id and a.id = any(w.accounts) and a.closed is null
  left join balance b on b.account_id = a.id left join held h on h.account_id = a.id
  left join lateral (select max(t.booked) as last from derived.transaction t
                      where t.account_id = a.id and t.status = 'booked' and not t.opening) l on true
 where c.id = :customer
""")
_MOVEMENTS = text("""
select entry_id, account_id, booked, amount, kind, text, counterparty, opening, own_transfer
  from derived.transaction
 where customer_id = :customer and account_id = any(:accounts) and status = 'booked' and booked >= :since
 order by booked, entry_id, line
""")
_OLDER = text("""
select entry_id, account_id, booked, amount, kind, '' as text, null as counterparty, opening, own_transfer,
       currency
  from derived.transaction
 where customer_id = :customer and account_id = any(:accounts) and status = 'booked' and booked >= :first
   and booked < :last
 order by booked, entry_id, line
""")
_MARK = text("""
update derived.transaction t set own_transfer = w.own
  from unnest(cast(:entries as bigint[]), cast(:accounts as uuid[]), cast(:owns as boolean[]))
         as w(entry, account, own)
 where t.entry_id = w.entry and t.account_id = w.account and t.customer_id = :customer
""")
_STORED = text("select * from derived.fact where customer_id = :customer")
_STANDING = text(f"select f.* from derived.fact f where f.customer_id = :customer and {stands('f')}")
_FORGET = text("delete from derived.fact where customer_id = :customer")
_UNMARK = text("""
update derived.transaction set own_transfer = false where customer_id = :customer and own_transfer
""")
_SAVE = text("""
insert into derived.fact select * from jsonb_populate_recordset(null::derived.fact, cast(:rows as jsonb))
on conflict (customer_id, name) do update
   set version = excluded.version, unit = excluded.unit, value = excluded.value, currency = excluded.currency,
       known = excluded.known, missing = excluded.missing, as_of = excluded.as_of,
       evidence = excluded.evidence, figures = excluded.figures, basis = excluded.basis
""")


@dataclass(frozen=True, slots=True)
class Material:
    """What the rules may look at, read at one moment under the consents `basis`.

    `rows`: the stored transactions that `movements` are of. `last`: the newest booking of each account that
    has one. `first`: the oldest line of all. `unstated`: accounts elsewhere whose balance no one has stated.
    """

    today: date
    currency: str
    accounts: tuple[AccountState, ...]
    movements: tuple[Movement, ...]
    rows: tuple[Any, ...]
    last: Mapping[str, date]
    first: date
    unstated: frozenset[str]
    basis: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the rules look at, and what they made of it, as of one day, under which consents."""

    books: Books
    picture: Picture
    as_of: date
    currency: str
    unstated: frozenset[str]  # accounts elsewhere whose balance no one has stated
    basis: tuple[UUID, ...]


def snapshot(work: Work, env: Environment, purposes: Sequence[str] = PICTURE) -> Snapshot | None:
    """The picture of the work's customer for these purposes, from the accounts that their consents cover.

    None where no consent lets anything be seen: then no movement is read, and nothing worked out. Where
    everything known ended some days ago (an old statement), the picture is of that day, and says so.
    """
    material = read(work, env, purposes)
    return None if material is None else seen(material)


def read(work: Work, env: Environment, purposes: Sequence[str], *, apart: bool = False) -> Material | None:
    """What the rules may look at for these purposes (all accounts for none); None where no consent lets it.

    `apart`: movements far enough back to see also any of the accounts without the others.
    """
    today = work.today(env.clock)
    rows = work.all(_ACCOUNTS, customer=work.customer, purposes=list(purposes), today=today)
    if not rows:
        raise NotFound("there is no such customer", reason="customer")
    found = [row for row in rows if row.id is not None]
    basis, more = tuple(rows[0].basis), rows[0].more
    if purposes and (not basis or (more and not found)):
        return None
    accounts = tuple(AccountState(str(row.id), *row[7:]) for row in found)
    last = {str(row.id): row.last for row in found if row.last is not None}
    as_of = min([today, *last.values()]) if apart else _as_of(today, accounts, last)
    movements = work.all(
        _MOVEMENTS,
        customer=work.customer,
        accounts=[row.id for row in found],
        since=as_of - LOOK_BACK,
    )
    unstated = frozenset(str(row.id) for row in found if row.unstated)
    currency = rows[0].counted_in
    lines = tuple(movements)
    first = min((row.first for row in found if row.first is not None), default=today)
    return Material(
        today, currency, accounts, tuple(map(_movement, lines)), lines, last, first, unstated, basis
    )


def seen(material: Material, only: Container[str] | None = None) -> Snapshot:
    """What the rules make of it, or of some of its accounts as if there were no others."""
    accounts, movements, unstated = material.accounts, material.movements, material.unstated
    if only is not None:
        accounts = tuple(a for a in accounts if a.id in only)
        unstated = frozenset(each for each in unstated if each in only)
    as_of = _as_of(material.today, accounts, material.last)
    if only is not None:
        since = as_of - LOOK_BACK
        movements = tuple(m for m in movements if m.account in only and m.booked >= since)
    books = open_books(accounts, movements, today=as_of, currency=material.currency)
    picture = _honest(picture_of(books), unstated)
    return Snapshot(books, picture, as_of, material.currency, unstated, material.basis)


def _as_of(today: date, accounts: Sequence[AccountState], last: Mapping[str, date]) -> date:
    """The day that a picture of these accounts is of."""
    newest = max((last[a.id] for a in accounts if a.id in last), default=None)
    here = any(a.here for a in accounts)
    return newest if newest is not None and newest < today - STALE and not here else today


def _honest(picture: Picture, unstated: frozenset[str]) -> Picture:
    """The picture without what rests on balances, where an account's balance was never stated."""
    if not unstated:
        return picture
    lost = {"value": None, "known": False, "missing": "balance", "evidence": (), "figures": ()}
    return {n: replace(f, **lost) if n in OF_BALANCES else f for n, f in picture.items()}


def refresh(work: Work, env: Environment, touched: date | None = None) -> bool:
    """Derives the facts of the work's customer again and stores what differs; whether anything did.

    Without consent there are none: those that are stored go. `touched`: the oldest day on which transactions
    were derived again, None where none were.
    """
    material = read(work, env, PICTURE)
    if material is None:
        return bool(work.run(_FORGET, customer=work.customer) + work.run(_UNMARK, customer=work.customer))
    found = seen(material)
    versions = {d.name: d.version for d in FACTS}
    rows = [_row(fact, found, versions[fact.name]) for fact in found.picture.values()]
    before = {row.name: row for row in work.all(_STORED, customer=work.customer)}
    changed = [row for row in rows if _differs(row, before.get(row["name"]))]
    _mark_own_transfers(work, found, material, touched)
    if changed:
        told = [{"customer_id": work.customer, **row} for row in changed]
        work.run(_SAVE, rows=orjson.dumps(told, default=str).decode())
    return bool(changed)


def _mark_own_transfers(work: Work, found: Snapshot, material: Material, touched: date | None) -> None:
    """Tells lists which lines only shift money between the customer's own accounts.

    Marked is what the books hold, but for their first days: the other half of a line there may lie before
    them. What is older stays as it was marked, unless it was derived again; then its own time is looked at.
    """
    edge = found.as_of - LOOK_BACK + APART
    _mark(work, [row for row in material.rows if row.booked >= edge], found.books.moved)
    if touched is not None and max(touched, material.first) < edge + APART:
        _mark(work, *_older(work, [a.id for a in material.accounts], touched - APART, edge))


def _older(
    work: Work, accounts: Collection[str], first: date, last: date
) -> tuple[list[Any], Container[tuple[int, str]]]:
    """The lines of these accounts from `first` to before `last`, and which of them are own transfers."""
    values = {"accounts": [UUID(each) for each in accounts], "first": first - APART, "last": last + APART}
    rows = work.all(_OLDER, customer=work.customer, **values)
    movements = [_movement(row) for row in rows]
    own = moved(movements, flows(movements, {str(row.account_id): row.currency for row in rows}))
    return [row for row in rows if first <= row.booked < last], own


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


def own_transfers(
    work: Work, found: Snapshot, accounts: Collection[str], since: date
) -> list[tuple[int, UUID]]:
    """Entry and account of each line of these accounts from `since` on that only shifts money between them;
    `found` is what is seen of the same accounts."""
    edge = found.as_of - LOOK_BACK + APART
    rows, own = _older(work, accounts, since, edge)
    pairs = [key for row in rows if (key := (row.entry_id, str(row.account_id))) in own]
    later = ((m.entry, m.account) for m in found.books.movements if m.booked >= edge)
    pairs += [key for key in later if key in found.books.moved]
    return [(entry, UUID(account)) for entry, account in pairs]


def stored(work: Work, env: Environment) -> dict[str, Any]:
    """The stored facts of the work's customer, by name; one of an older definition waits for the next, and
    one that a consent no longer covers is not told."""
    versions = {d.name: d.version for d in FACTS}
    rows = work.all(_STANDING, customer=work.customer, today=work.today(env.clock))
    return {row.name: row for row in rows if row.version == versions.get(row.name)}


def unknown(work: Work, env: Environment) -> dict[str, Any]:
    """Every fact as not known for want of consent, as a stored one is told; none of it is stored."""
    today = work.today(env.clock)
    told = {"version": 0, "value": None, "currency": None, "known": False, "missing": "consent"}
    empty = {"as_of": today, "evidence": [], "figures": [], "basis": []}
    return {d.name: SimpleNamespace(name=d.name, unit=d.unit, **told, **empty) for d in FACTS}


def _movement(row: Any) -> Movement:
    entry, account, *rest = row[:_MOVED]
    return Movement(entry, str(account), *rest)


def _row(fact: Any, found: Snapshot, version: int) -> dict[str, Any]:
    return {
        "name": fact.name,
        "version": version,
        "unit": fact.unit,
        "value": None if fact.value is None else Decimal(fact.value),
        "currency": fact.currency,
        "known": fact.known,
        "missing": fact.missing,
        "as_of": found.as_of,
        "evidence": list(fact.evidence),
        "figures": [[code, to_json(slot)] for code, slot in fact.figures],
        "basis": list(found.basis),
    }


def _differs(row: dict[str, Any], before: Any | None) -> bool:
    if before is None:
        return True
    return any(row[name] != getattr(before, name) for name in row)
