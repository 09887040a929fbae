"""What every format is read into: files of statements of lines, amounts exact, money out negative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from florin.ledger.statements.delimited.profile import CsvProfile


class StatementError(Exception):
    """The file is no statement, is cut short or contradicts itself; the message is for its sender."""

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of one account.

    `amount` is signed, money out of the account negative, in the scale of the file. `booked` is None only
    for a pending line without a date. `bank_id` is an id that the bank gives to this very line and repeats in
    every file. `kind` comes from the file's own codes only. `currency` is XXX where the file names none.
    """

    booked: date | None
    value: date | None
    amount: Decimal
    currency: str
    status: str
    counterparty: str | None
    counterparty_account: str | None
    text: str
    reference: str | None
    bank_id: str | None
    kind: str | None
    original: str
    where: str


@dataclass(frozen=True, slots=True)
class Position:
    """One holding of an investment account, in units of the security; price and value in `currency`."""

    security: str
    security_id: str
    id_type: str | None
    units: Decimal
    price: Decimal | None
    value: Decimal | None
    currency: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One account over one period; `kind` is current, savings, card, loan, investment, cash or unknown."""

    account: str | None
    bank: str | None
    owner: str | None
    kind: str
    currency: str
    opening: Decimal | None
    opening_on: date | None
    closing: Decimal | None
    closing_on: date | None
    lines: tuple[Line, ...]
    positions: tuple[Position, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool | None:
        """Whether opening + booked lines == closing; None when either balance is unknown."""
        if self.opening is None or self.closing is None:
            return None
        moved = sum((line.amount for line in self.lines if line.status == "booked"), Decimal(0))
        return self.opening + moved == self.closing


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What one file held; `profile` says how a CSV was read and is None for the other formats."""

    format: str
    statements: tuple[Statement, ...]
    warnings: tuple[str, ...] = ()
    profile: CsvProfile | None = None
