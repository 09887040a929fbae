"""The days on which the bank books, and where a day goes on which it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from florin.customer.recurring.rules.shapes import Shift
from florin.kernel.calendar import is_business_day

Around = Callable[[int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class BankDays:
    """A bank's calendar of `kernel.calendar`, with further holidays."""

    calendar: str = "weekdays"
    holidays: frozenset[date] = frozenset()

    def around(self, day: date) -> tuple[date, date]:
        """The last open day up to `day` and the first from it on; both `day` where it is open."""
        before, after = around(self)(day.toordinal())
        return date.fromordinal(before), date.fromordinal(after)

    def shifted(self, day: date, shift: Shift) -> date:
        """Where a payment due on `day` is booked."""
        before, after = self.around(day)
        return {"before": before, "after": after, "none": day}[shift]


@lru_cache(maxsize=64)
def around(bank: BankDays) -> Around:
    """The same of days as ordinals; each day is looked up once."""

    def is_open(day: int) -> bool:
        return is_business_day(date.fromordinal(day), bank.calendar, bank.holidays)

    @lru_cache(maxsize=8192)
    def open_days(day: int) -> tuple[int, int]:
        before = after = day
        while not is_open(before):
            before -= 1
        while not is_open(after):
            after += 1
        return before, after

    return open_days
