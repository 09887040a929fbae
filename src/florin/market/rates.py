"""Euro reference rates: reading the European Central Bank's CSV forms, and converting by them."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from florin.kernel.errors import FlorinError
from florin.kernel.money import scale_of

NO_FIXING = {"", "N/A", "NaN"}
LONG_COLUMNS = ("CURRENCY", "CURRENCY_DENOM", "TIME_PERIOD", "OBS_VALUE")
DAY_FORMS = ("%Y-%m-%d", "%d %B %Y")  # eurofxref-hist.csv and the SDMX form; eurofxref.csv
CODE = re.compile(r"[A-Z]{3}")
Row = tuple[int, list[str]]


class RatesUnreadable(FlorinError):
    """The file is not in a form of the ECB; the message names line and column."""

    status = 422
    code = "rates-unreadable"


class RateMissing(FlorinError):
    """There is no rate for a currency on a day; it is never taken to be 1."""

    status = 409
    code = "rate-missing"


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of `currency` that one euro bought on `day`."""

    day: date
    currency: str
    per_euro: Decimal


def parse_rates(content: bytes) -> list[Rate]:
    """The rates of an ECB file, wide (`Date, USD, JPY, ...`) or long (SDMX-CSV), in the file's order.

    Raises:
        RatesUnreadable: the first place that cannot be read; nothing of the file is returned then.
    """
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        names = _header(next(reader, []))
        rates = list(_form(names)(names, _rows(reader, len(names))))
    except UnicodeDecodeError as error:
        raise RatesUnreadable(f"not a text file in UTF-8 (byte {error.start + 1})") from None
    except csv.Error as error:
        raise RatesUnreadable(f"not a CSV file: {error}") from None
    if not rates:
        raise RatesUnreadable("the file has no rates")
    _refuse_contradictions(rates)
    return rates


def _header(cells: list[str]) -> list[str]:
    """The column names; the ECB's files end in a comma, so that a nameless one may stand last."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _form(names: list[str]) -> Callable[[list[str], Iterable[Row]], Iterator[Rate]]:
    if names[:1] == ["Date"]:
        return _wide
    if set(LONG_COLUMNS) <= set(names):
        return _long
    raise RatesUnreadable(f"line 1: neither 'Date' as first column, nor all of {', '.join(LONG_COLUMNS)}")


def _rows(reader: Any, width: int) -> Iterator[Row]:
    """Rows and their lines, as wide as the header; blank rows and blank cells beyond it are left out."""
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) < width or any(cells[width:]):
            raise RatesUnreadable(f"line {reader.line_num}: {len(cells)} columns where line 1 has {width}")
        yield reader.line_num, cells[:width]


def _wide(names: list[str], rows: Iterable[Row]) -> Iterator[Rate]:
    currencies = {column: _currency(name, 1, name) for column, name in enumerate(names) if column and name}
    for line, row in rows:
        day = _day(row[0], line, names[0])
        for column, currency in currencies.items():
            if (value := row[column]) not in NO_FIXING:
                yield Rate(day, currency, _value(value, line, currency))


def _long(names: list[str], rows: Iterable[Row]) -> Iterator[Rate]:
    for line, row in rows:
        cells = dict(zip(names, row, strict=True))
        if cells["CURRENCY_DENOM"] != "EUR":
            raise RatesUnreadable(f"{_place(line, 'CURRENCY_DENOM')}: not a rate against EUR")
        if cells.get("FREQ", "D") != "D":
            raise RatesUnreadable(f"{_place(line, 'FREQ')}: {cells['FREQ']!r} is not D, a daily rate")
        if cells["OBS_VALUE"] not in NO_FIXING:
            yield Rate(
                _day(cells["TIME_PERIOD"], line, "TIME_PERIOD"),
                _currency(cells["CURRENCY"], line, "CURRENCY"),
                _value(cells["OBS_VALUE"], line, "OBS_VALUE"),
            )


def _place(line: int, column: str) -> str:
    return f"line {line}, column {column}"


def _day(text: str, line: int, column: str) -> date:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise RatesUnreadable(f"{_place(line, column)}: {text!r} is not a day such as 2026-03-31")


def _currency(code: str, line: int, column: str) -> str:
    if CODE.fullmatch(code) and code != "EUR":
        return code
    raise RatesUnreadable(f"{_place(line, column)}: {code!r} is not a currency code")


def _value(text: str, line: int, column: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise RatesUnreadable(f"{_place(line, column)}: {text!r} is not a rate above zero")
    return value


def _refuse_contradictions(rates: Iterable[Rate]) -> None:
    seen: dict[tuple[str, date], Decimal] = {}
    for rate in rates:
        if seen.setdefault((rate.currency, rate.day), rate.per_euro) != rate.per_euro:
            raise RatesUnreadable(f"two different rates of {rate.currency} on {rate.day}")


def convert(amount: int, source: str, target: str, per_euro_source: Decimal, per_euro_target: Decimal) -> int:
    """Minor units of `target` that `amount` minor units of `source` are worth, ties to even.

    The rate is the cross rate over the euro: `per_euro_*` are the units of each currency that one euro buys,
    for the euro itself 1.

    Raises:
        MoneyError: ISO 4217 does not know one of the currencies.
    """
    minor_units = Fraction(10) ** (scale_of(target) - scale_of(source))
    return round(amount * minor_units * Fraction(per_euro_target) / Fraction(per_euro_source))
