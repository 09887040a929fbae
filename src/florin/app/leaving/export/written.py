"""How a file of records is written: JSON and CSV, counted for the manifest."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import orjson

from florin.customer.transactions.rules.table import cell
from florin.kernel.leaving import Kind

Row = dict[str, Any]


@dataclass
class Told:
    """A file of the export while it is being written: what the manifest will say of it."""

    name: str
    kind: Kind
    columns: Sequence[str] = ()
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def follow(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, counted."""
        for piece in pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def json_file(told: Told, rows: Iterator[Row]) -> Iterator[bytes]:
    """One JSON document: a list of records."""
    yield b"["
    for n, row in enumerate(rows):
        yield (b",\n" if n else b"\n") + orjson.dumps(row, default=str)
    yield b"\n]\n"


def csv_file(told: Told, rows: Iterator[Row]) -> Iterator[bytes]:
    """The same as CSV (RFC 4180, UTF-8 with a byte order mark); lists as JSON; no cell is a formula."""
    money = {*told.kind.money, "amount", "value", "units", "price"}
    first = next(rows, None)  # which learns the columns
    yield ("\ufeff" + _line(told.columns)).encode()
    for row in () if first is None else chain([first], rows):
        yield _line([_cell(name, row.get(name), money) for name in told.columns]).encode()


def _cell(name: str, value: Any, numbers: set[str]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value if name in numbers and re.fullmatch(r"-?\d+(\.\d+)?", value) else cell(value)
        case _:
            return cell(orjson.dumps(value, default=str).decode())


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
