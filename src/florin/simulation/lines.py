"""The lines of one month while it is being made: plain columns, text only as a number that stands for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from florin.simulation.draws import Floats
from florin.simulation.shapes import ACCOUNTS, EVENTS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Records = NDArray[np.void]
Whole = Ints | int

CURRENT, SAVINGS, CARD, LOAN, MORTGAGE, INVESTMENT, BUSINESS, FOREIGN = range(len(ACCOUNTS))
LINE_KINDS = (
    "salary",
    "transfer",
    "direct_debit",
    "card",
    "cash",
    "fee",
    "interest",
    "refund",
    "dividend",
    "valuation",
)
# What becomes of a line when the current account cannot pay it:
BOOKED, DECLINED, RETURNED, MISSED, SKIPPED, AGAIN = range(6)
# booked all the same; a purchase that is declined; a debit that is sent back; an own debt's payment that does
# not happen; a saving that is left out; an old bill that stays owed

LINE = np.dtype(
    [
        ("household", np.int32),
        ("account", np.int8),
        ("day", np.int8),  # 0 is the first of the month
        ("kind", np.int8),
        ("when_short", np.int8),
        ("event", np.int8),  # 0: none, else 1 + its place in EVENTS
        ("recurring", np.bool_),
        ("category", np.int16),
        ("pair", np.int32),  # 0, or what both halves of a transfer bear
        ("amount", np.int64),  # minor units, out is negative
        ("text", np.int64),
    ],
    align=True,
)


def event_code(name: str) -> int:
    """What stands for an event in a line."""
    return 1 + EVENTS.index(name)


@dataclass(slots=True)
class Lines:
    """The month's lines, part by part; `household` is a position in the block."""

    parts: list[Records] = field(default_factory=list)
    pairs: int = 0

    def add(
        self,
        household: Ints,
        account: Whole,
        day: Whole,
        amount: Floats | Ints,
        kind: str | Ints,
        category: Whole,
        text: Whole,
        *,
        recurring: bool | Bools = False,
        event: Whole = 0,
        when_short: Whole = BOOKED,
    ) -> None:
        """One line a household; amounts are rounded, and what rounds to nothing is left out."""
        if not len(household):
            return
        made = np.zeros(len(household), LINE)
        made["household"] = household
        made["account"] = account
        made["day"] = day
        made["amount"] = np.rint(amount)
        made["kind"] = LINE_KINDS.index(kind) if isinstance(kind, str) else kind
        made["category"] = category
        made["text"] = text
        made["recurring"] = recurring
        made["event"] = event
        made["when_short"] = when_short
        self.parts.append(made[made["amount"] != 0])

    def move(
        self,
        household: Ints,
        accounts: tuple[int, int],
        day: Whole,
        amount: Floats | Ints,
        category: int,
        texts: tuple[Whole, Whole],
        *,
        recurring: bool = True,
        when_short: int = BOOKED,
    ) -> None:
        """`amount` (positive) from one own account to another: two lines, each the other's twin."""
        if not len(household):
            return
        whole = np.rint(amount).astype(np.int64)
        at = whole > 0
        pair = self.pairs + 1 + np.arange(len(household))
        self.pairs += len(household)
        for side, account, text in zip((-1, 1), accounts, texts, strict=True):
            before = len(self.parts)
            self.add(
                household[at],
                account,
                day[at] if isinstance(day, np.ndarray) else day,
                whole[at] * side,
                "transfer",
                category,
                text[at] if isinstance(text, np.ndarray) else text,
                recurring=recurring,
                when_short=when_short,
            )
            for part in self.parts[before:]:
                part["pair"] = pair[at]

    def all(self) -> Records:
        """All lines, unordered."""
        return joined(self.parts)


def joined(parts: Sequence[Records]) -> Records:
    """The parts as one."""
    return np.concatenate(parts) if parts else np.zeros(0, LINE)


def summed(lines: Records, at: Bools, size: int) -> Floats:
    """The amounts of the lines `at`, summed by household, minor units."""
    return np.bincount(lines["household"][at], lines["amount"][at].astype(float), size).astype(np.float64)


def sums(lines: Records, shape: tuple[int, int], columns: Ints) -> Ints:
    """The lines' amounts summed by household and by `columns`, exact."""
    total = np.zeros(shape, np.int64)
    np.add.at(total, (lines["household"], columns), lines["amount"])
    return total
