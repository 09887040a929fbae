"""The next days of a series, how sure they are, and what is due before the next pay."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import BY_NAME, Cadence, following
from florin.customer.recurring.rules.shapes import Series

FORGIVES_ONE = 6  # a monthly or quicker series with so many payments may be missed once
BLIND = timedelta(days=35)  # an account that has not been seen for longer says nothing of what comes
PAY = Decimal("0.5")  # what comes in is pay where it is at least this share of the largest income
SURE = Decimal("0.6")  # and at least so sure


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day on which a series is expected; `late` where that day has passed and nothing came."""

    series: Series
    day: date
    sure: Decimal
    late: bool


@dataclass(frozen=True, slots=True)
class Summed:
    """What is due before the next pay, minor units of one currency without sign; `of` are the occurrences."""

    pay: Occurrence
    typical: int
    low: int
    high: int
    of: tuple[Occurrence, ...]


def sureness(came: int, expected: int) -> Decimal:
    """How likely the next one comes, a fraction to two places: Laplace's rule of succession."""
    return (Decimal(came + 1) / Decimal(max(expected, came) + 2)).quantize(Decimal("0.01"))


def occurrences(
    series: Series, *, today: date, until: date, seen_to: date, bank: BankDays
) -> list[Occurrence]:
    """The days from `today` to `until` on which `series` is expected; none once it was clearly missed.

    `seen_to`: the last day that is known of its account; what was due after it may have come unseen.
    """
    if seen_to < today - BLIND:
        return []
    cadence = BY_NAME[series.cadence]
    missed = 0
    found: list[Occurrence] = []
    for day in _days(series, cadence, until, bank):
        if day + timedelta(days=cadence.grace) < seen_to:
            missed += 1
            if missed > _forgiven(series, cadence):
                return []
        elif day >= today or day <= seen_to:
            sure = sureness(series.count, series.expected + missed)
            found.append(Occurrence(series, day, sure, late=day < today))
    return found


def _days(series: Series, cadence: Cadence, until: date, bank: BankDays) -> Iterator[date]:
    due = series.due
    while (day := bank.shifted(due, series.shift)) <= until:
        yield day
        due = following(cadence, series.anchors, due)


def _forgiven(series: Series, cadence: Cadence) -> int:
    return 1 if series.count >= FORGIVES_ONE and cadence.months <= 1 else 0


def before_pay(
    comes: Iterable[Occurrence], *, today: date, currency: str, accounts: Sequence[str]
) -> Summed | None:
    """What is due from `accounts` in `currency` before the next pay; None where no pay is expected.

    Pay is the next income that is not small beside the largest one. It is a sum of what usually leaves, not
    a balance.
    """
    mine = [each for each in comes if each.series.currency == currency and each.series.account in accounts]
    incomes = [
        each for each in mine if each.series.direction == "in" and each.sure >= SURE and each.day > today
    ]
    most = max((each.series.typical for each in incomes), default=0)
    pay = min(
        (each for each in incomes if each.series.typical >= PAY * most), key=lambda o: o.day, default=None
    )
    if pay is None:
        return None
    due = tuple(each for each in mine if each.series.direction == "out" and each.day < pay.day)
    sums = (sum(getattr(each.series, part) for each in due) for part in ("typical", "low", "high"))
    typical, low, high = sums
    return Summed(pay, typical, low, high, due)
