"""Opening and closing balance out of a column of running balances, whichever way the rows run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

Running = tuple[date, Decimal, Decimal]  # booked, amount, balance after it


def opening_and_closing(rows: Sequence[Running]) -> tuple[Decimal, Decimal, bool] | None:
    """Opening, closing and whether the balances follow from the amounts; None where no order can be made out.

    Each row leads from the balance before it to the one after it, so rows in any order form one path: its
    start is the balance that is more often left than reached, its end the one more often reached than left.
    """
    steps = Counter[Decimal]()
    for _, amount, balance in rows:
        steps[balance - amount] += 1
        steps[balance] -= 1
    starts = [balance for balance, count in steps.items() if count > 0]
    ends = [balance for balance, count in steps.items() if count < 0]
    if len(starts) == 1 and len(ends) == 1 and steps[starts[0]] == 1:
        return starts[0], ends[0], True
    ordered = _in_time(rows)
    if ordered is None:
        return None
    (_, amount, balance), (_, _, last) = ordered[0], ordered[-1]
    return balance - amount, last, not starts


def _in_time(rows: Sequence[Running]) -> Sequence[Running] | None:
    """The rows from the oldest to the newest, where their dates or their balances show which way they run."""
    days = [booked for booked, _, _ in rows]
    upwards, downwards = days == sorted(days), days == sorted(days, reverse=True)
    if upwards and downwards:
        return rows[::-1] if _follows(rows[::-1]) and not _follows(rows) else rows
    if upwards:
        return rows
    return rows[::-1] if downwards else None


def _follows(rows: Sequence[Running]) -> bool:
    return all(before[2] + after[1] == after[2] for before, after in pairwise(rows))
