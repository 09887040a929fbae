"""CSV of any bank: its shape is found out, written down as a `CsvProfile`, and read without half measures.

Signs are taken as the file writes them; a list in which every amount is positive gets a warning, not a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from florin.ledger.statements.delimited.balances import opening_and_closing
from florin.ledger.statements.delimited.guess import guessed_profile
from florin.ledger.statements.delimited.lines import ReadRow, lines_of
from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.delimited.table import Row, delimiter_of, rows_of
from florin.ledger.statements.delimited.vocabulary import is_summary, plain
from florin.ledger.statements.figures import NO_CURRENCY
from florin.ledger.statements.line_ids import with_sound_ids
from florin.ledger.statements.statement import Statement, StatementError, StatementFile

__all__ = ["CsvProfile", "read_csv"]

_CARD_HEADINGS = {
    "card no",
    "card number",
    "card",
    "card member",
    "card used for transaction",
    "kartennummer",
}


def read_csv(text: str, encoding: str, profile: CsvProfile | None = None) -> StatementFile:
    """The statements of a delimited file, one for each account and currency in it."""
    delimiter = profile.delimiter if profile else delimiter_of(text)
    rows = rows_of(text, delimiter)
    if rows and rows[0].original.lower().startswith("sep="):
        rows = rows[1:]
    warnings: list[str] = []
    found = profile or guessed_profile(rows, delimiter, encoding, warnings)
    if found.header_row is not None and found.header_row >= len(rows):
        raise StatementError("the file has no header in the row where its profile expects one")
    header = [] if found.header_row is None else rows[found.header_row].cells
    data = rows if found.header_row is None else rows[found.header_row + 1 :]
    _refuse_cut(text, data)
    read = lines_of(found, [row for row in data if row.cells != header])
    kind = "card" if any(plain(cell) in _CARD_HEADINGS for cell in header) else "unknown"
    statements = with_sound_ids(_statements(read.rows, found.currency or NO_CURRENCY, kind))
    warnings.extend(_left_out(read.left_out))
    warnings.extend(_sign_warning(found, statements))
    return StatementFile("csv", statements, tuple(warnings), found)


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


def _left_out(left_out: dict[str, list[int]]) -> list[str]:
    found: list[str] = []
    for reason, lines in left_out.items():
        some = ", ".join(map(str, lines[:5])) + (" ..." if len(lines) > 5 else "")
        found.append(f"{len(lines)} row{'s' if len(lines) > 1 else ''} {reason} left out (line {some})")
    return found


def _sign_warning(profile: CsvProfile, statements: Sequence[Statement]) -> list[str]:
    """Nothing but positive amounts may mean money spent, unless an account's running balances hold."""
    unsigned = profile.column("amount") is not None and profile.column("mark") is None
    if not unsigned or profile.sign != "as_written":
        return []
    moved = [line.amount for each in statements for line in each.lines if line.amount]
    proved = all(each.balanced and each.kind != "card" for each in statements)
    if not moved or min(moved) < 0 or proved:
        return []
    return [
        "every amount is positive and is read as money in; where it means money spent, "
        "the profile's sign must be 'inverted'"
    ]


def _statements(rows: Sequence[ReadRow], currency: str, kind: str) -> list[Statement]:
    groups: dict[tuple[str | None, str], list[ReadRow]] = {}
    for row in rows:
        groups.setdefault((row.account, row.line.currency), []).append(row)
    if not groups:
        groups[(None, currency)] = []
    return [_statement(account, each, group, kind) for (account, each), group in groups.items()]


def _statement(account: str | None, currency: str, rows: Sequence[ReadRow], kind: str) -> Statement:
    ends = _ends(rows)
    warnings: tuple[str, ...] = ()
    if any(row.fee for row in rows) and not (ends and ends[2]):
        with_fees = [_with_fee(row) for row in rows]
        if (after := _ends(with_fees)) and after[2]:
            rows, ends = with_fees, after
            warnings = ("the running balances show that fees came on top: each is part of its line's amount",)
    if any(row.after is not None for row in rows) and not (ends and ends[2]):
        warnings = (
            "the running balances do not follow from the amounts: rows are missing, or signs are turned",
        )
    days = [row.line.booked for row in rows if row.line.status == "booked" and row.line.booked is not None]
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
        lines=tuple(row.line for row in rows),
        warnings=warnings,
    )


def _ends(rows: Sequence[ReadRow]) -> tuple[Decimal, Decimal, bool] | None:
    """Opening, closing and whether the running balances hold, where every booked row has one."""
    booked = [row for row in rows if row.line.status == "booked"]
    running: list[tuple[date, Decimal, Decimal]] = [
        (row.line.booked, row.line.amount, row.after)
        for row in booked
        if row.line.booked is not None and row.after is not None
    ]
    return opening_and_closing(running) if running and len(running) == len(booked) else None


def _with_fee(row: ReadRow) -> ReadRow:
    if not row.fee:
        return row
    return replace(row, line=replace(row.line, amount=row.line.amount - abs(row.fee)))
