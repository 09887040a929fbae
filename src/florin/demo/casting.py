"""Chooses, of the lives that chance could give a person, the first that is as it is told of them.

A household's dice may spare it what its author told of it. Their past is asked for what the sentence says,
and the rules themselves whether facts and suggestions show the problem on the day of moving in: the same
rules that then look at the recorded past.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from florin.customer.facts.rules import AccountState, FactValue, Movement, open_books, picture_of
from florin.customer.facts.service import LOOK_BACK
from florin.customer.suggestions.rules import BankTerms, suggest_from
from florin.demo.claims import Found, Past, denied
from florin.demo.course import first_month
from florin.demo.people import CURRENCIES, Person, Sight, region_of
from florin.demo.tables import State
from florin.kernel.money import to_decimal
from florin.ports.environment import Environment
from florin.simulation.life import Lifetime, lifetimes
from florin.simulation.shapes import Account, Cast, Line
from florin.simulation.traits import month_number

ATTEMPTS = 48  # each a life of its own; where none is as it is told the last is taken, with a warning
TOGETHER = 16  # that many are lived at once
SPEAKING = 12  # months of past from which on it can be what is said of a life

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The household that a person is, its accounts and its lines up to the day; what it is not, in words."""

    cast: Cast
    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    missed: tuple[str, ...]


def chosen(env: Environment, state: State, person: Person) -> Chosen:
    """The first attempt that is as it is told, with every one of the person's problems on the life's day."""
    found = None
    for found in attempts(env, state, person):
        if not found.missed:
            return found
    if found is None:
        raise ValueError("there must be an attempt")
    _LOG.warning("no life of %s is all that is told of them: %s", person.id, "; ".join(found.missed))
    return found


def attempts(env: Environment, state: State, person: Person) -> Iterator[Chosen]:
    """One attempt after the other."""
    region, first = region_of(env.bank.country), first_month(state)
    months = month_number(state.day) - month_number(first) + 1
    for start in range(0, ATTEMPTS, TOGETHER):
        numbers = range(start, min(start + TOGETHER, ATTEMPTS))
        casts = [person.cast(region, state.seed, state.began, number) for number in numbers]
        for lived in lifetimes(casts, first, months):
            yield _tried(env, state, person, lived)


def _tried(env: Environment, state: State, person: Person, lived: Lifetime) -> Chosen:
    """What is said of their life is asked first: the facts take longer."""
    lines = tuple(line for line in lived.lines if line.booked <= state.day)
    truths = {truth.reference: truth for truth in lived.truths}
    past = Past(state.day, lived.accounts, lines, truths, lambda: seen(env, lived.accounts, lines, state.day))
    told = person.lives if state.months >= SPEAKING else ()
    missed = [why for claim in told if (why := denied(past, claim))]
    if not missed:
        found = past.found
        kinds = frozenset(proposal.kind for proposal in found.proposals)
        missed = [why for sight in person.sees if (why := missing(sight, found.picture, kinds))]
    return Chosen(lived.cast, lived.accounts, lines, tuple(missed))


def seen(env: Environment, accounts: Sequence[Account], lines: Sequence[Line], day: date) -> Found:
    """The facts on a day by name, and what is suggested, as the rules find them."""
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
    return Found(picture_of(books), suggest_from(books, BankTerms(rate)))


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
        limit=account.limit,
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
