"""From text to rows: the delimiter, quoted fields with line breaks in them, and where the header stands."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from florin.ledger.statements.amounts import looks_like_amount
from florin.ledger.statements.days import looks_like_date
from florin.ledger.statements.delimited.vocabulary import roles_of_heading
from florin.ledger.statements.figures import MAX_LINES, too_many_lines
from florin.ledger.statements.statement import StatementError

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS, _HEADER_ROWS = 200, 80
_MAX_COLUMNS = 400
_MAX_PHYSICAL_LINES = 2 * MAX_LINES


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[str]
    line: int
    original: str


def rows_of(text: str, delimiter: str) -> list[Row]:
    """All rows that are not empty; a quoted field without an end shows that the file was cut short."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            original, line = lines.taken()
            if line > _MAX_PHYSICAL_LINES:
                raise too_many_lines()
            if any(cell.strip() for cell in cells):
                rows.append(Row(cells, line, original))
            if len(rows) > MAX_LINES + _HEADER_ROWS:
                raise too_many_lines()
            if len(cells) > _MAX_COLUMNS:
                raise StatementError(f"the row has more than {_MAX_COLUMNS} columns", f"line {line}")
    except csv.Error as error:
        where = f"line {reader.line_num}"
        if "unexpected end of data" in str(error):
            raise StatementError("the file ends inside a quoted field: it was cut short", where) from None
        raise StatementError(f"the row cannot be split into its fields ({error})", where) from None
    return rows


class _Lines:
    """The lines of a text for the csv reader, remembering which of them made the last row."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline=None)  # every kind of line end becomes one
        self._taken: list[str] = []
        self._next = 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        return line

    def taken(self) -> tuple[str, int]:
        """The raw text of the row just read, and the line on which it began."""
        original, start = "".join(self._taken).rstrip("\n"), self._next
        self._next += len(self._taken)
        self._taken = []
        return original, start


def delimiter_of(text: str) -> str:
    """The delimiter under which the file is most like a table with a header that we know."""
    if text[:5].lower().startswith("sep=") and text[4:5] in _DELIMITERS:
        return text[4]
    scores = {mark: _score(text, mark) for mark in _DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    if scores[best] <= 0:
        raise StatementError("this is no statement: no table with dates and amounts is in it")
    return best


def _score(text: str, delimiter: str) -> float:
    rows = _sample(text, delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    header = max((len(known_headings(row)) for row in rows[:_HEADER_ROWS]), default=0)
    width, count = widths.most_common(1)[0]
    dated = sum(1 for row in rows if is_transaction_like(row))
    return (
        header * 4 + (count / len(rows)) * 2 + (dated / len(rows)) * 6 + min(width, 20) / 20
        if dated or header > 1
        else 0.0
    )


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text[: 1 << 17], newline=None), delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                rows.append(cells[:_MAX_COLUMNS])
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def is_transaction_like(cells: list[str]) -> bool:
    """Whether a row has a date and a figure in different cells."""
    dates = [i for i, cell in enumerate(cells) if looks_like_date(cell)]
    return bool(dates) and any(looks_like_amount(cell) for i, cell in enumerate(cells) if i not in dates)


def known_headings(cells: list[str]) -> set[str]:
    """The roles that the cells of a row name, if it is a header."""
    return {role for cell in cells for role in roles_of_heading(cell)}


def header_row_of(rows: list[Row]) -> int | None:
    """The row that names a date and an amount, and most besides; None where there is no header."""
    best, most = None, 0
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        named = known_headings(row.cells)
        if "booked" in named | ({"booked"} if "value" in named else set()) and named & {
            "amount",
            "debit",
            "credit",
        }:
            count = sum(1 for cell in row.cells if roles_of_heading(cell))
            if count > most:
                best, most = number, count
    return best
