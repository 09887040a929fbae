"""Two clocks: the wall in UTC for sessions, audit and retries; the business date for money and law."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """`now()` is an aware UTC instant; `business_date()` the bank's calendar day."""

    now: Callable[[], datetime]
    business_date: Callable[[], date]


def system_clock(time_zone: str = "UTC") -> Clock:
    """The real clock, with business dates in the bank's `time_zone` (IANA name)."""
    zone = ZoneInfo(time_zone)
    return Clock(now=lambda: datetime.now(UTC), business_date=lambda: datetime.now(zone).date())


def fixed_clock(at: datetime) -> Clock:
    """A clock that stands still at the aware instant `at`, for tests and replays."""
    return Clock(now=lambda: at, business_date=at.date)
