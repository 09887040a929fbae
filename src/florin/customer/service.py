"""Customers, and what follows when their ledger moves: transactions, facts, `PictureChanged`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from florin.customer.consent import service as consents
from florin.customer.consent.rules import Wish
from florin.customer.facts import service as facts
from florin.customer.recurring import service as recurring
from florin.customer.transactions import service as transactions
from florin.kernel.bank import COUNTRIES
from florin.kernel.errors import FieldError, InvalidInput, NotFound
from florin.kernel.events import Event
from florin.kernel.ids import new_id
from florin.kernel.money import MoneyError, scale_of
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

MAX_NAME = 200
LONG_AGO = date(1900, 1, 1)
CONSENTS = ("ConsentGiven", "ConsentRevoked", "ConsentExpired")
_ADD = text("""
insert into customer (id, country, currency, currency_told, persona, personal, created)
select id, country, currency, told, persona, personal, :now
  from unnest(cast(:ids as uuid[]), cast(:countries as text[]), cast(:currencies as text[]),
              cast(:tolds as boolean[]), cast(:personas as text[]), cast(:personals as bytea[]))
       as t(id, country, currency, told, persona, personal)
""")
_GET = text("select id, country, currency, persona, personal, created from customer where id = :id")
_COUNT_IN = text("update customer set currency = :currency, currency_told = true where id = :customer")
_ALL = text("select id, country, currency, persona, personal, created from customer order by created, id")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as this caller may see them."""

    id: UUID
    name: str
    country: str
    currency: str
    persona: str | None


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be added; where the currency was not told, the first statement's takes its place."""

    id: UUID
    name: str
    country: str
    currency: str
    currency_told: bool = True
    persona: str | None = None
    consents: Sequence[Wish] = ()  # none unless someone gave them


def add_customer(
    engine: Engine,
    env: Environment,
    *,
    name: str,
    country: str,
    currency: str,
    currency_told: bool = True,
    persona: str | None = None,
    consents: Sequence[Wish] = (),
) -> UUID:
    """A new customer with keys of their own; InvalidInput names the field that is wrong.

    Where the currency was not told, that of the first statement takes its place. `consents`: what the bank
    has asked them for by itself.
    """
    if problems := list(_problems(name, country, currency)):
        raise InvalidInput("the customer cannot be added", fields=problems)
    new = NewCustomer(new_id(), name.strip(), country, currency, currency_told, persona, consents)
    env.keys.create(new.id)
    with work(engine, Caller.operator(new.id)) as unit:
        enter(unit, env, [new])
    return new.id


def enter(
    unit: Work,
    env: Environment,
    people: Sequence[NewCustomer],
    *,
    collected: str = "bank",
    day: date | None = None,
) -> None:
    """Adds customers, who are the work's and have their keys already, set by set with their events.

    `collected`: who asked them for the consents that they come with, given on `day` (today by default).
    """
    unit.run(
        _ADD,
        ids=[p.id for p in people],
        countries=[p.country for p in people],
        currencies=[p.currency for p in people],
        tolds=[p.currency_told for p in people],
        personas=[p.persona for p in people],
        personals=[env.vault(p.id).seal_fields({"name": p.name}) for p in people],
        now=env.clock.now(),
    )
    unit.emit_each("CustomerAdded", [p.id for p in people], [{} for _ in people])
    told = [(p.id, p.consents) for p in people]
    consents.enter(unit, env, told, collected=collected, day=day or env.clock.business_date())


def _problems(name: str, country: str, currency: str):
    if not 0 < len(name.strip()) <= MAX_NAME:
        yield FieldError("name", f"must have 1 to {MAX_NAME} characters", "name", {"most": MAX_NAME})
    if country not in COUNTRIES:
        yield FieldError(
            "country", f"{country!r} is not a country code of ISO 3166-1, such as US", "no-country"
        )
    try:
        scale_of(currency)
    except MoneyError as error:
        yield FieldError("currency", str(error), error.code)


def customer(unit: Work, env: Environment, identifier: UUID) -> Customer:
    """One customer; NotFound where the caller may not see them."""
    row = unit.first(_GET, id=identifier)
    if row is None:
        raise NotFound("there is no such customer", reason="customer")
    return _customer(row, env)


def count_in(unit: Work, currency: str) -> None:
    """What the work's customer counts in from now on; InvalidInput where it is no currency."""
    if problems := list(_problems("-", "US", currency)):
        raise InvalidInput("this is no currency", fields=problems)
    unit.run(_COUNT_IN, currency=currency, customer=unit.customer)
    unit.emit("AccountChanged", unit.customer)


def customers(unit: Work, env: Environment) -> list[Customer]:
    """All customers of the caller, oldest first."""
    return [_customer(row, env) for row in unit.all(_ALL)]


def _customer(row: Any, env: Environment) -> Customer:
    name = env.vault(row.id).open_fields(row.personal)["name"]
    return Customer(row.id, name, row.country, row.currency, row.persona)


# What follows from the log ------------------------------------------------------------


def on_ledger(unit: Work, env: Environment, events: Sequence[Event]) -> None:
    """The ledger of one customer moved, an account or what stands on it, what they consent to, or a day
    began: their transactions are derived again where need be, then the facts, once for all events."""
    vault = env.vault(unit.customer)
    touched: list[date | None] = []
    if entries := {int(e.body["entry"]) for e in events if e.name == "EntryRecorded"}:
        touched.append(transactions.refresh_entries(unit, vault, entries))
    if imports := [e.body["import"] for e in events if "import" in e.body]:
        touched.append(transactions.refresh_imports(unit, vault, imports))
    since = min((day for day in touched if day), default=None)
    if entries or imports:
        unit.wake("florin_live", f"{unit.customer}:ledger")
    names = {event.name for event in events}
    if names & {*CONSENTS}:
        since = LONG_AGO  # what was not seen before, or no longer may be, is as old as can be
    if facts.refresh(unit, env, since) or names & {"DayBegan", *CONSENTS}:
        unit.emit("PictureChanged", unit.customer)
    changed = imports or names & {"AccountChanged", *CONSENTS}
    if entries or changed:
        recurring.refresh(unit, env, None if changed else entries)
    unit.wake("florin_live", f"{unit.customer}:picture")


def rebuild(unit: Work, env: Environment) -> None:
    """Derives transactions and facts of the work's customer from nothing."""
    facts.refresh(unit, env, transactions.rebuild(unit, env.vault(unit.customer)))
    recurring.refresh(unit, env)
    unit.emit("PictureChanged", unit.customer)
