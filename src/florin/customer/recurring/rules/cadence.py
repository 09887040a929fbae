"""The rhythms that are looked for, as data, and how well days keep to one."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from florin.customer.recurring.rules.bank_days import Around, BankDays, around
from florin.customer.recurring.rules.shapes import CadenceName

LAST_OF_MONTH = 31
KEPT = 0.85  # at least this share of the payments is on its day
PRESENT = 0.75  # and at least this share of the days has its payment
MOST_ANCHORS = 5  # days of the month that are tried: those that occur most often, and the month's last


@dataclass(frozen=True, slots=True)
class Cadence:
    """One rhythm: every `days` days, or every `months` months on `per_month` days of the month.

    `gap`: the days between two payments, in the middle of all, that make it worth trying. `slack`: days that
    a payment may be off beyond what closed days explain. `grace`: days after which it is missed. `least`: how
    many must be there before anything is claimed.
    """

    name: CadenceName
    gap: tuple[int, int]
    slack: int
    grace: int
    least: int
    days: int = 0
    months: int = 0
    per_month: int = 1


CADENCES: tuple[Cadence, ...] = (
    Cadence("weekly", (5, 9), slack=1, grace=4, least=4, days=7),
    Cadence("biweekly", (11, 17), slack=1, grace=5, least=3, days=14),
    Cadence("semi_monthly", (11, 19), slack=1, grace=5, least=4, months=1, per_month=2),
    Cadence("monthly", (25, 36), slack=3, grace=7, least=3, months=1),
    Cadence("quarterly", (82, 100), slack=5, grace=14, least=3, months=3),
    Cadence("yearly", (350, 381), slack=7, grace=21, least=3, months=12),
)
BY_NAME = {cadence.name: cadence for cadence in CADENCES}


@dataclass(frozen=True, slots=True)
class Beat:
    """A cadence at its place in the calendar: slot 0 is the day `origin` (an ordinal) where weeks count, else
    the first of `anchors` in the month `origin` (counted from year 0)."""

    cadence: Cadence
    origin: int
    anchors: tuple[int, ...] = ()

    def nominal(self, slot: int) -> int:
        """The day of a slot by the calendar alone, as an ordinal."""
        if self.cadence.days:
            return self.origin + self.cadence.days * slot
        turn, which = divmod(slot, len(self.anchors))
        return _on_anchor(self.origin + turn * self.cadence.months, self.anchors[which])

    def slot(self, day: "Day") -> int:
        """The slot whose nominal day is nearest."""
        cadence = self.cadence
        if cadence.days:
            return (day.ordinal - self.origin + cadence.days // 2) // cadence.days
        slot = (day.month - self.origin) // cadence.months * len(self.anchors)
        if len(self.anchors) > 1:
            return min(range(slot - 1, slot + 3), key=lambda near: abs(self.nominal(near) - day.ordinal))
        away = day.ordinal - self.nominal(slot)
        return slot + (away > cadence.months * 15) - (away < -15)


class Day(NamedTuple):
    """A day as it is reckoned with: its ordinal, its month counted from year 0, and its day of the month."""

    ordinal: int
    month: int
    of_month: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How days keep to a beat: the slot of each, None for one that keeps to none or comes twice."""

    beat: Beat
    slots: tuple[int | None, ...]
    off: float  # days off on average, beyond what closed days explain
    raw: float  # days off on average, as the calendar counts

    @property
    def kept(self) -> list[int]:
        """The positions of the days that keep to it."""
        return [at for at, slot in enumerate(self.slots) if slot is not None]

    @property
    def taken(self) -> list[int]:
        """The slots of the days that keep to it, in order."""
        return [slot for slot in self.slots if slot is not None]

    @property
    def span(self) -> int:
        """The slots from the first kept day to the last."""
        slots = self.taken
        return slots[-1] - slots[0] + 1 if slots else 0

    def slot_of(self, day: date) -> int:
        """The slot whose nominal day is nearest."""
        return self.beat.slot(_day(day))

    def on_time(self, dates: Sequence[date], bank: BankDays) -> list[bool]:
        """Of each of `dates` whether it is the one that keeps best to its slot, of several that would."""
        near, days = around(bank), [_day(day) for day in dates]
        best: dict[int, tuple[int, int, int]] = {}
        for at, day in enumerate(days):
            slot = self.beat.slot(day)
            nominal = self.beat.nominal(slot)
            before, after = near(nominal)
            away = max(before - day.ordinal, day.ordinal - after, 0)
            if away <= self.beat.cadence.slack:
                best[slot] = min(best.get(slot, (away + 1, 0, 0)), (away, abs(day.ordinal - nominal), at))
        kept = {at for _, _, at in best.values()}
        return [at in kept for at in range(len(days))]

    def free_near(self, dates: Sequence[date], bank: BankDays) -> list[int | None]:
        """Of each of `dates` the slot after its first that would be missed without it, if it is near one."""
        taken, near = self.taken, around(bank)
        found: list[int | None] = []
        for day in map(_day, dates):
            slot = self.beat.slot(day)
            before, after = near(self.beat.nominal(slot))
            close = max(before - day.ordinal, day.ordinal - after) <= self.beat.cadence.grace
            found.append(slot if close and slot > taken[0] and slot not in taken else None)
        return found

    def holds(self, retries: int = 0) -> bool:
        """Whether it is a rhythm at all, where so many of the days may be none of its own."""
        kept = len(self.kept)
        wanted = max(self.beat.cadence.least, KEPT * (len(self.slots) - retries), PRESENT * self.span)
        return kept >= wanted


@lru_cache(maxsize=4096)
def _month(month: int) -> tuple[int, int]:
    """The ordinal of the day before the month's first, and its days."""
    year, of_year = divmod(month, 12)
    return date(year, of_year + 1, 1).toordinal() - 1, monthrange(year, of_year + 1)[1]


def _on_anchor(month: int, anchor: int) -> int:
    """The day `anchor` of the month, its last where it has no such."""
    before, days = _month(month)
    return before + min(anchor, days)


def _day(day: date) -> Day:
    return Day(day.toordinal(), day.year * 12 + day.month - 1, day.day)


def following(cadence: Cadence, anchors: Sequence[int], due: date) -> date:
    """The next nominal day after the nominal day `due`."""
    if cadence.days:
        return due + timedelta(days=cadence.days)
    month = _day(due).month
    later = [_on_anchor(month, anchor) for anchor in anchors]
    later.append(_on_anchor(month + cadence.months, anchors[0]))
    return date.fromordinal(min(day for day in later if day > due.toordinal()))


def best_fit(dates: Sequence[date], bank: BankDays, retries: int = 0) -> Fit | None:
    """The rhythm that `dates` (in order) keep to best; None where they keep to none.

    `retries`: so many of them at most ask again for what came back. The slowest rhythm that leaves out no
    more is theirs then: one that takes the retries for its own is quicker.
    """
    days = [_day(day) for day in dates]
    gaps = sorted(b.ordinal - a.ordinal for a, b in pairwise(days) if b.ordinal > a.ordinal)
    if not gaps:
        return None
    middle = gaps[len(gaps) // 2]
    fits = [
        fit
        for cadence in CADENCES
        if (cadence.gap[0] <= middle or retries) and middle <= cadence.gap[1] and len(days) >= cadence.least
        for fit in (_fit_of(cadence, days, around(bank)),)
        if fit is not None and fit.holds(retries)
    ]
    return fits[-1] if fits and retries else min(fits, key=_worse, default=None)


def _worse(fit: Fit) -> tuple[int, float, float]:
    return -len(fit.kept), fit.off, fit.raw


def _fit_of(cadence: Cadence, days: Sequence[Day], near: Around) -> Fit | None:
    best: Fit | None = None
    for beat in _beats(cadence, days):
        fit = _measured(beat, days, near)
        if best is None or _worse(fit) < _worse(best):
            best = fit
            if not best.raw and None not in best.slots:
                break
    return best


def _beats(cadence: Cadence, days: Sequence[Day]) -> list[Beat]:
    """The places in the calendar that are tried."""
    if cadence.days:
        return [Beat(cadence, day) for day in _phases(days, cadence.days)]
    if cadence.per_month == 1:
        near = (0, 1, -1) if cadence.months > 1 else (0,)  # at a month's edge one may belong to the next
        starts = dict.fromkeys(day.month + step for step in near for day in (days[0], days[-1]))
        apart = {start % cadence.months: start for start in reversed(starts)}
        return [Beat(cadence, start, (anchor,)) for start in apart.values() for anchor in _anchors(days)]
    halves = _halves(days)
    if halves is None:
        return []
    return [
        Beat(cadence, days[0].month - 1, tuple(sorted((one, other))))
        for one in _anchors(halves[0])
        for other in _anchors(halves[1])
        if one != other
    ]


def _phases(days: Sequence[Day], period: int) -> list[int]:
    """One day of each phase that occurs often, the most frequent first."""
    phases = Counter(day.ordinal % period for day in days)
    one = {day.ordinal % period: day.ordinal for day in reversed(days)}
    return [one[phase] for phase, _ in phases.most_common(MOST_ANCHORS)]


def _anchors(days: Sequence[Day]) -> list[int]:
    found = [anchor for anchor, _ in Counter(day.of_month for day in days).most_common(MOST_ANCHORS)]
    edge = any(day.of_month >= 28 for day in days) and LAST_OF_MONTH not in found
    return [*found, LAST_OF_MONTH] if edge else found


def _halves(days: Sequence[Day]) -> tuple[list[Day], list[Day]] | None:
    """The days cut into two groups at the two widest gaps of the month's circle."""
    of_month = sorted({day.of_month for day in days})
    if len(of_month) < 2:
        return None
    gaps = [
        (after - before, before)
        for before, after in zip(of_month, [*of_month[1:], of_month[0] + LAST_OF_MONTH], strict=True)
    ]
    (_, one), (_, other) = sorted(sorted(gaps, reverse=True)[:2], key=lambda gap: gap[1])
    inside = [day for day in days if one < day.of_month <= other]
    outside = [day for day in days if not one < day.of_month <= other]
    return (inside, outside) if inside and outside else None


def _measured(beat: Beat, days: Sequence[Day], near: Around) -> Fit:
    taken: set[int] = set()
    slots: list[int | None] = []
    off = raw = 0
    slack = beat.cadence.slack
    for day in days:
        slot = beat.slot(day)
        nominal = beat.nominal(slot)
        before, after = near(nominal)
        away = max(before - day.ordinal, day.ordinal - after, 0)
        if away <= slack and slot not in taken:
            slots.append(slot)
            taken.add(slot)
            off += away
            raw += abs(day.ordinal - nominal)
        else:
            slots.append(None)
    kept = max(len(taken), 1)
    return Fit(beat, tuple(slots), off / kept, raw / kept)
