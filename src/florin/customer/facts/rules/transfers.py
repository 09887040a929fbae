"""Which movements only shift money between the customer's own accounts."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from florin.customer.facts.rules.shapes import Movement

MAX_DAYS_APART = 3
_OFFSETS = [0] + [sign * days for days in range(1, MAX_DAYS_APART + 1) for sign in (1, -1)]
_NEVER_A_TRANSFER = {"fee", "interest", "salary", "dividend"}

# (currency, day, amount) -> account -> positions of credits that have no debit yet
Waiting = dict[tuple[str, date, int], dict[str, deque[int]]]


@dataclass(frozen=True, slots=True)
class Flows:
    """By position: what a movement adds to the customer as a whole (minor units; 0 for openings and own
    transfers), and the account of a transfer's other leg ("" where there is none)."""

    left: list[int]
    partner: list[str]


def flows(movements: Sequence[Movement], currencies: dict[str, str]) -> Flows:
    """The flows of `movements`, which must be in one fixed order; `currencies` by account id.

    Legs of one entry on several own accounts are netted: what is left (a fee inside the transfer) stays with
    one leg. Then equal and opposite amounts of two entries are paired, one to one, the nearest days first, so
    that no pair of one day is torn apart by another. Time grows with the movements times the accounts.
    """
    found = Flows([0 if m.opening else m.amount for m in movements], [""] * len(movements))
    _net_entries(movements, currencies, found)
    _pair_entries(movements, currencies, found)
    return found


def moved(movements: Sequence[Movement], found: Flows) -> frozenset[tuple[int, str]]:
    """Entry and account of each of `movements` that is a leg of an own transfer."""
    pairs = zip(movements, found.partner, strict=True)
    return frozenset((movement.entry, movement.account) for movement, partner in pairs if partner)


def _net_entries(movements: Sequence[Movement], currencies: dict[str, str], found: Flows) -> None:
    entries: dict[int, list[int]] = defaultdict(list)
    for at, movement in enumerate(movements):
        entries[movement.entry].append(at)
    for legs in entries.values():
        if len(legs) > 1 and len({movements[at].account for at in legs}) > 1:
            _net_legs(legs, movements, currencies, found)


def _net_legs(
    legs: list[int], movements: Sequence[Movement], currencies: dict[str, str], found: Flows
) -> None:
    amounts = [found.left[at] for at in legs]
    if min(amounts) >= 0 or max(amounts) <= 0:
        return  # nothing went from one own account to another
    same_currency = len({currencies[movements[at].account] for at in legs}) == 1
    net = sum(amounts) if same_currency else 0  # an own exchange: what it cost is not in the legs
    source, target = legs[amounts.index(min(amounts))], legs[amounts.index(max(amounts))]
    for at, amount in zip(legs, amounts, strict=True):
        found.left[at] = 0
        found.partner[at] = movements[target if amount < 0 else source].account
    found.left[source if net < 0 else target] = net


def _pair_entries(movements: Sequence[Movement], currencies: dict[str, str], found: Flows) -> None:
    debits, waiting = _candidates(movements, currencies, found)
    credited = {amount for _, _, amount in waiting}
    debits = [at for at in debits if -found.left[at] in credited]
    for offset in _OFFSETS:
        open_debits = []
        for at in debits:
            key = (
                currencies[movements[at].account],
                movements[at].booked + timedelta(offset),
                -found.left[at],
            )
            credit = _take(waiting.get(key), movements[at].account)
            if credit is None:
                open_debits.append(at)
            else:
                _clear(at, credit, movements, found)
        debits = open_debits


def _candidates(
    movements: Sequence[Movement], currencies: dict[str, str], found: Flows
) -> tuple[list[int], Waiting]:
    debits: list[int] = []
    waiting: Waiting = defaultdict(lambda: defaultdict(deque))
    for at, movement in enumerate(movements):
        amount = found.left[at]
        if not amount or found.partner[at] or movement.kind in _NEVER_A_TRANSFER:
            continue
        if amount < 0:
            debits.append(at)
        else:
            waiting[currencies[movement.account], movement.booked, amount][movement.account].append(at)
    return debits, waiting


def _take(credits: dict[str, deque[int]] | None, debited: str) -> int | None:
    """The first waiting credit on an account other than `debited`, which then waits no more."""
    for account in sorted(credits) if credits else ():
        if credits and account != debited and credits[account]:
            return credits[account].popleft()
    return None


def _clear(debit: int, credit: int, movements: Sequence[Movement], found: Flows) -> None:
    found.left[debit] = found.left[credit] = 0
    found.partner[debit] = movements[credit].account
    found.partner[credit] = movements[debit].account
