"""The shape of a CSV that no profile describes: columns, date order, decimal sign and currency."""

from __future__ import annotations

from collections.abc import Sequence

from florin.ledger.statements.amounts import currency_in, decimal_sign, looks_like_amount
from florin.ledger.statements.days import date_order, looks_like_date
from florin.ledger.statements.delimited.columns import (
    Columns,
    columns_by_content,
    columns_by_heading,
    is_nothing,
)
from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.delimited.table import Row, header_row_of, is_transaction_like
from florin.ledger.statements.delimited.vocabulary import currency_of_heading
from florin.ledger.statements.figures import the_one
from florin.ledger.statements.statement import StatementError

_ORDER_NAMES = {"mdy": "month/day/year", "dmy": "day/month/year", "ymd": "year/month/day"}
_AMOUNT_ROLES = ("amount", "debit", "credit")


def guessed_profile(rows: list[Row], delimiter: str, encoding: str, warnings: list[str]) -> CsvProfile:
    """The profile that fits the rows; what could not be decided is added to `warnings`."""
    header = header_row_of(rows)
    if header is None:
        data = [row.cells for row in rows if is_transaction_like(row.cells)]
        columns = columns_by_content(data)
    else:
        data = [row.cells for row in rows[header + 1 :] if row.cells != rows[header].cells]
        columns = columns_by_heading(rows[header].cells, data)
    if "booked" not in columns or not columns.keys() & set(_AMOUNT_ROLES):
        raise StatementError("this is no statement: no column of dates beside one of amounts is in it")
    headings = [] if header is None else rows[header].cells
    decimal = _decimal(columns, data, delimiter, warnings)
    currency = _currency(columns, headings, data, warnings)
    order = _order(columns, data, decimal, currency, warnings)
    return CsvProfile(delimiter, encoding, header, tuple(columns.items()), order, decimal, currency)


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
