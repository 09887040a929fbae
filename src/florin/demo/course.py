"""The course of a person's simulated life, month by month, the same however often it is told again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from florin.customer.facts.rules.calendar import month_start, months_later
from florin.demo.people import Person
from florin.demo.tables import State
from florin.simulation.life import Life
from florin.simulation.shapes import ACCOUNTS, Account, Cast, Line

Balances = Mapping[date, Mapping[str, int]]  # minor units by account key, by month


class Course:
    """A person's life told up to a month; it goes on, never back."""

    def __init__(self, state: State, cast: Cast) -> None:
        self._next = first_month(state)
        self._life = Life(cast, self._next)
        self.month: date | None = None
        self.lines: tuple[Line, ...] = ()

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts that the household ever has."""
        return self._life.accounts

    def until(self, month: date, balances: Balances) -> list[Line]:
        """The lines of all months that were not told yet, up to `month`."""
        told: list[Line] = []
        while self._next <= month:
            self.lines = self._life.month(balances.get(self._next)).lines
            self.month, self._next = self._next, months_later(self._next, 1)
            told += self.lines
        return told


@dataclass(frozen=True, slots=True)
class Resident:
    """A person who has moved in: the customer that they are, and the household as which they came."""

    person: Person
    customer: UUID
    cast: Cast


def first_month(state: State) -> date:
    """The month that the people's past begins with."""
    return months_later(month_start(state.began), -state.months)


def settled(cast: Cast, accounts: Iterable[Account]) -> Cast:
    """The cast with the accounts that it really has told too, which no later parameter may change then."""
    own = {account.key for account in accounts}
    return replace(cast, traits={**cast.traits, **{f"has_{key}": key in own for key in ACCOUNTS}})


class Courses:
    """The courses that this process has told so far, by customer; forgetting them costs time only."""

    def __init__(self) -> None:
        self._known: dict[UUID, Course] = {}

    def of(self, state: State, resident: Resident, month: date) -> Course:
        """The resident's course, told at most up to `month`."""
        known = self._known.get(resident.customer)
        if known is None or (known.month is not None and known.month > month):
            known = Course(state, resident.cast)
            self._known[resident.customer] = known
        return known

    def forget(self) -> None:
        """After a transaction that was undone: what it told may not be what is stored."""
        self._known.clear()
