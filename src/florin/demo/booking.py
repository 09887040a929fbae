"""Turns simulated lines into entries for the front door: a transfer between own accounts is one entry."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from florin.ledger.service import Entry, Leg
from florin.simulation.shapes import Account, Line

SOURCE = "core"  # as the bank's core system tells them
DAY = timedelta(days=1)

Accounts = Mapping[str, UUID]  # the ledger's account by the simulation's key
Outside = Callable[[str], UUID]  # the account that stands for the world outside, by currency


def openings(owner: str, made: Iterable[Account], accounts: Accounts, outside: Outside) -> list[Entry]:
    """The balances that accounts begin with, each on the day before it was opened."""
    return [
        Entry(
            SOURCE,
            f"{owner}:opening:{account.key}",
            account.opened - DAY,
            "opening",
            (
                Leg(accounts[account.key], account.opening),
                Leg(outside(account.currency), -account.opening),
            ),
        )
        for account in made
        if account.opening
    ]


def entries(owner: str, lines: Iterable[Line], accounts: Accounts, outside: Outside) -> list[Entry]:
    """An entry for each line, or for both halves of a transfer of one day; references are the owner's."""
    told = [line for line in lines if line.amount]
    by_reference = {line.reference: line for line in told}
    made: list[Entry] = []
    for line in told:
        other = by_reference.get(line.twin or "")
        whole = other is not None and other.booked == line.booked
        if whole and line.amount > 0:
            continue  # told by the half that pays
        halves = [line, other] if whole and other else [line]
        made.append(_entry(owner, line, _legs(halves, accounts, outside)))
    return made


def _legs(halves: Iterable[Line], accounts: Accounts, outside: Outside) -> tuple[Leg, ...]:
    """A leg for each half, and what is left of each currency against the world outside."""
    own, left = [], dict[str, int]()
    for half in halves:
        own.append(Leg(accounts[half.account], half.amount))
        left[half.currency] = left.get(half.currency, 0) + half.amount
    return (*own, *(Leg(outside(currency), -minor) for currency, minor in left.items() if minor))


def _entry(owner: str, line: Line, legs: tuple[Leg, ...]) -> Entry:
    words = {
        "text": line.descriptor,
        "counterparty": line.counterparty,
        "kind": line.kind,
        "mcc": line.mcc,
    }
    return Entry(SOURCE, f"{owner}:{line.reference}", line.booked, line.kind, legs, words=words)
