"""What the picture is computed from and what it consists of: plain values, amounts in whole minor units."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from florin.language.slots import Slot

Kind = Literal["current", "savings", "card", "loan", "investment", "cash", "mortgage", "unknown"]
Unit = Literal["money", "days", "rate", "count"]


@dataclass(frozen=True, slots=True)
class AccountState:
    """One of the customer's accounts as it stands today.

    `balance`: minor units of `currency`, negative where the customer owes. `rate`: a yearly fraction: what a
    current or savings account pays, what a card, loan or mortgage costs. `here`: kept at this bank. `held`:
    minor units of the balance that holds and planned transfers already speak for. `limit`: the most that may
    be owed on a card, minor units, None where it is not known. `holdings`: what securities on it are worth,
    beside the balance.
    """

    id: str
    kind: Kind
    here: bool
    currency: str
    balance: int
    rate: Decimal | None
    rate_source: str | None
    opened: date
    held: int = 0
    limit: int | None = None
    holdings: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting on one of the customer's accounts, in that account's currency (money out is negative).

    A transfer inside one entry between two own accounts is two movements of the same `entry`. `opening`: the
    entry that brings in the balance from before the first known line; never income or spending.
    """

    entry: int
    account: str
    booked: date
    amount: int
    kind: str | None
    text: str
    counterparty: str | None
    opening: bool


Figures = tuple[tuple[str, Slot], ...]  # (code, typed value); text under "figure.<code>" of the catalogue


@dataclass(frozen=True, slots=True)
class FactValue:
    """One fact: its value, or the code of what is missing ("missing.<code>"), and the entries it rests on.

    `value`: minor units of `currency` for "money", whole days, a fraction for "rate", or a count; None where
    not known. `evidence`: entry ids, newest first.
    """

    name: str
    unit: Unit
    value: int | Decimal | None
    currency: str | None
    known: bool
    missing: str | None
    evidence: tuple[int, ...]
    figures: Figures


Picture = dict[str, FactValue]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a definition found: a value as in FactValue, or the code of what is missing."""

    value: int | Decimal | None = None
    evidence: tuple[int, ...] = ()
    figures: Figures = ()
    missing: str | None = None
