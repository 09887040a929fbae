"""Transactions as rows of a table that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Sequence

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def cell(words: str | None) -> str:
    """Text of a person or bank as a cell: an apostrophe before what would be read as a formula."""
    if not words:
        return ""
    shown = words.replace("\x00", "")
    return f"'{shown}" if shown.startswith(_FORMULA) or shown.lstrip().startswith(_FORMULA) else shown


def line(cells: Sequence[str]) -> str:
    """A row by RFC 4180."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
