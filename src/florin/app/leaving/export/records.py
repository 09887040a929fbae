"""The records of a kind, and its files: read a few at a time, and told as text."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.app.leaving.export.written import Row, Told
from florin.kernel.leaving import Files, Kind
from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

_AT_ONCE = 500  # rows that are in memory at a time; of files, one
_IDS = {"id", "entry", "line_id", "statement_line", "reverses"}  # whole numbers that are names, not amounts
_UNSAFE = re.compile(r"[^\w.() +-]+")


def rows_of(unit: Work, vault: Vault, kind: Kind, told: Told) -> Iterator[Row]:
    """The records of a kind, a few at a time; `told` learns their columns."""
    streamed = unit.connection.execute(
        text(kind.query), {"customer": unit.customer}, execution_options={"yield_per": _AT_ONCE}
    )
    columns = tuple(streamed.keys())
    told.columns = tuple(_columns(kind, columns))
    for row in streamed:
        told.rows += 1
        yield _record(kind, vault, dict(zip(columns, row, strict=True)))


def _columns(kind: Kind, columns: Sequence[str]) -> Iterator[str]:
    """The columns of a record: those of the query, what was sealed by the fields in it."""
    for column in columns:
        fields = kind.sealed.get(column, (column,))
        yield from (column,) if fields == ("*",) else fields
    if kind.files:
        yield "file_path"


def _record(kind: Kind, vault: Vault, row: Row) -> Row:
    """A row as it is told: opened, amounts as decimal text, ids as text, dates ISO."""
    made: Row = {}
    for column, value in row.items():
        if column in kind.sealed:
            opened, fields = vault.open_fields(value), kind.sealed[column]
            made |= {column: opened} if fields == ("*",) else {name: opened.get(name) for name in fields}
        elif column in kind.money:
            made[column] = None if value is None else amount_text(int(value), row["currency"])
        else:
            made[column] = _plain(column, value)
    if kind.files:
        made["file_path"] = _place(kind.files, row["id"], made.get(kind.files.name))
    return made


def _plain(column: str, value: Any) -> Any:
    match value:
        case bool() | None | str():
            return value
        case int():
            return str(value) if column in _IDS else value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def files_of(unit: Work, vault: Vault, wanted: Files) -> Iterator[tuple[str, bytes]]:
    """The files of a kind, one in memory at a time: where each lies, and its content."""
    options = {"stream_results": True, "max_row_buffer": 1, "yield_per": 1}
    found = unit.connection.execute(
        text(wanted.query), {"customer": unit.customer}, execution_options=options
    )
    for row in found:
        content = vault.open(row.content)
        name = vault.open_fields(row.personal).get(wanted.name)
        yield _place(wanted, row.id, name), zlib.decompress(content) if wanted.packed else content


def _place(wanted: Files, identifier: object, name: str | None) -> str:
    """Where a file lies: its id keeps equal names apart, and what a file system cannot bear is left out."""
    safe = _UNSAFE.sub("_", name or "file").strip(". ")[-100:] or "file"
    return f"{wanted.folder}/{identifier}-{safe}"
