"""A customer with accounts here and elsewhere, whose consents a test gives and takes."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from florin.app.parts import PARTS, ablations
from florin.app.worker import drain
from florin.customer.consent import ablation, service
from florin.customer.consent.rules import Wish, everything
from florin.customer.service import add_customer
from florin.kernel.clock import Clock
from florin.kernel.database import Database
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from florin.ports.environment import Environment
from florin.simulation.sample import sample_statement

TODAY = date(2026, 11, 23)
DERIVED = {
    "facts": "select count(*) from derived.fact where customer_id = :c",
    "upcoming": "select count(*) from derived.recurring where customer_id = :c",
    "own_transfers": "select count(*) from derived.transaction where customer_id = :c and own_transfer",
    "suggestions": "select count(*) from suggestion where customer_id = :c and state in ('open', 'expired')",
}
_KEYS = count(1)


@dataclass
class Wall:
    """A clock that stands until it is turned."""

    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def turn(self, days: int) -> None:
        """Lets so many days pass."""
        self.now += timedelta(days=days)

    @property
    def clock(self) -> Clock:
        """The business day is the wall's."""
        return Clock(now=lambda: self.now, business_date=lambda: self.now.date())


@dataclass
class Person:
    """A customer with an own clock, and what a test does with them."""

    database: Database
    env: Environment
    id: UUID
    wall: Wall
    accounts: dict[str, UUID] = field(default_factory=dict)

    def work(self) -> AbstractContextManager[Work]:
        """A transaction as the customer."""
        return work(self.database.app, Caller.customer(self.id))

    def give(self, *wishes: Wish, key: str | None = None) -> list[Any]:
        """Gives consents; to everything where none is named."""
        with self.work() as unit:
            return service.give(unit, self.env, wishes or everything(), key=key)

    def revoke(self, consent: UUID) -> Any:
        """Takes one back."""
        with self.work() as unit:
            return service.revoke(unit, self.env, consent)

    def revoke_all(self, purpose: str | None = None, source: str | None = None) -> None:
        """Takes back every consent that holds, of a purpose and a source where they are named."""
        with self.work() as unit:
            for row in service.listed(unit):
                if row.ended is None and purpose in (None, row.purpose) and source in (None, row.source):
                    service.revoke(unit, self.env, row.id)

    def settle(self) -> None:
        """Lets everything follow that the event log asks for."""
        drain(self.database.worker, self.env, PARTS)

    def derived(self) -> dict[str, int]:
        """How many rows of each kind are derived, whether shown or not."""
        with self.work() as unit:
            return {kind: unit.scalar(text(query), c=self.id) for kind, query in DERIVED.items()}

    def rows(self, query: str) -> list[Any]:
        """The rows of a query with the parameter `c`."""
        with self.work() as unit:
            return unit.all(text(query), c=self.id)

    def worth(self) -> list[ablation.Step]:
        """What each consent changes."""
        with self.work() as unit:
            return ablation.worth(unit, self.env, ablations())

    def open(self, kind: str, amount: int = 0) -> UUID:
        """Opens an account here, with so much on it."""
        with work(self.database.worker, Caller.worker("test", self.id)) as unit:
            vault, now = self.env.vault(self.id), self.env.clock.now()
            made = ledger.open_account(
                unit, vault, kind=kind, here=True, currency="USD", opened=date(2024, 1, 1), now=now,
                name="", number=None, bank=None, rate=None,
            )  # fmt: skip
            outside = ledger.external_account(unit, "USD", now)
            if amount:
                legs = (ledger.Leg(outside, -amount), ledger.Leg(made, amount))
                entry = ledger.Entry("test", f"{made}:start", date(2025, 9, 1), "opening", legs)
                ledger.record(unit, [entry], vault)
        return made

    def pay(self, account: UUID, amount: int, day: date, words: str) -> None:
        """Books a payment on an account here; out is negative."""
        with work(self.database.worker, Caller.worker("test", self.id)) as unit:
            outside = ledger.external_account(unit, "USD", self.env.clock.now())
            legs = (ledger.Leg(outside, -amount), ledger.Leg(account, amount))
            entry = ledger.Entry(
                "test", f"{account}:{next(_KEYS)}", day, "transfer", legs, words={"text": words}
            )
            ledger.record(unit, [entry], self.env.vault(self.id))

    def bring(self) -> None:
        """Brings in the sample statement, which is of accounts elsewhere."""
        content, name, _ = sample_statement(TODAY)
        with work(self.database.app, Caller.operator(self.id)) as unit:
            context = imports.context_of(unit, self.env)
            imports.bring(unit, context, imports.Upload(name, content), max_bytes=2**24)

    def live_here(self) -> None:
        """An account here with fourteen months of pay and rent, and money that lies idle."""
        current = self.accounts["current"] = self.open("current", 9_000_00)
        for back in range(14):
            month = (TODAY.replace(day=1) - timedelta(days=30 * back)).replace(day=1)
            self.pay(current, 3_200_00, month.replace(day=2), "WORK PAYROLL")
            self.pay(current, -1_100_00, month.replace(day=5), "HARBOR HOMES RENT")
            self.pay(current, -39_00, month.replace(day=12), "CITY GYM")


@pytest.fixture
def someone(database: Database, env: Environment) -> Callable[..., Person]:
    """Makes customers, by default without any consent."""

    def made(*wishes: Wish) -> Person:
        wall = Wall()
        around = replace(env, clock=wall.clock)
        identifier = add_customer(
            database.app, around, name="Una Sked", country="US", currency="USD", consents=wishes
        )
        return Person(database, around, identifier, wall)

    return made


@pytest.fixture
def una(someone) -> Person:
    """Someone without consents, with a life here and statements from elsewhere."""
    person = someone()
    person.live_here()
    person.bring()
    person.settle()
    return person


@pytest.fixture
def asked(una: Person) -> Person:
    """The same person, who has consented to everything."""
    una.give()
    una.settle()
    return una


def kinds(derived: dict[str, int]) -> Sequence[str]:
    """The kinds of which anything is derived."""
    return [kind for kind, n in derived.items() if n]
