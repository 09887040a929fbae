"""When an account runs short between one pay and the next, by how much, and which bill comes just then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.findings import usual
from florin.customer.facts.rules.shapes import AccountState

_LOOK_BACK = timedelta(days=220)
_FEWEST_PAYS = 3  # of one payer; two gaps between them are the least that show a habit
_PAY_GAPS = range(5, 46)  # days from one pay to the next; anything else is no rhythm
_MOST_CYCLES = 6
_FEWEST_SHORT = 2
_JUST_BEFORE = 10  # days up to the lowest one in which a bill would better come after pay
_AFTER_PAY = 5
_PART_OF_DEPTH = 2  # a bill of less than half the depth would not change much
_NO_BILL = frozenset({"card", "cash", "fee", "interest"})  # nobody can ask for these to come later


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill that comes just before pay: the position of its latest payment, and all of them."""

    latest: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """How an account runs short: in `short` of the last `cycles` from one pay to the next, deepest `before`
    days ahead of pay, by `depth`, while pay is `pay`.

    Medians over the cycles that were short, minor units, all positive. `bill`: the largest that comes just
    before those lowest days and is no small part of the depth, None where none is.
    """

    short: int
    cycles: int
    before: int
    depth: int
    pay: int
    bill: Bill | None


def shortage(books: Books, account: AccountState) -> Shortage | None:
    """How `account` runs short; None where no rhythm of pay is seen, or too few cycles to show one."""
    pays = _pays(books, account)
    cycles = _cycles(sorted({books.movements[at].booked for at in pays}))
    lows = [_lowest(books, account, start, end) for start, end in cycles]
    short = [low for low in lows if low and low.depth > 0]
    if len(short) < _FEWEST_SHORT:
        return None
    depth = usual(low.depth for low in short)
    return Shortage(
        short=len(short),
        cycles=len(cycles),
        before=usual((low.end - low.day).days for low in short),
        depth=depth,
        pay=usual(books.movements[at].amount for at in pays),
        bill=_bill(books, account, short, depth),
    )


def _pays(books: Books, account: AccountState) -> list[int]:
    """The positions of the income on `account` of the payer who brought most of it lately."""
    payers: dict[str, list[int]] = defaultdict(list)
    for at in books.of_account[account.id]:
        movement = books.movements[at]
        if books.earned[at] and movement.booked > books.today - _LOOK_BACK:
            payers[movement.counterparty or movement.text].append(at)
    often = [found for found in payers.values() if len(found) >= _FEWEST_PAYS]
    return max(often, key=lambda found: (_sum(books, found), found), default=[])


def _sum(books: Books, positions: Iterable[int]) -> int:
    return sum(books.movements[at].amount for at in positions)


def _cycles(days: Sequence[date]) -> list[tuple[date, date]]:
    """From each pay-day to the next, the newest last."""
    return [(start, end) for start, end in pairwise(days) if (end - start).days in _PAY_GAPS][-_MOST_CYCLES:]


@dataclass(frozen=True, slots=True)
class _Low:
    """The first lowest day of the cycle from `start` to the next pay on `end`, `depth` below zero."""

    start: date
    end: date
    day: date
    depth: int


def _lowest(books: Books, account: AccountState, start: date, end: date) -> _Low | None:
    days = books.closing(account, start, end - DAY)
    lows = (_Low(start, end, day, -balance) for day, balance in days)
    return max(lows, key=lambda low: low.depth, default=None)


def _bill(books: Books, account: AccountState, short: Sequence[_Low], depth: int) -> Bill | None:
    """The largest payment that most short cycles bring once, just before their lowest day or on it."""
    seen: dict[str, list[int]] = defaultdict(list)
    for low in short:
        of_cycle: dict[str, list[int]] = defaultdict(list)
        for at in _bills_before(books, account, low):
            of_cycle[books.movements[at].counterparty or books.movements[at].text].append(at)
        for name, found in of_cycle.items():
            seen[name] += found if name and len(found) == 1 else []
    bills = [found for found in seen.values() if 2 * len(found) > len(short)]
    largest = min(bills, key=lambda found: (_sum(books, found) / len(found), found), default=None)
    if not largest or -_sum(books, largest) * _PART_OF_DEPTH < depth * len(largest):
        return None
    return Bill(max(largest), tuple(largest))


def _bills_before(books: Books, account: AccountState, low: _Low) -> list[int]:
    """Not those of the days after pay: moved past the next one, they would meet the following there."""
    first = max(low.day - _JUST_BEFORE * DAY, low.start + _AFTER_PAY * DAY)
    own = books.of_account[account.id]
    return [at for at in own if first <= books.movements[at].booked <= low.day and _is_bill(books, at)]


def _is_bill(books: Books, at: int) -> bool:
    movement = books.movements[at]
    asked = movement.amount < 0 and movement.kind not in _NO_BILL and not books.fee_types[at]
    return asked and not movement.opening and not books.partner[at]
