"""Business days of the calendars that a bank can choose: Federal Reserve, TARGET, or plain weekdays."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + j - 7 * ((a + 11 * h + 22 * j) // 451) + 114, 31)
    return date(year, month, day + 1)


@cache
def federal_reserve(year: int) -> frozenset[date]:
    """Days closed at the Federal Reserve Banks; a Sunday moves to Monday, a Saturday does not move."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    moving = [
        _nth(year, 1, MONDAY, 3),  # Martin Luther King
        _nth(year, 2, MONDAY, 3),  # Washington
        _nth(year, 6, MONDAY, 1) - 7 * DAY,  # Memorial Day: the last Monday of May
        _nth(year, 9, MONDAY, 1),  # Labor Day
        _nth(year, 10, MONDAY, 2),  # Columbus Day
        _nth(year, 11, THURSDAY, 4),  # Thanksgiving
    ]
    return frozenset([*(day + DAY if day.weekday() == SUNDAY else day for day in fixed), *moving])


@cache
def target(year: int) -> frozenset[date]:
    """Closing days of the Eurosystem's TARGET services, as since 2002."""
    fixed = [date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26)]
    return frozenset([*fixed, easter(year) - 2 * DAY, easter(year) + DAY])


def _none(_: int) -> frozenset[date]:
    return frozenset()


CALENDARS: dict[str, Callable[[int], frozenset[date]]] = {
    "federal-reserve": federal_reserve,
    "target": target,
    "weekdays": _none,
}


def is_business_day(day: date, calendar: str, holidays: Collection[date] = ()) -> bool:
    """Whether a bank with this calendar and these further `holidays` settles payments on `day`."""
    return day.weekday() < SATURDAY and day not in CALENDARS[calendar](day.year) and day not in holidays


def business_day_from(day: date, calendar: str, holidays: Collection[date] = ()) -> date:
    """`day` itself, or the first business day after it."""
    while not is_business_day(day, calendar, holidays):
        day += DAY
    return day


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (count - 1))
