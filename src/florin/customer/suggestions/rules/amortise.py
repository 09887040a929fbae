"""What a debt costs in interest, month by month and to the minor unit, with and without an extra payment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from florin.customer.facts.rules.calendar import months_later

HORIZON_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is paid each month: the largest of `level`, `floor`, and interest plus `fraction` of what is owed.

    `level`, `floor`: minor units. Never more than is owed.
    """

    level: int
    floor: int
    fraction: Decimal

    def payment(self, owed: int, interest: int) -> int:
        """The payment of a month that began with `owed` and added `interest`, minor units."""
        least = interest + round(owed * Fraction(self.fraction))
        return min(owed + interest, max(self.level, self.floor, least))


@dataclass(frozen=True, slots=True)
class Course:
    """The interest of all months together and the payment of each, minor units."""

    interest: int
    payments: tuple[int, ...]


def course(owed: int, rate: Decimal, schedule: Schedule, start: date) -> Course:
    """Twelve months of a debt from `start` under `schedule`.

    Simple interest a day, actual days over 365, added to the debt on the same day of each month (the month's
    last where it has no such) and rounded there half to even to the minor unit; then the payment is made.
    """
    total, payments = 0, []
    for share in _monthly_shares(rate, start):
        added = round(owed * share)  # round() of a Fraction is exact, ties to even
        paid = schedule.payment(owed, added)
        owed += added - paid
        total += added
        payments.append(paid)
    return Course(total, tuple(payments))


def interest_at_payments(owed: int, rate: Decimal, payments: tuple[int, ...], start: date) -> int:
    """Interest of twelve months, minor units, with each month's payment given (the last ends the debt)."""
    total = 0
    for share, payment in zip(_monthly_shares(rate, start), payments, strict=True):
        added = round(owed * share)
        owed = max(0, owed + added - payment)
        total += added
    return total


def interest_saved(owed: int, amount: int, rate: Decimal, schedule: Schedule, start: date) -> int:
    """Interest of twelve months without `amount` paid at `start`, less that with it; minor units."""
    without, paid = course(owed, rate, schedule, start), course(owed - amount, rate, schedule, start)
    return without.interest - paid.interest


def _monthly_shares(rate: Decimal, start: date) -> list[Fraction]:
    """Each month's interest as a share of what is owed at its begin."""
    days = [months_later(start, month) for month in range(HORIZON_MONTHS + 1)]
    return [Fraction(rate) * (end - begin).days / 365 for begin, end in pairwise(days)]
