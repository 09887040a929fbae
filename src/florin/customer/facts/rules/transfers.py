"""Which movements only shift money between the customer's own accounts."""

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import date, timedelta

from florin.customer.facts.rules.shapes import Movement

MAX_DAYS_APART = 3
_OFFSETS = [0] + [sign * days for days in range(1, MAX_DAYS_APART + 1) for sign in (1, -1)]
_NEVER_A_TRANSFER = {"fee", "interest"}

Waiting = dict[tuple[date, int], dict[str, deque[int]]]  # (day, amount) -> account -> positions


def flows(movements: Sequence[Movement], currencies: dict[str, str]) -> list[int]:
    """What each movement adds to (or takes from) the customer as a whole, in its account's minor units.

    0 for openings and own transfers. Legs of one entry on several own accounts are netted: what is left (a
    fee inside the transfer) stays with one leg. Then equal and opposite amounts of two entries are paired,
    one to one, the nearest days first, so that a pair of the same day is never torn apart by another.
    `movements` must be in one fixed order; time grows with their number times the number of accounts.
    """
    left = [0 if m.opening else m.amount for m in movements]
    _net_entries(movements, currencies, left)
    _clear_pairs(movements, currencies, left)
    return left


def _net_entries(movements: Sequence[Movement], currencies: dict[str, str], left: list[int]) -> None:
    entries: dict[int, list[int]] = defaultdict(list)
    for at, movement in enumerate(movements):
        entries[movement.entry].append(at)
    for legs in entries.values():
        if len(legs) > 1 and len({movements[at].account for at in legs}) > 1:
            _net_legs(legs, movements, currencies, left)


def _net_legs(legs: list[int], movements: Sequence[Movement], currencies: dict[str, str], left: list[int]) -> None:
    amounts = [left[at] for at in legs]
    if min(amounts) >= 0 or max(amounts) <= 0:
        return  # nothing went from one own account to another
    same_currency = len({currencies[movements[at].account] for at in legs}) == 1
    net = sum(amounts) if same_currency else 0  # an own exchange: what it cost is not in the legs
    for at in legs:
        left[at] = 0
    bearer = next((at for at, amount in zip(legs, amounts, strict=True) if amount * net > 0), legs[0])
    left[bearer] = net


def _clear_pairs(movements: Sequence[Movement], currencies: dict[str, str], left: list[int]) -> None:
    debits, waiting = _candidates(movements, currencies, left)
    for offset in _OFFSETS:
        debits = [at for at in debits if not _clear(at, timedelta(days=offset), movements, currencies, waiting, left)]


def _candidates(
    movements: Sequence[Movement], currencies: dict[str, str], left: list[int]
) -> tuple[list[int], dict[str, Waiting]]:
    debits: list[int] = []
    waiting: dict[str, Waiting] = defaultdict(lambda: defaultdict(lambda: defaultdict(deque)))
    for at, movement in enumerate(movements):
        if left[at] < 0 and movement.kind not in _NEVER_A_TRANSFER:
            debits.append(at)
        elif left[at] > 0 and movement.kind not in _NEVER_A_TRANSFER:
            waiting[currencies[movement.account]][movement.booked, left[at]][movement.account].append(at)
    return debits, waiting


def _clear(
    at: int,
    offset: timedelta,
    movements: Sequence[Movement],
    currencies: dict[str, str],
    waiting: dict[str, Waiting],
    left: list[int],
) -> bool:
    """Whether debit `at` found its credit `offset` away; both are then cleared."""
    debit = movements[at]
    credits = waiting[currencies[debit.account]].get((debit.booked + offset, -left[at]))
    account = next((a for a in sorted(credits or ()) if a != debit.account and credits and credits[a]), None)
    if credits is None or account is None:
        return False
    left[credits[account].popleft()] = 0
    left[at] = 0
    return True
