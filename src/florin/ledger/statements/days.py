"""Dates as people and banks write them, and which order of day, month and year a whole file uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from florin.ledger.statements.figures import day
from florin.ledger.statements.statement import StatementError

_AFTER = r"(?:[T ,;]+[0-9:.,+\-TZAPMapm() ]{0,40}[A-Za-z]{0,5})?"
_NUMERIC = re.compile(r"(\d{1,4}) ?([-/.]) ?(\d{1,2}) ?([-/.']) ?(\d{1,4})\.?" + _AFTER)
_COMPACT = re.compile(r"(\d{8})(?:\d{6})?" + _AFTER)
_NAMED = re.compile(
    r"(?:[^\W\d]{2,12}\.?,? )?(\d{1,2})[. \-/]{1,2}([^\W\d]{3,12})\.?,?[ \-/](?:de )?(\d{2,4})" + _AFTER
)
_MONTH_FIRST = re.compile(r"([^\W\d]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{2,4})" + _AFTER)
_LONGEST = 60
_ORDERS = ("ymd", "dmy", "mdy")
_PIVOT = 70  # two-digit years below it are this century's

# Month names without accents, by their shortest unambiguous beginnings, in the languages of the header words.
_MONTHS = (
    "jan gen ene sty led", "feb fev lut unor", "mar mrt maa mae", "apr avr abr kwi dub",
    "may mai mag mei maj kve", "jun giu juin cze", "jul lug juil lip", "aug ago aou sie srp",
    "sep set zar wrz", "oct okt ott out paz rij", "nov lis", "dec dez dic des gru pro",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateOrder:
    """`order` is ymd, dmy or mdy; `certain` is False where day and month could be swapped in all dates."""

    order: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    numbers: tuple[int, int, int]
    lengths: tuple[int, int, int]
    mark: str  # the sign between the numbers, "" when the month is named or the date compact


def looks_like_date(text: str) -> bool:
    """Whether the text can be read as a date in some order."""
    parts = _parts(text)
    return parts is not None and any(_fits(parts, order) for order in _ORDERS)


def date_order(samples: Iterable[str], fallback: str = "mdy") -> DateOrder:
    """The order in which every sample is a date; rows in time order decide what the figures leave open."""
    read = [
        parts for sample in dict.fromkeys(samples) if (parts := _parts(sample)) is not None and parts.mark
    ]
    possible = [order for order in _ORDERS if all(_fits(parts, order) for parts in read)]
    if not possible:
        return DateOrder(fallback, certain=False)
    if possible[0] == "ymd" and any(parts.lengths[0] == 4 for parts in read):
        return DateOrder("ymd", certain=True)
    open_orders = [order for order in possible if order != "ymd"] or possible
    if len(open_orders) == 1 or not read or all(_same_either_way(parts) for parts in read):
        return DateOrder(open_orders[0] if len(open_orders) == 1 else fallback, certain=True)
    sorted_in = [order for order in open_orders if _in_time_order(read, order)]
    if len(sorted_in) == 1 and len(read) > 2:
        return DateOrder(sorted_in[0], certain=True)
    if all(parts.mark == "." for parts in read):
        return DateOrder("dmy", certain=True)
    return DateOrder(fallback, certain=False)


def day_of(text: str, order: str, where: str) -> date:
    """The day that the text names in this order; a time behind it is left aside."""
    parts = _parts(text)
    if parts is None:
        raise StatementError(f"'{text.strip()[:40]}' is no date", where)
    actual = "ymd" if parts.lengths[0] == 4 else order
    if actual == "ymd" and parts.lengths[2] == 4:
        actual = "dmy"
    by_name = dict(zip(actual, zip(parts.numbers, parts.lengths, strict=True), strict=True))
    year, digits = by_name["y"]
    return day(_full_year(year, digits), by_name["m"][0], by_name["d"][0], where)


def _full_year(year: int, digits: int) -> int:
    return year if digits > 2 else year + (2000 if year < _PIVOT else 1900)


def _parts(text: str) -> _Parts | None:
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST:
        return None
    if found := _NUMERIC.fullmatch(stripped):
        return _numeric(found)
    if found := _COMPACT.fullmatch(stripped):
        return _compact(found[1])
    if found := _NAMED.fullmatch(stripped):
        return _named(found[3], found[2], found[1])
    if found := _MONTH_FIRST.fullmatch(stripped):
        return _named(found[3], found[1], found[2])
    return None


def _numeric(found: re.Match[str]) -> _Parts:
    groups = (found[1], found[3], found[5])
    numbers = (int(groups[0]), int(groups[1]), int(groups[2]))
    lengths = (len(groups[0]), len(groups[1]), len(groups[2]))
    if found[4] == "'" and lengths[2] <= 2:  # Quicken's mark of a year in this century
        return _Parts((numbers[0], numbers[1], numbers[2] + 2000), (lengths[0], lengths[1], 4), found[2])
    return _Parts(numbers, lengths, found[2])


def _compact(digits: str) -> _Parts:
    year_first = digits[:2] in ("19", "20", "21") and int(digits[4:6]) <= 12
    cut = (4, 6) if year_first else (2, 4)
    groups = (digits[: cut[0]], digits[cut[0] : cut[1]], digits[cut[1] :])
    lengths = (len(groups[0]), len(groups[1]), len(groups[2]))
    return _Parts((int(groups[0]), int(groups[1]), int(groups[2])), lengths, "" if year_first else "/")


def _named(year: str, month: str, number: str) -> _Parts | None:
    found = _month_number(month)
    if not found:
        return None
    full = _full_year(int(year), len(year))
    return _Parts((full, found, int(number)), (4, 2, 2), "")


def _month_number(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    for number, beginnings in enumerate(_MONTHS, start=1):
        if any(plain.startswith(beginning) for beginning in beginnings.split()):
            return number
    return 0


def _fits(parts: _Parts, order: str) -> bool:
    if not parts.mark:
        return True
    at = {name: (parts.numbers[i], parts.lengths[i]) for i, name in enumerate(order)}
    (year, digits), (month, month_digits), (number, day_digits) = at["y"], at["m"], at["d"]
    if month_digits > 2 or day_digits > 2 or digits == 3 or not 1 <= month <= 12:
        return False
    try:
        date(_full_year(year, digits) or 1, month, number)
    except ValueError:
        return False
    return True


def _same_either_way(parts: _Parts) -> bool:
    return parts.numbers[0] == parts.numbers[1]


def _in_time_order(read: Sequence[_Parts], order: str) -> bool:
    at = {name: i for i, name in enumerate(order)}
    keys = [
        tuple(_year_key(parts, at) if name == "y" else parts.numbers[at[name]] for name in "ymd")
        for parts in read
    ]
    return keys == sorted(keys) or keys == sorted(keys, reverse=True)


def _year_key(parts: _Parts, at: dict[str, int]) -> int:
    return _full_year(parts.numbers[at["y"]], parts.lengths[at["y"]])
