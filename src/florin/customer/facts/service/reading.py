"""What the rules may look at, read at one moment under the consents, and what they make of it."""

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.consent.basis import ALLOWED, BASIS, PICTURE
from florin.customer.facts.rules import AccountState, Books, Movement, Picture, open_books, picture_of
from florin.kernel.errors import NotFound
from florin.kernel.work import Work
from florin.market.rates import Rate
from florin.market.service import last_known_rates
from florin.ports.environment import Environment

OF_BALANCES = frozenset(
    {"liquid", "buffer_days", "overdrafts", "lowest_balance", "idle_cash", "dearest_debt", "net_worth"}
)
LOOK_BACK = timedelta(days=430)
STALE = timedelta(days=7)
_MOVED = len(fields(Movement))  # the columns of a stored transaction that a movement has

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
       coalesce(h.amount, 0) as held, a.credit_limit, coalesce(v.amount, 0)::bigint as holdings
  from customer c cross join allowed w
  left join account a on a.customer_id = c.id and a.id = any(w.accounts) and a.closed is null
  left join balance b on b.account_id = a.id left join held h on h.account_id = a.id
  left join lateral (select max(t.booked) as last from derived.transaction t
                      where t.account_id = a.id and t.status = 'booked' and not t.opening) l on true
  left join lateral (
    select sum(x.value) as amount from holding x join statement_import i on i.id = x.import_id
     where x.account_id = a.id and i.state = 'imported' and coalesce(x.as_of, i.created::date) <= :today
     group by x.import_id, coalesce(x.as_of, i.created::date), i.created
     order by coalesce(x.as_of, i.created::date) desc, i.created desc limit 1) v on true
 where c.id = :customer
""")
_MOVEMENTS = text("""
select entry_id, account_id, booked, amount, kind, text, counterparty, opening, own_transfer
  from derived.transaction
 where customer_id = :customer and account_id = any(:accounts) and status = 'booked' and booked >= :since
 order by booked, entry_id, line
""")


@dataclass(frozen=True, slots=True)
class Material:
    """What the rules may look at, read at one moment under the consents `basis`.

    `rows`: the stored transactions that `movements` are of. `last`: the newest booking of each account that
    has one. `first`: the oldest line of all. `unstated`: accounts elsewhere whose balance no one has stated.
    `rates`: the newest known ones of the currencies of the accounts; none where they are all in one.
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
    rates: Mapping[str, Rate]


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
        today,
        currency,
        accounts,
        tuple(map(movement, lines)),
        lines,
        last,
        first,
        unstated,
        basis,
        newest_rates(work, {a.currency for a in accounts}, currency, today),
    )


def newest_rates(work: Work, currencies: Set[str], currency: str, day: date) -> Mapping[str, Rate]:
    """The newest rates known on `day` of these currencies and the household's; none where all is in that."""
    if currencies <= {currency}:
        return {}
    return last_known_rates(work.connection, {*currencies, currency}, [day])[day]


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
    books = open_books(accounts, movements, today=as_of, currency=material.currency, rates=material.rates)
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


def movement(row: Any) -> Movement:
    """A stored transaction as the rules look at it."""
    entry, account, *rest = row[:_MOVED]
    return Movement(entry, str(account), *rest)
