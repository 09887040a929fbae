"""The front door to the journal (`record`), and the accounts, balances, holds and transfers that stand on
it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.kernel.errors import Conflict, InvalidInput, NotFound
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

LIABILITIES = ("card", "loan", "mortgage")
PLANNED_DAYS = 14

_RECORD = text("""
select n, entry_id, fresh from record(
  cast(:sources as text[]), cast(:refs as text[]), cast(:bookeds as date[]), cast(:kinds as text[]),
  cast(:reversed as bigint[]), cast(:bodies as jsonb[]), cast(:leg_entries as integer[]),
  cast(:leg_accounts as uuid[]), cast(:leg_amounts as bigint[]))
""")
_LEGS = text("""
select p.entry_id, e.booked, p.account_id, p.amount from posting p join entry e on e.id = p.entry_id
 where p.entry_id = any(:entries) order by p.entry_id, p.line
""")
_EXTERNAL = text("""
insert into account (id, customer_id, kind, here, currency, opened, created)
values (:id, :customer, 'external', false, :currency, '1900-01-01', :now)
on conflict (customer_id, currency) where kind = 'external' do nothing
""")
_EXTERNAL_ID = text(
    "select id from account where customer_id = :customer and currency = :currency and kind = 'external'"
)
_OPEN = text("""
insert into account (id, customer_id, kind, here, currency, number_mac, personal, rate, rate_source,
  opened, created)
values (:id, :customer, :kind, :here, :currency, :mac, :personal, :rate, :rate_source, :opened, :now)
""")
_OPEN_ALL = text("""
insert into account (id, customer_id, kind, here, currency, number_mac, personal, rate, rate_source,
  opened, created)
select id, customer, kind, here, currency, mac, personal, rate, case when rate is not null then 'terms' end,
       opened, :now
  from unnest(cast(:ids as uuid[]), cast(:customers as uuid[]), cast(:kinds as text[]),
              cast(:heres as boolean[]), cast(:currencies as text[]), cast(:macs as bytea[]),
              cast(:personals as bytea[]), cast(:rates as numeric[]), cast(:openeds as date[]))
       as t(id, customer, kind, here, currency, mac, personal, rate, opened)
""")
_EXTERNALS = text("""
insert into account (id, customer_id, kind, here, currency, opened, created)
select id, customer, 'external', false, currency, '1900-01-01', :now
  from unnest(cast(:ids as uuid[]), cast(:customers as uuid[]), cast(:currencies as text[]))
       as t(id, customer, currency)
on conflict (customer_id, currency) where kind = 'external' do nothing
""")
_EXTERNAL_IDS = text("""
select customer_id, currency, id from account where customer_id = any(:customers) and kind = 'external'
""")
_CLOSE_EMPTY = text("""
update account a set closed = :day where a.id = any(:accounts) and a.closed is null
   and not exists (select from balance b where b.account_id = a.id and b.amount <> 0)
   and not exists (select from planned_transfer t where t.to_account = a.id and t.state = 'planned')
returning a.id
""")
_BALANCES_ON = text("""
select a.id, a.currency, coalesce(sum(p.amount), 0)::bigint as amount
  from account a left join posting p on p.account_id = a.id and p.booked <= :day
 where a.kind not in ('external', 'internal') group by a.id, a.currency
""")
_AVAILABLE = text("""
select a.currency, a.here, a.kind, coalesce(b.amount, 0)
       - coalesce((select sum(h.amount) from hold h where h.account_id = a.id and h.state = 'authorised'), 0)
       - coalesce((select sum(t.amount) from planned_transfer t where t.from_account = a.id and t.state =
         'planned'), 0)
       as available
  from account a left join balance b on b.account_id = a.id where a.id = :account
""")
_LOCK = text("select id from account where id = :account for update")
_ACCOUNT = text("select id, customer_id, kind, here, currency, closed from account where id = :account")
_COUNT = text(
    "select count(*) from account where customer_id = :customer and kind not in ('external', 'internal')"
)
_HOLD = text("""
insert into hold (id, customer_id, account_id, source, reference, amount, currency, state, authorised,
  expires)
select :id, customer_id, id, :source, :reference, :amount, currency, 'authorised', :day, :expires
  from account where id = :account
on conflict (source, reference) do nothing
""")
_HOLD_BY = text("select * from hold where source = :source and reference = :reference")
_HOLD_STATE = text("""
update hold set state = :state, entry_id = :entry where id = :id and state = 'authorised'
""")
_PLAN = text("""
insert into planned_transfer (id, customer_id, from_account, to_account, amount, currency, state, planned,
  expires)
values (:id, :customer, :source, :target, :amount, :currency, 'planned', :day, :expires) on conflict do
  nothing
""")
_UNPLAN = text(
    "update planned_transfer set state = 'cancelled' where id = any(:ids) and state = 'planned' returning id"
)
_BREAKS = text("select kind, account, entry, currency, expected, found from ledger_breaks()")
_SIZE = text("select accounts, entries from ledger_size()")
_ORIGINAL = text("""
insert into original (entry_id, customer_id, personal)
select * from unnest(cast(:entries as bigint[]), cast(:customers as uuid[]), cast(:sealed as bytea[]))
on conflict do nothing
""")


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting: minor units in the account's currency, into the account positive."""

    account: UUID
    minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded; the legs of each currency sum to zero. `words` is kept encrypted."""

    source: str
    reference: str
    booked: date
    kind: str
    legs: tuple[Leg, ...]
    reverses: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry's id, and whether it is new or was recorded before."""

    entry: int
    fresh: bool


def record(work: Work, entries: Sequence[Entry], vault: Vault | None = None) -> list[Recorded]:
    """Records entries in one statement with their events; one known by (source, reference) changes nothing.

    `vault` seals the words of entries that have any. Balance, rights and accounts are checked by the
      database,
    whose errors undo the whole batch.
    """
    found = _record(work, entries)
    told = [(r.entry, e.words) for e, r in zip(entries, found, strict=True) if e.words and r.fresh]
    if told and vault is None:
        raise ValueError("entries with words need the customer's vault")
    if told and vault is not None:
        _keep_words(work, [(n, work.customer, vault.seal_fields(words)) for n, words in told])
    return found


def record_all(
    work: Work, entries: Sequence[tuple[UUID, Entry]], vaults: Callable[[UUID], Vault]
) -> list[Recorded]:
    """The same for entries of several of the work's customers, each beside the customer whose words it
    holds; `vaults` gives each customer's."""
    found = _record(work, [entry for _, entry in entries])
    told = [
        (r.entry, customer, vaults(customer).seal_fields(entry.words))
        for (customer, entry), r in zip(entries, found, strict=True)
        if entry.words and r.fresh
    ]
    _keep_words(work, told)
    return found


def _record(work: Work, entries: Sequence[Entry]) -> list[Recorded]:
    if not entries:
        return []
    rows = work.all(_RECORD, **_columns(entries))
    work.wake("florin_events", "")
    return [Recorded(row.entry_id, row.fresh) for row in rows]


def _columns(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    legs = [(n, leg) for n, entry in enumerate(entries, 1) for leg in entry.legs]
    return {
        "sources": [e.source for e in entries],
        "refs": [e.reference for e in entries],
        "bookeds": [e.booked for e in entries],
        "kinds": [e.kind for e in entries],
        "reversed": [e.reverses for e in entries],
        "bodies": [orjson.dumps(e.body).decode() for e in entries],
        "leg_entries": [n for n, _ in legs],
        "leg_accounts": [leg.account for _, leg in legs],
        "leg_amounts": [leg.minor for _, leg in legs],
    }


def _keep_words(work: Work, told: Sequence[tuple[int, UUID, bytes]]) -> None:
    """Keeps sealed words: entry, customer, what was sealed."""
    if told:
        entries, customers, sealed = (list(column) for column in zip(*told, strict=True))
        work.run(_ORIGINAL, entries=entries, customers=customers, sealed=sealed)


def reversals(work: Work, entries: Sequence[int], *, booked: date | None = None) -> list[Entry]:
    """The entries that undo `entries`: same legs negated, on the same day unless `booked` is given."""
    legs: dict[int, list[Any]] = {}
    for row in work.all(_LEGS, entries=list(entries)):
        legs.setdefault(row.entry_id, []).append(row)
    return [
        Entry(
            source="reversal",
            reference=str(entry),
            booked=booked or rows[0].booked,
            kind="reversal",
            legs=tuple(Leg(r.account_id, -r.amount) for r in rows),
            reverses=entry,
        )
        for entry, rows in legs.items()
    ]


# Accounts ------------------------------------------------------------


def open_account(
    work: Work,
    vault: Vault,
    *,
    kind: str,
    here: bool,
    currency: str,
    opened: date,
    now: datetime,
    name: str,
    number: str | None = None,
    match: str | None = None,
    bank: str | None = None,
    owner: str | None = None,
    rate: Decimal | str | None = None,
) -> UUID:
    """Opens an account of the work's customer; `match` is what it is recognised by (default: the number)."""
    identifier = new_id()
    code = match or number
    work.run(
        _OPEN,
        id=identifier,
        customer=work.customer,
        kind=kind,
        here=here,
        currency=currency,
        mac=vault.code(code) if code else None,
        personal=vault.seal_fields({"name": name, "number": number, "bank": bank, "owner": owner}),
        rate=rate,
        rate_source=None if rate is None else "terms",
        opened=opened,
        now=now,
    )
    work.emit("AccountOpened", work.customer, {"account": str(identifier), "kind": kind})
    return identifier


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open: `rate` a yearly fraction, by the account's terms."""

    id: UUID
    customer: UUID
    kind: str
    here: bool
    currency: str
    opened: date
    name: str
    number: str | None = None
    bank: str | None = None
    rate: Decimal | str | None = None


def open_accounts(
    work: Work, accounts: Sequence[NewAccount], vaults: Callable[[UUID], Vault], now: datetime
) -> None:
    """Opens accounts of several of the work's customers in one statement, each with its event."""
    if not accounts:
        return
    sealed = [
        vaults(a.customer).seal_fields({"name": a.name, "number": a.number, "bank": a.bank}) for a in accounts
    ]
    work.run(
        _OPEN_ALL,
        ids=[a.id for a in accounts],
        customers=[a.customer for a in accounts],
        kinds=[a.kind for a in accounts],
        heres=[a.here for a in accounts],
        currencies=[a.currency for a in accounts],
        macs=[vaults(a.customer).code(a.number) if a.number else None for a in accounts],
        personals=sealed,
        rates=[None if a.rate is None else Decimal(a.rate) for a in accounts],
        openeds=[a.opened for a in accounts],
        now=now,
    )
    bodies = [{"account": str(a.id), "kind": a.kind} for a in accounts]
    work.emit_each("AccountOpened", [a.customer for a in accounts], bodies)


def external_accounts(
    work: Work, wanted: Iterable[tuple[UUID, str]], now: datetime
) -> dict[tuple[UUID, str], UUID]:
    """The accounts that stand for the world outside, by customer and currency; made where missing."""
    pairs = sorted(set(wanted))
    customers, currencies = [c for c, _ in pairs], [currency for _, currency in pairs]
    ids = [new_id() for _ in pairs]
    work.run(_EXTERNALS, ids=ids, customers=customers, currencies=currencies, now=now)
    return {(r.customer_id, r.currency): r.id for r in work.all(_EXTERNAL_IDS, customers=customers)}


def close_empty(work: Work, accounts: Sequence[UUID], day: date) -> list[UUID]:
    """Closes those of the accounts that hold nothing and expect nothing; the ids that were."""
    closed = [row.id for row in work.all(_CLOSE_EMPTY, accounts=list(accounts), day=day)]
    for identifier in closed:
        work.emit("AccountChanged", work.customer, {"account": str(identifier)})
    return closed


def external_account(work: Work, currency: str, now: datetime) -> UUID:
    """The account that stands for the world outside, of this customer and currency."""
    work.run(_EXTERNAL, id=new_id(), customer=work.customer, currency=currency, now=now)
    return work.scalar(_EXTERNAL_ID, customer=work.customer, currency=currency)


def balances_on(work: Work, day: date) -> dict[UUID, Money]:
    """End-of-day balance of each of the caller's accounts, from the postings."""
    return {row.id: Money(row.amount, row.currency) for row in work.all(_BALANCES_ON, day=day)}


def available(work: Work, account: UUID) -> Money:
    """Balance less holds and planned transfers; NotFound for an account that is not the caller's."""
    row = work.first(_AVAILABLE, account=account)
    if row is None:
        raise NotFound("there is no such account", reason="account")
    return Money(int(row.available), row.currency)


def account_count(work: Work) -> int:
    """How many accounts the work's customer has, the outside world not counted."""
    return work.scalar(_COUNT, customer=work.customer)


# Holds ------------------------------------------------------------


def authorise(
    work: Work, account: UUID, minor: int, *, source: str, reference: str, day: date, days: int = 7
) -> UUID:
    """Sets `minor` units of an account here aside, once per (source, reference); Conflict where they are
    not there."""
    known = work.first(_HOLD_BY, source=source, reference=reference)
    if known is not None:
        return known.id
    if minor <= 0:
        raise InvalidInput("a hold needs a positive amount")
    work.first(_LOCK, account=account)
    if available(work, account).minor < minor:
        raise Conflict("the available balance is too small for this hold", reason="too-little")
    identifier = new_id()
    expires = day + timedelta(days=days)
    work.run(
        _HOLD,
        id=identifier,
        source=source,
        reference=reference,
        amount=minor,
        day=day,
        expires=expires,
        account=account,
    )
    work.emit("HoldAuthorised", work.customer, {"hold": str(identifier)})
    return identifier


def settle(work: Work, *, source: str, reference: str, entry: Entry) -> Recorded:
    """Books what was held as `entry` and frees the hold, in one transaction; a second time changes
    nothing."""
    hold = work.first(_HOLD_BY, source=source, reference=reference)
    if hold is None:
        raise NotFound("there is no such hold")
    if hold.state == "released":
        raise Conflict("the hold was released")
    (booked,) = record(work, [entry])
    if work.run(_HOLD_STATE, id=hold.id, state="settled", entry=booked.entry):
        work.emit("HoldSettled", hold.customer_id, {"hold": str(hold.id), "entry": booked.entry})
    return booked


def release(work: Work, *, source: str, reference: str) -> None:
    """Frees a hold that will not be booked; a second time changes nothing."""
    hold = work.first(_HOLD_BY, source=source, reference=reference)
    if hold is None:
        raise NotFound("there is no such hold")
    if hold.state == "settled":
        raise Conflict("the hold is settled")
    if work.run(_HOLD_STATE, id=hold.id, state="released", entry=None):
        work.emit("HoldReleased", hold.customer_id, {"hold": str(hold.id)})


# Transfers ------------------------------------------------------------


def transfer(
    work: Work, source: UUID, target: UUID, minor: int, *, reference: str, day: date, kind: str = "transfer"
) -> Recorded:
    """Moves money between two accounts here; Conflict where it is not available, once per reference."""
    accounts = [row for a in (source, target) if (row := work.first(_ACCOUNT, account=a)) is not None]
    if len(accounts) < 2:
        raise NotFound("there is no such account", reason="account")
    if not all(a.here for a in accounts):
        raise Conflict("money is moved only between accounts of this bank", reason="not-here")
    work.first(_LOCK, account=source)
    legs = (Leg(source, -minor), Leg(target, minor))
    (booked,) = record(work, [Entry("transfer", reference, day, kind, legs)])
    if booked.fresh and accounts[0].kind not in LIABILITIES and available(work, source).minor < 0:
        raise Conflict("the available balance is too small for this transfer", reason="too-little")
    return booked


def plan_transfer(
    work: Work, source: UUID | None, target: UUID | None, money: Money, *, identifier: UUID, day: date
) -> UUID:
    """Notes a transfer that the customer means to make at another bank; it expires unless a line matches
    it."""
    values = {
        "source": source,
        "target": target,
        "amount": money.minor,
        "currency": money.currency,
        "day": day,
    }
    expires = day + timedelta(days=PLANNED_DAYS)
    work.run(_PLAN, id=identifier, customer=work.customer, expires=expires, **values)
    work.emit("TransferPlanned", work.customer, {"planned": str(identifier)})
    return identifier


def cancel_planned(work: Work, identifiers: Sequence[UUID]) -> list[UUID]:
    """Cancels planned transfers that are still open; the ids that were."""
    cancelled = [row.id for row in work.all(_UNPLAN, ids=list(identifiers))]
    for identifier in cancelled:
        work.emit("PlannedCancelled", work.customer, {"planned": str(identifier)})
    return cancelled


# Verification ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """Size of the ledger and every place where it contradicts itself (amounts in minor units)."""

    accounts: int
    entries: int
    breaks: tuple[Mapping[str, Any], ...]


def verify(work: Work) -> Verification:
    """Re-derives every balance and checks every entry, over all customers."""
    size = work.first(_SIZE)
    breaks = tuple(dict(row._mapping) for row in work.all(_BREAKS))
    return Verification(size.accounts if size else 0, size.entries if size else 0, breaks)
