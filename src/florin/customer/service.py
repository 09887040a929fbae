"""Customers, and what follows when their ledger moves: transactions, facts, `PictureChanged`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from florin.customer.facts import service as facts
from florin.customer.transactions import service as transactions
from florin.kernel.bank import COUNTRIES
from florin.kernel.errors import FieldError, InvalidInput, NotFound
from florin.kernel.events import Event
from florin.kernel.ids import new_id
from florin.kernel.money import MoneyError, scale_of
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

MAX_NAME = 200
_ADD = text("""
insert into customer (id, country, currency, currency_told, persona, personal, created)
values (:id, :country, :currency, :told, :persona, :personal, :now)
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


def add_customer(
    engine: Engine,
    env: Environment,
    *,
    name: str,
    country: str,
    currency: str,
    currency_told: bool = True,
    persona: str | None = None,
) -> UUID:
    """A new customer with keys of their own; InvalidInput names the field that is wrong.

    Where the currency was not told, that of the first statement takes its place.
    """
    if problems := list(_problems(name, country, currency)):
        raise InvalidInput("the customer cannot be added", fields=problems)
    identifier = new_id()
    env.keys.create(identifier)
    with work(engine, Caller.operator(identifier)) as unit:
        personal = env.vault(identifier).seal_fields({"name": name.strip()})
        values = {"country": country, "currency": currency, "told": currency_told, "persona": persona}
        unit.run(_ADD, id=identifier, now=env.clock.now(), personal=personal, **values)
        unit.emit("CustomerAdded", identifier)
    return identifier


def _problems(name: str, country: str, currency: str):
    if not 0 < len(name.strip()) <= MAX_NAME:
        yield FieldError("name", f"must have 1 to {MAX_NAME} characters")
    if country not in COUNTRIES:
        yield FieldError("country", f"{country!r} is not a country code of ISO 3166-1, such as US")
    try:
        scale_of(currency)
    except MoneyError as error:
        yield FieldError("currency", str(error))


def customer(unit: Work, env: Environment, identifier: UUID) -> Customer:
    """One customer; NotFound where the caller may not see them."""
    row = unit.first(_GET, id=identifier)
    if row is None:
        raise NotFound("there is no such customer")
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
    """The ledger of one customer moved: their transactions and facts are derived again."""
    vault = env.vault(unit.customer)
    entries = {int(e.body["entry"]) for e in events if e.name == "EntryRecorded"}
    transactions.refresh_entries(unit, vault, entries)
    imports = [e.body["import"] for e in events if e.name != "EntryRecorded"]
    if imports:
        transactions.refresh_imports(unit, vault, imports)
    unit.wake("florin_live", f"{unit.customer}:ledger")
    on_accounts(unit, env, events)


def on_accounts(unit: Work, env: Environment, events: Sequence[Event]) -> None:
    """An account changed, or what stands on it: the facts are derived again."""
    if facts.refresh(unit, env) or any(e.name == "DayBegan" for e in events):
        unit.emit("PictureChanged", unit.customer)
    unit.wake("florin_live", f"{unit.customer}:picture")


def rebuild(unit: Work, env: Environment) -> None:
    """Derives transactions and facts of the work's customer from nothing."""
    transactions.rebuild(unit, env.vault(unit.customer))
    facts.refresh(unit, env)
    unit.emit("PictureChanged", unit.customer)
