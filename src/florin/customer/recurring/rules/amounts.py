"""What a series comes to: the price that holds now, and how much is expected each time it comes again."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import fmean, median_low
from typing import NamedTuple

from florin.customer.recurring.rules.shapes import Direction, Payment, Series

SAME = 1.02  # amounts whose ratio is at most this are one price
STEP = (
    1.25  # a single amount that is further off is a bonus, a short pay or a mistake before it is a new price
)
RECENT = 6  # of a varying amount so many say what is typical, and twice as many the band
A_YEAR = {"monthly": 12, "quarterly": 4, "semi_monthly": 24}  # how often a series comes in it
PAST = 37  # times that are remembered: three years of months, and the one that is compared
JUDGED = 3  # so many pairs of the same time of year say whether the season tells more than the mean


class Band(NamedTuple):
    """What comes, and between what: minor units without sign. `season`: it is what came a year before."""

    typical: int
    low: int
    high: int
    season: bool = False


class Price(NamedTuple):
    """The band of a price with what it was before its last change, and the first day of the new."""

    band: Band
    was: int | None = None
    changed: date | None = None


def changes(amounts: Sequence[int]) -> int:
    """How often an amount differs from the one before it."""
    return sum(not _same(*pair) for pair in pairwise(amounts))


def price(kept: Sequence[Payment], direction: Direction) -> Price:
    """The price that holds now, or of a varying amount what has been usual."""
    members = _without_odd(kept)
    amounts = [abs(p.amount) for p in members]
    run = _run(amounts)
    before = amounts[: len(amounts) - run]
    if not before:
        return Price(Band(amounts[-1], min(amounts), max(amounts)))
    if run >= 2 or changes(before) == 0:
        now, old = amounts[-run:], before[-1]
        if run == 1 and len(before) > 1 and max(now[0], old) > STEP * min(now[0], old):
            return Price(Band(old, min(now[0], old), max(now[0], old)))
        return Price(Band(amounts[-1], min(now), max(now)), old, members[-run].day)
    all_of = [abs(p.amount) for p in kept]
    recent = all_of[-2 * RECENT :]
    # Of what comes in the lower middle is expected: who counts on too much is worse off than who gets more.
    usual = median_low(all_of[-RECENT:]) if direction == "in" else round(fmean(all_of[-RECENT:]))
    return Price(Band(usual, min(recent), max(recent)))


def expected(series: Series, ahead: int) -> Band:
    """How much is expected the `ahead`-th time from now, 1 the next: of a bill that goes with the season what
    the same time of last year came to, else what is usual."""
    usual = Band(series.typical, series.low, series.high)
    year = A_YEAR.get(series.cadence)
    if series.direction == "in" or series.low == series.high or year is None:
        return usual
    back = year - 1 - (ahead - 1) % year
    last = series.past[back] if back < len(series.past) else 0
    if not last or not _seasonal(series.past, year):
        return usual
    ratios = [now / before for now, before in _pairs(series.past, year)]
    if not ratios:
        near = [amount for amount in series.past[max(back - 1, 0) : back + 2] if amount]
        return Band(last, min(near), max(near), season=True)
    low, high = round(last * min(ratios)), round(last * max(ratios))
    return Band(last, min(low, last), max(high, last), season=True)


def past(slots: Sequence[int], kept: Sequence[Payment]) -> tuple[int, ...]:
    """What each of the last times came to, newest first, 0 where one was skipped."""
    found = {slots[-1] - slot: abs(payment.amount) for slot, payment in zip(slots, kept, strict=True)}
    return tuple(found.get(back, 0) for back in range(min(PAST, slots[-1] - slots[0] + 1)))


def _seasonal(times: Sequence[int], year: int) -> bool:
    """Whether the same time a year before has told more than the mean of the last; believed until known."""
    by_season: list[int] = []
    by_mean: list[float] = []
    for at in range(len(times) - year):
        recent = [amount for amount in times[at + 1 : at + 1 + RECENT] if amount]
        if times[at] and times[at + year] and recent:
            by_season.append(abs(times[at] - times[at + year]))
            by_mean.append(abs(times[at] - fmean(recent)))
    return len(by_season) < JUDGED or sum(by_season) <= sum(by_mean)


def _pairs(times: Sequence[int], year: int) -> list[tuple[int, int]]:
    """The amounts of the last year that have one of the year before, with it."""
    both = [(times[at], times[at + year]) for at in range(min(year, len(times) - year))]
    return [(now, before) for now, before in both if now and before]


def _same(one: int, other: int) -> bool:
    return max(one, other) <= SAME * min(one, other)


def _without_odd(kept: Sequence[Payment]) -> list[Payment]:
    """The payments without single ones that differ from two alike around them: never the price."""
    if len(kept) < 3:
        return list(kept)
    amounts = [abs(p.amount) for p in kept]
    inner = [
        payment
        for payment, before, now, after in zip(
            kept[1:-1], amounts[:-2], amounts[1:-1], amounts[2:], strict=True
        )
        if _same(before, now) or not _same(before, after)
    ]
    return [kept[0], *inner, kept[-1]]


def _run(amounts: Sequence[int]) -> int:
    """How many amounts at the end are one price."""
    run = 1
    while run < len(amounts) and _same(amounts[-run - 1], amounts[-run]):
        run += 1
    return run
