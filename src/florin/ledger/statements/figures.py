"""Exact amounts, days and readable words out of a file's text, within the bounds of real statements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from florin.ledger.statements.statement import StatementError

MAX_LINES = 500_000
NO_CURRENCY = "XXX"  # ISO 4217: no currency; what a statement bears whose file names none

# 15 + 10 digits: sums of half a million lines stay exact within Decimal's 28 digits at any real scale.
_INTEGER_DIGITS, _FRACTION_DIGITS = 15, 10
_PLAIN = re.compile(r"[+-]?(\d{0,40})(?:\.(\d{0,40}))?")
_DIGITS = re.compile(r"\d{1,8}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def exact(text: str, where: str) -> Decimal:
    """The number of `[+-]digits[.digits]`, its scale kept; anything else (NaN, 1e9, $5) is refused."""
    plain = _PLAIN.fullmatch(text) if text.isascii() else None
    whole, fraction = (plain[1], plain[2] or "") if plain else ("", "")
    if not whole and not fraction:
        raise StatementError(f"'{text[:40]}' is no amount", where)
    if len(whole.lstrip("0")) > _INTEGER_DIGITS or len(fraction) > _FRACTION_DIGITS:
        raise StatementError(f"the amount '{text[:40]}' has more digits than money can have", where)
    return Decimal(text)


def day(year: int, month: int, number: int, where: str) -> date:
    """The date, refused when the calendar has no such day or the year is out of 1900 to 2200."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise StatementError(f"the year {year} is not between {_FIRST_YEAR} and {_LAST_YEAR}", where)
    try:
        return date(year, month, number)
    except ValueError:
        raise StatementError(f"there is no day {year}-{month:02}-{number:02}", where) from None


def whole(text: str, where: str) -> int:
    """A short run of ASCII digits as a number."""
    if not text.isascii() or not _DIGITS.fullmatch(text):
        raise StatementError(f"'{text[:40]}' is no whole number", where)
    return int(text)


def iso_currency(text: str, where: str) -> str:
    """Three letters in capitals, or a refusal; empty means that the file names none."""
    code = text.strip().upper()
    if not code:
        return NO_CURRENCY
    if not code.isascii() or not _CURRENCY.fullmatch(code):
        raise StatementError(f"'{text[:20]}' is no currency code", where)
    return code


def words(*parts: str | None) -> str:
    """The parts in one line of single spaces, a part that an earlier one already says left out."""
    kept: list[str] = []
    for part in parts:
        said = " ".join((part or "").split())
        if said and not any(said in earlier for earlier in kept):
            kept = [earlier for earlier in kept if earlier not in said] + [said]
    return " ".join(kept)


def given(text: str | None) -> str | None:
    """The text in single spaces, or None when there is nothing in it."""
    return " ".join((text or "").split()) or None


def the_one(values: Iterable[str]) -> str | None:
    """The only value that occurs, or None when there are none or several."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def too_many_lines() -> StatementError:
    """What a file with more lines than are read at once is answered."""
    return StatementError(f"the file has more than {MAX_LINES:,} lines; send it in parts")
