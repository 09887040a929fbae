"""Accounts: opened one by one or many at once, their balances, and what of them is free to use."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from florin.kernel.errors import NotFound
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

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
  opened, credit_limit, created)
select id, customer, kind, here, currency, mac, personal, rate, case when rate is not null then 'terms' end,
       opened, credit_limit, :now
  from unnest(cast(:ids as uuid[]), cast(:customers as uuid[]), cast(:kinds as text[]),
              cast(:heres as boolean[]), cast(:currencies as text[]), cast(:macs as bytea[]),
              cast(:personals as bytea[]), cast(:rates as numeric[]), cast(:openeds as date[]),
              cast(:limits as bigint[]))
       as t(id, customer, kind, here, currency, mac, personal, rate, opened, credit_limit)
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
_COUNT = text(
    "select count(*) from account where customer_id = :customer and kind not in ('external', 'internal')"
)


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
    """An account to open: by its terms `rate`, a yearly fraction, and `limit`, the minor units that may be
    owed on a card."""

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
    limit: int | None = None


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
        limits=[a.limit for a in accounts],
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
