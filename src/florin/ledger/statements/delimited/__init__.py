"""CSV of any bank: its shape is found out, written down as a `CsvProfile`, and read without half measures.

Signs are taken as the file writes them; a list in which every amount is positive gets a warning, not a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from florin.ledger.statements.amounts import amount_of, currency_in, decimal_sign, looks_like_amount
from florin.ledger.statements.days import date_order, day_of, looks_like_date
from florin.ledger.statements.delimited.balances import opening_and_closing
from florin.ledger.statements.delimited.columns import (
    Columns,
    columns_by_content,
    columns_by_heading,
    is_nothing,
)
from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.delimited.table import (
    Row,
    delimiter_of,
    header_row_of,
    is_transaction_like,
    rows_of,
)
from florin.ledger.statements.delimited.vocabulary import (
    OUTGOING,
    currency_of_heading,
    is_summary,
    kind_of,
    plain,
    status_of,
)
from florin.ledger.statements.figures import NO_CURRENCY, given, iso_currency, the_one, words
from florin.ledger.statements.line_ids import with_sound_ids
from florin.ledger.statements.statement import Line, Statement, StatementError, StatementFile

__all__ = ["CsvProfile", "read_csv"]

_ORDER_NAMES = {"mdy": "month/day/year", "dmy": "day/month/year", "ymd": "year/month/day"}
_AMOUNT_ROLES = ("amount", "debit", "credit")


@dataclass(slots=True)
class _Reading:
    profile: CsvProfile
    lines: list[tuple[str | None, Line, Decimal | None]] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_csv(text: str, encoding: str, profile: CsvProfile | None = None) -> StatementFile:
    """The statements of a delimited file, one for each account and currency in it."""
    delimiter = profile.delimiter if profile else delimiter_of(text)
    rows = rows_of(text, delimiter)
    if rows and rows[0].original.lower().startswith("sep="):
        rows = rows[1:]
    if not rows:
        raise StatementError("the file is empty")
    warnings: list[str] = []
    found = profile or _profile_of(rows, delimiter, encoding, warnings)
    data = rows if found.header_row is None else rows[found.header_row + 1 :]
    header = [] if found.header_row is None else rows[found.header_row].cells
    _refuse_cut(text, data)
    reading = _Reading(found, warnings=warnings)
    for row in data:
        if row.cells != header:
            _take(reading, row)
    warnings.extend(_left_out(reading.left_out))
    warnings.extend(_sign_warning(reading))
    return StatementFile("csv", with_sound_ids(_statements(reading, header)), tuple(warnings), found)


def _profile_of(rows: list[Row], delimiter: str, encoding: str, warnings: list[str]) -> CsvProfile:
    header = header_row_of(rows)
    if header is None:
        data = [row.cells for row in rows if is_transaction_like(row.cells)]
        columns = columns_by_content(data)
    else:
        data = [row.cells for row in rows[header + 1 :] if row.cells != rows[header].cells]
        columns = columns_by_heading(rows[header].cells, data)
    if "booked" not in columns or not columns.keys() & set(_AMOUNT_ROLES):
        if header is None or any(is_transaction_like(cells) for cells in data):
            raise StatementError(
                "this is no statement: no column of dates beside one of amounts can be made out"
            )
        columns = _columns_of_empty(rows[header].cells)
    headings = [] if header is None else rows[header].cells
    decimal = _decimal(columns, data, delimiter, warnings)
    currency = _currency(columns, headings, data, warnings)
    order = _order(columns, data, decimal, currency, warnings)
    return CsvProfile(delimiter, encoding, header, tuple(columns.items()), order, decimal, currency)


def _columns_of_empty(headings: list[str]) -> Columns:
    """The columns of a list that has a header and no rows yet."""
    return columns_by_heading(headings, [["2000-01-01"] * len(headings)]) | {"amount": (0,)}


def _of(columns: Columns, data: Sequence[Sequence[str]], *roles: str) -> list[str]:
    at = [i for role in roles for i in columns.get(role, ())]
    return [row[i] for row in data for i in at if i < len(row) and not is_nothing(row[i])]


def _decimal(columns: Columns, data: list[list[str]], delimiter: str, warnings: list[str]) -> str:
    samples = [cell for cell in _of(columns, data, *_AMOUNT_ROLES, "balance") if looks_like_amount(cell)]
    sign, sure = decimal_sign(samples, fallback="," if delimiter == ";" else ".")
    if not sure:
        warnings.append(f"whether '.' or ',' stands before the cents cannot be told: '{sign}' is taken")
    return sign


def _currency(
    columns: Columns, headings: list[str], data: list[list[str]], warnings: list[str]
) -> str | None:
    at = [i for role in _AMOUNT_ROLES for i in columns.get(role, ())]
    named = {found for i in at if i < len(headings) and (found := currency_of_heading(headings[i]))}
    named |= {found for cell in _of(columns, data, *_AMOUNT_ROLES) if (found := currency_in(cell))}
    currency = the_one(named)
    if currency is None and not _of(columns, data, "currency"):
        warnings.append("the file names no currency")
    return currency


def _order(
    columns: Columns, data: list[list[str]], decimal: str, currency: str | None, warnings: list[str]
) -> str:
    code = currency or the_one(_of(columns, data, "currency"))
    american = decimal == "." and (code or "USD").upper() == "USD"
    samples = (cell for cell in _of(columns, data, "booked", "value") if looks_like_date(cell))
    found = date_order(samples, fallback="mdy" if american else "dmy")
    if not found.certain:
        warnings.append(
            f"day and month cannot be told apart in any date: read as {_ORDER_NAMES[found.order]}"
        )
    return found.order


def _refuse_cut(text: str, data: list[Row]) -> None:
    """A last row that stops before its line does, with fewer fields than the rows above it, was cut off."""
    if text.endswith(("\n", "\r")) or len(data) < 2:
        return
    usual = Counter(len(row.cells) for row in data[:-1]).most_common(1)[0][0]
    last = data[-1]
    if (
        len(last.cells) < usual
        and not is_summary(last.cells)
        and (len(last.cells) > 1 or last.cells[0][:1].isdigit())
    ):
        raise StatementError(
            "the last row has fewer fields than the others: the file was cut short", f"line {last.line}"
        )


def _take(reading: _Reading, row: Row) -> None:
    profile, where = reading.profile, f"line {row.line}"
    status = status_of(_cell(row, profile.column("status")))
    said = _cell(row, profile.column("booked"))
    amounts = [cell for role in _AMOUNT_ROLES if not is_nothing(cell := _cell(row, profile.column(role)))]
    dated = looks_like_date(said)
    if not dated and status_of(said) == "pending":
        status = "pending"
    elif not dated and (not amounts or not any(map(looks_like_amount, amounts)) or is_summary(row.cells)):
        reading.left_out.setdefault("without a date", []).append(row.line)
        return
    elif not dated:
        raise StatementError(f"'{said[:40]}' is no date", where)
    if status == "void" or not amounts:
        reason = "that never moved money (declined, cancelled)" if status == "void" else "without an amount"
        reading.left_out.setdefault(reason, []).append(row.line)
        return
    booked = day_of(said, profile.date_order, where) if dated else None
    line = _line(profile, row, booked, status, where)
    balance = _cell(row, profile.column("balance"))
    after = amount_of(balance, profile.decimal, where) if looks_like_amount(balance) else None
    reading.lines.append((given(_cell(row, profile.column("account"))), line, after))


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _line(profile: CsvProfile, row: Row, booked: date | None, status: str, where: str) -> Line:
    def said(role: str) -> str | None:
        return given(_cell(row, profile.column(role)))

    value = said("value")
    texts = [_cell(row, at) for at in profile.all_columns("text")]
    code = said("currency") or profile.currency or ""
    return Line(
        booked=booked,
        value=day_of(value, profile.date_order, where) if value and looks_like_date(value) else None,
        amount=_amount(profile, row, where),
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


def _amount(profile: CsvProfile, row: Row, where: str) -> Decimal:
    if profile.column("amount") is not None:
        amount = amount_of(_cell(row, profile.column("amount")), profile.decimal, where)
        mark = _cell(row, profile.column("mark"))
        if mark and amount >= 0:
            amount = -amount if (plain(mark) or mark) in OUTGOING and amount else amount
    else:
        amount = _both_sides(profile, row, where)
    return -amount if profile.sign == "inverted" and amount else amount


def _both_sides(profile: CsvProfile, row: Row, where: str) -> Decimal:
    """The credit cell less the debit cell; a debit that is written negative already says so."""
    debit, credit = (_cell(row, profile.column(role)) for role in ("debit", "credit"))
    spent = None if is_nothing(debit) else amount_of(debit, profile.decimal, where)
    gained = None if is_nothing(credit) else amount_of(credit, profile.decimal, where)
    out = None if spent is None else (-abs(spent) if spent else spent)
    if out is None or gained is None:
        return out if out is not None else gained if gained is not None else Decimal(0)
    if out and gained:
        return gained + out
    return out if out else gained


def _left_out(left_out: dict[str, list[int]]) -> list[str]:
    found: list[str] = []
    for reason, lines in left_out.items():
        some = ", ".join(map(str, lines[:5])) + (" ..." if len(lines) > 5 else "")
        found.append(f"{len(lines)} row{'s' if len(lines) > 1 else ''} {reason} left out (line {some})")
    return found


def _sign_warning(reading: _Reading) -> list[str]:
    profile = reading.profile
    unsigned = profile.column("amount") is not None and profile.column("mark") is None
    moved = [line.amount for _, line, _ in reading.lines if line.amount]
    if unsigned and profile.sign == "as_written" and moved and min(moved) > 0:
        return [
            "every amount is positive and is read as money in: where it was spent, the profile's sign must be 'inverted'"
        ]
    return []


def _statements(reading: _Reading, header: list[str]) -> list[Statement]:
    groups: dict[tuple[str | None, str], list[tuple[Line, Decimal | None]]] = {}
    for account, line, after in reading.lines:
        groups.setdefault((account, line.currency), []).append((line, after))
    if not groups:
        groups[(None, reading.profile.currency or NO_CURRENCY)] = []
    kind = "card" if any("card" in plain(cell).split() for cell in header) else "unknown"
    return [_statement(account, currency, rows, kind) for (account, currency), rows in groups.items()]


def _statement(
    account: str | None, currency: str, rows: list[tuple[Line, Decimal | None]], kind: str
) -> Statement:
    running = [
        (line.booked, line.amount, after)
        for line, after in rows
        if line.status == "booked" and line.booked is not None and after is not None
    ]
    booked = [line for line, _ in rows if line.status == "booked"]
    ends = opening_and_closing(running) if running and len(running) == len(booked) else None
    days = [line.booked for line in booked if line.booked is not None]
    warnings: tuple[str, ...] = ()
    if running and (ends is None or not ends[2]):
        warnings = (
            "the running balances do not follow from the amounts: rows are missing, or signs are turned",
        )
    return Statement(
        account=account,
        bank=None,
        owner=None,
        kind=kind,
        currency=currency,
        opening=ends[0] if ends else None,
        opening_on=min(days) if ends else None,
        closing=ends[1] if ends else None,
        closing_on=max(days) if ends else None,
        lines=tuple(line for line, _ in rows),
        warnings=warnings,
    )
