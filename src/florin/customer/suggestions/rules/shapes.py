"""What a suggestion consists of before it is kept: an action, its effect in money, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from florin.language.slots import Slot


@dataclass(frozen=True, slots=True)
class BankTerms:
    """What this bank offers: yearly savings rate as a fraction (None: no savings account on offer), and the
    balance, in minor units of the household currency, from which a current account here costs no
    maintenance fee (None: no such rule)."""

    savings_rate: Decimal | None
    maintenance_free_balance: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Money gained or saved, in minor units of the proposal's currency; low <= value <= high."""

    value: int
    low: int
    high: int
    period: Literal["year", "once"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: text under "reason.<code>" of the catalogue, filled with `slots`."""

    code: str
    slots: tuple[tuple[str, Slot], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One suggestion. `key` stays the same while the advice is the same, so that it is updated, not repeated.

    `amount`: minor units of `currency`, None for a reminder. `to_account` None with action "transfer": open a
    savings account here first. `slots`: what "suggestion.<kind>..." texts need. `evidence`: entry ids.
    `variant`: None, or the part of the catalogue key after the kind ("suggestion.<kind>.<variant>.title").
    """

    kind: Literal["move_idle_cash", "pay_dearest_debt", "avoid_fee", "close_gap"]
    key: str
    action: Literal["transfer", "sweep", "remind"]
    from_account: str | None
    to_account: str | None
    amount: int | None
    currency: str
    effect: Effect
    reasons: tuple[Reason, ...]
    figures: tuple[tuple[str, Slot], ...]
    evidence: tuple[int, ...]
    expires: date
    variant: str | None = None
    slots: tuple[tuple[str, Slot], ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """What made a proposal; the hash of its source is `model_hash()`."""

    name: str
    version: str
