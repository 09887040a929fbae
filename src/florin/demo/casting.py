"""Chooses, of the lives that chance could give a person, the first in which their problem can be seen.

A household's dice may spare it what its author told of it. The rules themselves are asked whether facts and
suggestions show it on the day of moving in: the same rules that then look at the recorded past.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from florin.customer.facts.rules import AccountState, FactValue, Movement, open_books, picture_of
from florin.customer.facts.rules.calendar import month_start
from florin.customer.facts.service import LOOK_BACK
from florin.customer.suggestions.rules import BankTerms, suggest_from
from florin.demo.course import Course
from florin.demo.people import CURRENCIES, Person, Sight, region_of
from florin.demo.tables import State
from florin.kernel.money import to_decimal
from florin.ports.environment import Environment
from florin.simulation.shapes import Account, Line

ATTEMPTS = 12  # each a life of its own; where none shows the problem the last is taken, with a warning

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person's course told up to the day, its lines until then, and which attempt it was."""

    attempt: int
    course: Course
    lines: tuple[Line, ...]
    missed: tuple[str, ...]


def chosen(env: Environment, state: State, person: Person) -> Chosen:
    """The first attempt that shows every one of the person's problems on the life's day."""
    tries = (_tried(env, state, person, attempt) for attempt in range(ATTEMPTS - 1))
    found = next((each for each in tries if not each.missed), None)
    if found is None:
        found = _tried(env, state, person, ATTEMPTS - 1)
        if found.missed:
            why = "; ".join(found.missed)
            _LOG.warning("no life of %s shows all that is told of them: %s", person.id, why)
    return found


def _tried(env: Environment, state: State, person: Person, attempt: int) -> Chosen:
    course = Course(env, state, person, attempt)
    lines = tuple(x for x in course.until(month_start(state.day), {}) if x.booked <= state.day)
    picture, kinds = seen(env, course.accounts, lines, state.day)
    missed = (missing(sight, picture, kinds) for sight in person.sees)
    return Chosen(attempt, course, lines, tuple(each for each in missed if each))


def seen(
    env: Environment, accounts: Sequence[Account], lines: Sequence[Line], day: date
) -> tuple[Mapping[str, FactValue], frozenset[str]]:
    """The facts on a day by name, and the kinds of what is suggested, as the rules find them."""
    balances = {account.key: account.opening for account in accounts}
    for line in lines:
        balances[line.account] += line.amount
    states = [_state(env, account, balances[account.key]) for account in accounts]
    entries = {line.reference: at for at, line in enumerate(lines)}
    movements = [
        _movement(line, min(at, entries.get(line.twin or "", at)))
        for at, line in enumerate(lines)
        if line.booked >= day - LOOK_BACK
    ]
    books = open_books(states, movements, today=day, currency=CURRENCIES[region_of(env.bank.country)])
    rate = env.bank.prices.savings_rate if "savings" in env.bank.products else None
    return picture_of(books), frozenset(p.kind for p in suggest_from(books, BankTerms(rate)))


def missing(sight: Sight, picture: Mapping[str, FactValue], kinds: frozenset[str]) -> str | None:
    """What keeps a problem from being seen; None where it is seen."""
    if sight.suggestion:
        return None if sight.suggestion in kinds else f"{sight.suggestion} is not among {sorted(kinds)}"
    fact = picture[sight.fact or ""]
    if fact.value is None:
        return f"{fact.name} is not known: {fact.missing}"
    value = to_decimal(int(fact.value), fact.currency) if fact.currency else Decimal(fact.value)
    low, high = sight.least, sight.most
    fits = (low is None or value >= Decimal(low)) and (high is None or value <= Decimal(high))
    return None if fits else f"{fact.name} is {value}, not within {low} and {high}"


def _state(env: Environment, account: Account, balance: int) -> AccountState:
    prices = env.bank.prices
    ours = {"current": prices.current_rate, "savings": prices.savings_rate}
    told = None if account.rate is None else Decimal(account.rate)
    rate = ours.get(account.kind, told) if account.here else told
    kind: str = account.kind
    return AccountState(
        account.key,
        kind,  # pyright: ignore[reportArgumentType] - of the ledger's kinds
        account.here,
        account.currency,
        balance,
        rate,
        None if rate is None else "terms",
        account.opened,
    )


def _movement(line: Line, entry: int) -> Movement:
    return Movement(
        entry,
        line.account,
        line.booked,
        line.amount,
        line.kind,
        line.descriptor,
        line.counterparty,
        False,
    )
