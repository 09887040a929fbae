"""The fields of an MT940 or MT942 file and what the ones with a fixed form hold."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from florin.ledger.statements.figures import MAX_LINES, NO_CURRENCY, day, exact, iso_currency, too_many_lines
from florin.ledger.statements.statement import StatementError

_TAG = re.compile(r":(13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS|94[02]):")
# A time of day at the start of a wrapped line (":20:15") looks like a tag.
_CLOCK = re.compile(r":[0-2]\d:[0-5]\d(?!\d)")
_ENVELOPE = re.compile(r"\{1:[AF]\d{2}([A-Z]{6}[A-Z0-9]{2})")
_CONTROL = dict.fromkeys(c for c in range(32) if c not in (9, 10, 13))
_BALANCE = re.compile(r"([DC])(\d{6})([A-Z]{3})?(\d{0,20},\d{0,10})")
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4}|[ ]{4})?[ ]?"
    r"(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?\s?"
    r"(?P<amount>\d{0,20},\d{0,10}|\d{1,20}(?=[A-Z]))"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>[^\n]*)(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_SUM = re.compile(r"(\d{1,6})([A-Z]{3})(\d{0,20},\d{0,10})")
_FLOOR = re.compile(r"([A-Z]{3})[DC]?\d")
_REFERENCE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Field:
    tag: str  # "-" marks the end of a statement
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Balance:
    amount: Decimal
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """What a :61: says; `more` is the supplement on its second line, or what overflows the reference."""

    value: date
    booked: date
    amount: Decimal
    expected: bool
    returned: bool  # a debit that is brought back in
    code: str
    customer_reference: str
    bank_reference: str
    more: str
    overflow: str


def fields_of(text: str) -> tuple[list[Field], str | None, bool]:
    """All fields in order, the envelope's BIC, and whether an end mark or an empty line closes the file."""
    lines = _mended(text.translate(_CONTROL).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    fields: list[Field] = []
    bank, enveloped, entries = None, False, 0
    open_field: tuple[str, int, list[str]] | None = None
    for number, line in enumerate(lines, start=1):
        mark, rest = _mark(line, inside=open_field[0] if open_field else "")
        if not mark:
            if open_field:
                open_field[2].append(line)
            continue
        fields.extend(_closed(open_field))
        open_field = None
        if mark == "{":
            bank, enveloped = bank or rest, True
        elif mark == "-":
            fields.append(Field("-", "", number))
            enveloped = False
        else:
            entries += mark == "61"
            open_field = (mark, number, [rest])
        if entries > MAX_LINES:
            raise too_many_lines()
    fields.extend(_closed(open_field))
    if enveloped:
        raise StatementError("the SWIFT message is never closed ('-}'): the file was cut short")
    if not any(each.tag != "-" for each in fields):
        raise StatementError("the file has no MT940 field")
    ended = fields[-1].tag == "-" or (len(lines) > 2 and not lines[-1].strip() and not lines[-2].strip())
    return fields, bank, ended


def _mark(line: str, inside: str) -> tuple[str, str]:
    """The tag that begins on this line and what follows; "{" and a BIC, or "-", for the envelope."""
    if line.startswith("{") and (envelope := _ENVELOPE.match(line)):
        return "{", envelope[1]
    if line.startswith("-") and (line.startswith("-}") or line.strip() == "-"):
        return "-", ""
    if not line.startswith(":") or (inside == "86" and _CLOCK.match(line)):
        return "", ""
    found = _TAG.match(line)
    return (found[1], line[found.end() :]) if found else ("", "")


def _closed(field: tuple[str, int, list[str]] | None) -> list[Field]:
    return [Field(field[0], "\n".join(field[2]).rstrip("\n"), field[1])] if field else []


def _mended(text: str) -> str:
    """A tag that a line break tore apart (":" here, "86:" on the next line) made whole again."""
    return re.sub(r"^:\n(?=\d\d[A-Z]?:)", ":", text, flags=re.MULTILINE)


def balance_of(text: str, where: str) -> Balance:
    """A :60x: or :62x: balance, signed."""
    found = _BALANCE.match(text.strip())
    if found is None:
        raise StatementError(f"'{text.strip()[:40]}' is no balance: the file is damaged or cut", where)
    amount = _amount(found[4], where)
    return Balance(
        -amount if found[1] == "D" and amount else amount, found[3] or NO_CURRENCY, _day(found[2], where)
    )


def entry_of(text: str, where: str) -> Entry:
    """A :61:; a mark RC takes a credit back, so money goes out, and RD brings a debit back in."""
    found = _ENTRY.match(text)
    if found is None:
        raise StatementError(f"'{text[:40]}' is no statement line: the file is damaged or cut", where)
    amount = _amount(found["amount"], where)
    outgoing = found["mark"] in ("D", "RC", "ED")
    value = _day(found["value"], where)
    mmdd = (found["entry"] or "").strip()
    customer, slashes, bank = found["rest"].partition("//")
    overflow = "" if slashes else customer[_REFERENCE_LENGTH:].strip()
    return Entry(
        value=value,
        booked=_nearest(value, mmdd, where) if mmdd else value,
        amount=-amount if outgoing and amount else amount,
        expected=found["mark"][0] == "E",
        returned=found["mark"] == "RD",
        code=(found["type"] or "").strip(),
        customer_reference=(customer if slashes else customer[:_REFERENCE_LENGTH]).strip(),
        bank_reference=bank.strip(),
        more=" ".join((found["more"] or "").split()),
        overflow=overflow,
    )


def floor_currency(text: str, where: str) -> str:
    """The currency of a :34F: floor limit."""
    found = _FLOOR.match(text)
    return iso_currency(found[1] if found else text[:3], where)


def sum_of(text: str, where: str) -> tuple[str, Decimal]:
    """Currency and unsigned total of a :90D: or :90C:."""
    found = _SUM.match(text)
    if found is None:
        raise StatementError(f"'{text[:40]}' is no total: the file is damaged or cut", where)
    return found[2], _amount(found[3], where)


def _amount(text: str, where: str) -> Decimal:
    return exact(text.replace(",", ".").removesuffix("."), where)


def _day(text: str, where: str) -> date:
    """YYMMDD; a 30 February of the 30/360 calendar is the month's last day."""
    year = int(text[:2])
    return _last_or(2000 + year if year < 80 else 1900 + year, int(text[2:4]), int(text[4:]), where)


def _last_or(year: int, month: int, number: int, where: str) -> date:
    if 1 <= month <= 12 and 29 <= number <= 31:
        number = min(number, monthrange(year, month)[1])
    return day(year, month, number, where)


def _nearest(value: date, mmdd: str, where: str) -> date:
    """The entry date MMDD in the year that brings it nearest to the value date."""
    month, number = int(mmdd[:2]), int(mmdd[2:])
    years = (value.year - 1, value.year, value.year + 1)
    return min((_last_or(year, month, number, where) for year in years), key=lambda found: abs(found - value))
