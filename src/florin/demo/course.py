"""The course of a person's simulated life, month by month, the same however often it is told again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from florin.customer.facts.rules.calendar import month_start, months_later
from florin.demo.people import Person, region_of
from florin.demo.tables import State
from florin.ports.environment import Environment
from florin.simulation.life import Life
from florin.simulation.shapes import Account, Line

Balances = Mapping[date, Mapping[str, int]]  # minor units by account key, by month


class Course:
    """A person's life told up to a month; it goes on, never back."""

    def __init__(self, env: Environment, state: State, person: Person, attempt: int) -> None:
        region = region_of(env.bank.country)
        first = months_later(month_start(state.began), -state.months)
        self._life = Life(person.cast(region, state.seed, state.began, attempt), first)
        self._next = first
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
    """A person who has moved in: the customer that they are, and which attempt their life is."""

    person: Person
    customer: UUID
    attempt: int


class Courses:
    """The courses that this process has told so far, by customer; forgetting them costs time only."""

    def __init__(self) -> None:
        self._known: dict[UUID, Course] = {}

    def of(self, env: Environment, state: State, resident: Resident, month: date) -> Course:
        """The resident's course, told at most up to `month`."""
        known = self._known.get(resident.customer)
        if known is None or (known.month is not None and known.month > month):
            known = Course(env, state, resident.person, resident.attempt)
            self._known[resident.customer] = known
        return known

    def forget(self) -> None:
        """After a transaction that was undone: what it told may not be what is stored."""
        self._known.clear()
