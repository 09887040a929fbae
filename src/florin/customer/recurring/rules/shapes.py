"""What series are found in and what they consist of: plain values, amounts in whole minor units."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["in", "out"]
Shift = Literal["before", "after", "none"]
CadenceName = Literal["weekly", "biweekly", "semi_monthly", "monthly", "quarterly", "yearly"]


@dataclass(frozen=True, slots=True)
class Payment:
    """One booked movement on one account; `amount` in minor units of `currency`, out is negative."""

    entry: int
    account: str
    day: date
    amount: int
    currency: str
    name: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """Payments that come again.

    `anchors`: the days of the month that they fall on (31: its last), empty where weeks count. `due`: the
    next day by the calendar alone, `shift` where it goes when the bank is closed. `typical`, `low`, `high`:
    minor units without sign, of the price that holds now; `was` what it came to before it changed on
    `changed`. `expected`: how many there would be from `first` to `last` if none had been skipped.
    `past`: what the last times came to, newest first, 0 where one was skipped. `returned`: when the bill that
    is due was asked for, where it was sent back. `evidence`: entry ids, newest first.
    """

    account: str
    direction: Direction
    payee: str
    name: str
    kind: str | None
    currency: str
    cadence: CadenceName
    anchors: tuple[int, ...]
    due: date
    shift: Shift
    typical: int
    low: int
    high: int
    was: int | None
    changed: date | None
    first: date
    last: date
    count: int
    expected: int
    past: tuple[int, ...]
    returned: date | None
    evidence: tuple[int, ...]
