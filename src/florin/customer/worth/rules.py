"""Sums of balances by day: assets and debts apart, in one currency or converted; pure, in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from florin.customer.facts.rules.calendar import month_start, months_later
from florin.market.rates import Rate, convert


@dataclass(frozen=True, slots=True)
class Held:
    """One account's end-of-day values, one for each of the days that are looked at.

    `begins`: the first day of which anything is known. `unknown_before`: before it the account held something
    that nobody told; None where it was empty then.
    """

    account: str
    currency: str
    begins: date
    unknown_before: date | None
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """All accounts at the end of `day`: what is owned, what is owed (not above zero), and whether every
    account of today was known then."""

    day: date
    assets: int
    debts: int
    complete: bool

    @property
    def net(self) -> int:
        """What would be left."""
        return self.assets + self.debts


def month_ends(today: date, months: int) -> list[date]:
    """The last days of the `months` months before today's, oldest first, and today."""
    start = month_start(today)
    return [months_later(start, -back) - timedelta(days=1) for back in range(months - 1, -1, -1)] + [today]


def unknown_days(held: Sequence[Held], days: Sequence[date]) -> int:
    """How many of the first `days` lie before anything is known; the last day is always looked at."""
    begins = min((each.begins for each in held), default=days[-1])
    return min(sum(day < begins for day in days), len(days) - 1)


def worth(held: Sequence[Held], days: Sequence[date]) -> list[Worth]:
    """The sums of accounts of one currency."""
    return [
        _sum(day, [each.values[at] for each in held], _complete(held, day)) for at, day in enumerate(days)
    ]


def converted_worth(
    held: Sequence[Held], days: Sequence[date], rates: Mapping[date, Mapping[str, Rate]], currency: str
) -> list[Worth | None]:
    """The sums in `currency`, each day at its own rates; None for a day on which one is not known."""
    return [_converted(held, day, at, rates[day], currency) for at, day in enumerate(days)]


def per_unit(rates: Mapping[str, Rate], source: str, target: str) -> Fraction:
    """Units of `target` for one unit of `source`: the cross rate over the euro."""
    return Fraction(rates[target].per_euro) / Fraction(rates[source].per_euro)


def base_of(points: Sequence[Worth]) -> Worth | None:
    """What today is compared with: the oldest sum in which every account of today is; None without one."""
    return next((point for point in points[:-1] if point.complete), None)


def _sum(day: date, values: Sequence[int], complete: bool) -> Worth:
    return Worth(day, sum(v for v in values if v > 0), sum(v for v in values if v < 0), complete)


def _complete(held: Sequence[Held], day: date) -> bool:
    return all(each.unknown_before is None or each.unknown_before <= day for each in held)


def _converted(
    held: Sequence[Held], day: date, at: int, rates: Mapping[str, Rate], currency: str
) -> Worth | None:
    values: list[int] = []
    for each in held:
        value = each.values[at]
        if value and each.currency != currency:
            if each.currency not in rates or currency not in rates:
                return None
            source, target = rates[each.currency].per_euro, rates[currency].per_euro
            value = convert(value, each.currency, currency, source, target)
        values.append(value)
    return _sum(day, values, _complete(held, day))
