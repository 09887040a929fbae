"""The next days of a series, how sure they are, and what is due before the next pay."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from florin.customer.recurring.rules.amounts import expected
from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import BY_NAME, Cadence, following
from florin.customer.recurring.rules.shapes import Series

FORGIVES_ONE = 6  # a monthly or quicker series with so many payments may be missed once
AGAIN = timedelta(days=31)  # so long a bill that was sent back may be asked for again
BLIND = timedelta(days=35)  # an account that has not been seen for longer says nothing of what comes
PAY = Decimal("0.5")  # what comes in is pay where it is at least this share of the largest income
SURE = Decimal("0.6")  # and at least so sure


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day on which a series is expected, and how much, minor units without sign.

    `late` where that day, and the first open one from it on, have passed and nothing came, or only what was
    sent back. `season`: it is what came at the same time of the year before.
    """

    series: Series
    day: date
    sure: Decimal
    late: bool
    typical: int
    low: int
    high: int
    season: bool = False


@dataclass(frozen=True, slots=True)
class Summed:
    """What is due before the next pay, minor units of one currency without sign.

    `of` are the occurrences that are added up, `apart` those that are not: what a card pays, or what is in
    another currency.
    """

    pay: Occurrence
    typical: int
    low: int
    high: int
    of: tuple[Occurrence, ...]
    apart: tuple[Occurrence, ...]


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
    for ahead, (day, latest) in enumerate(_days(series, cadence, until, bank), 1):
        grace = AGAIN if ahead == 1 and series.returned else timedelta(days=cadence.grace)
        if day + grace < seen_to:
            missed += 1
            if missed > _forgiven(series, cadence):
                return []
        elif day >= today or day <= seen_to:
            sure = sureness(series.count, series.expected + missed)
            late = latest < today
            shown = day if late else max(day, min(latest, today))
            found.append(Occurrence(series, shown, sure, late, *expected(series, ahead)))
    return found


def _days(series: Series, cadence: Cadence, until: date, bank: BankDays) -> Iterator[tuple[date, date]]:
    """The days to come, each with the last one that a bank which was closed might book it on."""
    due = series.due
    while (day := bank.shifted(due, series.shift)) <= until:
        yield day, max(day, bank.around(due)[1])
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
    known = list(comes)
    mine = [each for each in known if each.series.currency == currency and each.series.account in accounts]
    incomes = [
        each for each in mine if each.series.direction == "in" and each.sure >= SURE and each.day > today
    ]
    most = max((each.series.typical for each in incomes), default=0)
    pay = min(
        (each for each in incomes if each.series.typical >= PAY * most), key=lambda o: o.day, default=None
    )
    if pay is None:
        return None
    bills = [each for each in known if each.series.direction == "out" and each.day < pay.day]
    due = tuple(each for each in bills if each in mine)
    typical, low, high = (sum(getattr(each, part) for each in due) for part in ("typical", "low", "high"))
    return Summed(pay, typical, low, high, due, tuple(each for each in bills if each not in mine))
