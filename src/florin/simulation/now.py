"""One month of a block while it happens: its days, its chances, its lines."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from florin.kernel.calendar import is_business_day
from florin.simulation.draws import Draws, Floats, as_uniform, mixed
from florin.simulation.leaves import category
from florin.simulation.lines import Bools, Ints, Lines
from florin.simulation.shapes import KINDS, REGIONS
from florin.simulation.state import Block, State
from florin.simulation.texts import markets, purchase
from florin.simulation.traits import BEFORE

CALENDARS = {"US": "federal-reserve", "EA": "target"}
LONGEST = 31
WEEK, FORTNIGHT = 7, 14
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a month, counted from 0. `earlier`, `later`: [regions, 31] the next business day."""

    first: date
    count: int
    earlier: NDArray[np.int64]
    later: NDArray[np.int64]
    weekend: NDArray[np.bool_]


@cache
def days_of(number: int) -> Days:
    """The days of month `number` (since the year 0)."""
    first = date(number // 12, number % 12 + 1, 1)
    count = monthrange(first.year, first.month)[1]
    open_days = [
        [is_business_day(first + timedelta(day), CALENDARS[region]) for day in range(count)]
        for region in REGIONS
    ]
    moved = [[_nearest(each, day) for day in range(LONGEST)] for each in open_days]
    earlier, later = np.array(moved, np.int64).transpose(2, 0, 1)
    weekend = np.array([(first + timedelta(day)).weekday() >= SATURDAY for day in range(count)])
    return Days(first, count, earlier, later, weekend)


def _nearest(open_days: list[bool], day: int) -> tuple[int, int]:
    """The business day at or before `day`, and at or after it; the other one where the month ends."""
    day = min(day, len(open_days) - 1)
    before = [each for each in range(day + 1) if open_days[each]]
    after = [each for each in range(day, len(open_days)) if open_days[each]]
    return (before[-1] if before else after[0]), (after[0] if after else before[-1])


@dataclass(slots=True)
class Now:
    """The month that is being lived through."""

    block: Block
    number: int
    days: Days
    draws: Draws
    lines: Lines = field(default_factory=Lines)

    @property
    def state(self) -> State:
        """The households."""
        return self.block.state

    @property
    def month(self) -> int:
        """1 to 12."""
        return self.days.first.month

    def p(self, name: str) -> Floats:
        """A parameter, a household."""
        return self.block.p(name)

    def of(self, *kinds: str) -> Bools:
        """Whether a household is of one of these kinds."""
        return np.isin(self.state.kind, [KINDS.index(kind) for kind in kinds])  # type: ignore[arg-type]

    def debit_day(self, day: Ints, who: Ints) -> Ints:
        """The booking day of what is due on `day` (1 to 31) of the month: the business day from then on."""
        return self.days.later[self.state.region[who], np.clip(day - 1, 0, LONGEST - 1)]

    def pay_day(self, day: Ints, who: Ints) -> Ints:
        """The booking day of pay due on `day`: the business day until then."""
        return self.days.earlier[self.state.region[who], np.clip(day - 1, 0, LONGEST - 1)]

    def biller(self, leaf: str) -> Ints:
        """The text of the household's own supplier of this category; the same every month."""
        if leaf not in self.block.suppliers:
            words = Draws(self.state.key, BEFORE).words(f"supplier {leaf}")
            merchant = pick(self.block.market, np.full(self.state.size, category(leaf)), as_uniform(words))
            self.block.suppliers[leaf] = purchase(merchant, mixed(words))
        return self.block.suppliers[leaf]

    def chosen(self, leaf: str, shares: Floats) -> Ints:
        """The texts of suppliers that were chosen by `shares` in [0, 1), a household."""
        merchant = pick(self.block.market, np.full(self.state.size, category(leaf)), shares)
        return purchase(merchant, mixed(self.state.key + merchant.astype(np.uint64)))


def pick(market: Ints, categories: Ints, shares: Floats) -> Ints:
    """A merchant for each market, category and share in [0, 1)."""
    found = np.zeros(len(categories), np.int64)
    for number in np.unique(market):
        at = np.flatnonzero(market == number)
        found[at] = markets()[number].pick(categories[at], shares[at])
    return found


def begun(block: Block, number: int) -> Now:
    """Month `number` of the block, nothing lived yet."""
    return Now(block, number, days_of(number), Draws(block.state.key, number))
