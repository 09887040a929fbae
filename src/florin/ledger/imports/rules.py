"""From a parsed statement to what can be stored: minor units, codes that match, balances that were stated."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from florin.kernel.money import MoneyError, scale_of, to_minor
from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.figures import NO_CURRENCY
from florin.ledger.statements.statement import Line, Statement


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that cannot be posted, by its place in the file, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A line with its amount in minor units, or the reason why it has none."""

    line: Line
    status: str
    minor: int | None
    refusal: Refusal | None


def prepare(line: Line, currency: str) -> Prepared:
    """What becomes of a line on an account in `currency`."""
    problem = None
    minor = None
    if (stated_currency(line.currency) or currency) != currency:
        problem = f"is in {line.currency}, the account in {currency}"
    else:
        try:
            minor = to_minor(line.amount, currency)
        except MoneyError:
            problem = f"{line.amount} is finer than {currency} allows ({scale_of(currency)} decimals)"
    if problem is None and line.status == "booked" and line.booked is None:
        problem = "has no booking date"
    if problem is not None:
        return Prepared(line, "refused", minor, Refusal(line.where, problem))
    return Prepared(line, line.status, minor, None)


def stated_currency(code: str) -> str | None:
    """The currency that a file names; None where it names none."""
    return None if code in ("", NO_CURRENCY) else code


def matching_text(line: Line) -> str:
    """What makes two lines of the same day and amount the same, where the bank gives no id."""
    parts = (line.text, line.counterparty, line.counterparty_account, line.reference)
    return " ".join(" ".join(part.split()) for part in parts if part)


def anchors(statement: Statement, currency: str) -> list[tuple[date, int]]:
    """Balances that the bank stated, each for the end of a day, in minor units."""
    days = [line.booked for line in statement.lines if line.status == "booked" and line.booked]
    stated: list[tuple[date, Decimal]] = []
    if statement.opening is not None and (start := min([*days, *_some(statement.opening_on)], default=None)):
        stated.append((start - timedelta(days=1), statement.opening))
    if statement.closing is not None and (end := max([*days, *_some(statement.closing_on)], default=None)):
        stated.append((end, statement.closing))
    return [(day, minor) for day, amount in stated if (minor := _exact(amount, currency)) is not None]


def opening_amount(candidates: Iterable[tuple[date, int]]) -> int:
    """The opening balance that the stated balances imply, each given as (day it was stated for, opening
    implied).

    Where they disagree (lines are missing between files), the latest stated balance is right, since the
      customer
    lives today; among equals the one that most balances agree on. So the order of imports never matters.
    """
    by_amount: dict[int, list[date]] = {}
    for day, amount in candidates:
        by_amount.setdefault(amount, []).append(day)
    if not by_amount:
        return 0
    return max(by_amount, key=lambda amount: (max(by_amount[amount]), len(by_amount[amount]), amount))


def layout_of(content: bytes, profile: CsvProfile) -> str:
    """What tells one bank's CSV from another's: its heading, or where it has none its shape."""
    text = content.decode(profile.encoding, errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=profile.delimiter)
    row = next(islice(rows, profile.header_row or 0, None), [])
    if profile.header_row is None:
        return f"{len(row)} columns by {profile.delimiter}"
    return profile.delimiter.join(cell.strip() for cell in row)


def account_code(statement: Statement, scheme: str, layout: str) -> str:
    """What an account is recognised by in the next file: its number, or else the form that it came in."""
    if statement.account:
        return "".join(statement.account.split()).upper()
    return f"unnamed {scheme} {statement.kind} {layout}"


def scheme_of(file_format: str) -> str:
    """Formats whose ids and texts can be compared with each other."""
    return file_format.partition(".")[0]


def _some(day: date | None) -> list[date]:
    return [] if day is None else [day]


def _exact(amount: Decimal, currency: str) -> int | None:
    try:
        return to_minor(amount, currency)
    except MoneyError:
        return None
