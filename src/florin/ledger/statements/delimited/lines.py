"""From a row of cells to a statement line, by a profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from florin.ledger.statements.amounts import amount_of, looks_like_amount
from florin.ledger.statements.days import day_of, looks_like_date
from florin.ledger.statements.delimited.columns import is_nothing
from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.delimited.table import Row
from florin.ledger.statements.delimited.vocabulary import OUTGOING, is_summary, kind_of, plain, status_of
from florin.ledger.statements.figures import given, iso_currency, words
from florin.ledger.statements.statement import Line, StatementError

_AMOUNT_ROLES = ("amount", "debit", "credit")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A line with what its row says beside it: whose account, the balance after it, a fee taken on top."""

    account: str | None
    line: Line
    after: Decimal | None
    fee: Decimal | None


@dataclass(slots=True)
class ReadRows:
    """`left_out` names, by reason, the lines of the rows that are no movement."""

    rows: list[ReadRow] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Way:
    """The profile with what is looked up for every row at hand."""

    profile: CsvProfile
    first: dict[str, int]
    texts: tuple[int, ...]
    debits_signed: bool


def lines_of(profile: CsvProfile, data: list[Row]) -> ReadRows:
    """Every row as a line; one with an amount but without a date is refused, not passed over."""
    first = {role: columns[0] for role, columns in profile.columns if columns}
    debits = [cell for row in data if looks_like_amount(cell := _cell(row, first.get("debit")))]
    signed = bool(debits) and all(_is_negative(cell) for cell in debits)
    way = _Way(profile, first, profile.all_columns("text"), signed)
    read = ReadRows()
    for row in data:
        _take(read, way, row)
    return read


def _is_negative(cell: str) -> bool:
    return "-" in cell or "(" in cell or not any(digit in cell for digit in "123456789")


def _take(read: ReadRows, way: _Way, row: Row) -> None:
    order, first, where = way.profile.date_order, way.first, f"line {row.line}"
    said = _cell(row, first.get("booked"))
    amounts = [cell for role in _AMOUNT_ROLES if not is_nothing(cell := _cell(row, first.get(role)))]
    dated = looks_like_date(said)
    status = status_of(_cell(row, first.get("status")))
    status = "pending" if not dated and status_of(said) == "pending" else status
    reason = _reason_to_leave_out(row, status, dated, amounts)
    if reason:
        read.left_out.setdefault(reason, []).append(row.line)
        return
    if not dated and status != "pending":
        raise StatementError(f"'{said[:40]}' is no date" if said else "there is an amount but no date", where)
    booked = day_of(said, order, where) if dated else None
    line = _line(way, row, booked, status, where)
    after, fee = (_figure(way, row, role, where) for role in ("balance", "fee"))
    read.rows.append(ReadRow(given(_cell(row, first.get("account"))), line, after, fee))


def _figure(way: _Way, row: Row, role: str, where: str) -> Decimal | None:
    said = _cell(row, way.first.get(role))
    return amount_of(said, way.profile.decimal, where) if looks_like_amount(said) else None


def _reason_to_leave_out(row: Row, status: str, dated: bool, amounts: list[str]) -> str | None:
    if status == "void":
        return "that never moved money (declined, cancelled)"
    if (
        not dated
        and status != "pending"
        and (not any(map(looks_like_amount, amounts)) or is_summary(row.cells))
    ):
        return "without a date"
    return None if amounts else "without an amount"


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _line(way: _Way, row: Row, booked: date | None, status: str, where: str) -> Line:
    profile, first = way.profile, way.first

    def said(role: str) -> str | None:
        return given(_cell(row, first[role])) if role in first else None

    value = said("value")
    texts = [_cell(row, at) for at in way.texts]
    code = said("currency") or profile.currency or ""
    return Line(
        booked=booked,
        value=day_of(value, profile.date_order, where) if value and looks_like_date(value) else None,
        amount=_amount(way, row, where),
        currency=iso_currency(code, where),
        status=status,
        counterparty=said("counterparty"),
        counterparty_account=said("counterparty_account"),
        text=words(*texts) or words(said("counterparty")) or words(said("type"), said("reference")),
        reference=said("reference"),
        bank_id=said("bank_id"),
        kind=kind_of(said("type") or ""),
        original=row.original,
        where=where,
    )


def _amount(way: _Way, row: Row, where: str) -> Decimal:
    if "amount" in way.first:
        amount = amount_of(_cell(row, way.first["amount"]), way.profile.decimal, where)
        mark = _cell(row, way.first.get("mark"))
        if mark and amount > 0 and (plain(mark) or mark) in OUTGOING:
            amount = -amount
    else:
        amount = _both_sides(way, row, where)
    return -amount if way.profile.sign == "inverted" and amount else amount


def _both_sides(way: _Way, row: Row, where: str) -> Decimal:
    """The credit cell less the debit cell, unless the file already writes every debit negative."""
    debit, credit = (_cell(row, way.first.get(role)) for role in ("debit", "credit"))
    spent = None if is_nothing(debit) else amount_of(debit, way.profile.decimal, where)
    gained = None if is_nothing(credit) else amount_of(credit, way.profile.decimal, where)
    if spent and not way.debits_signed:
        spent = -spent
    moved = [amount for amount in (spent, gained) if amount]
    # A nought in the other cell must not change the scale.
    return sum(moved[1:], moved[0]) if moved else next(each for each in (spent, gained) if each is not None)
