"""Everything about one customer, opened and told: JSON and CSV of each kind, files, and a manifest."""

import csv
import hashlib
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Engine, text

from florin.app.leaving.tables import kinds
from florin.customer.transactions.rules.table import cell
from florin.kernel.errors import Conflict, NotFound
from florin.kernel.leaving import Files, Kind
from florin.kernel.money import amount_text
from florin.kernel.work import Caller, Work, work
from florin.language.composer import compose
from florin.law.retention import basis
from florin.ports.environment import Environment
from florin.ports.keys.vault import Vault

FORMAT = "florin-export-1"
_AT_ONCE = 500  # rows that are in memory at a time; of files, one
_IDS = {"id", "entry", "line_id", "statement_line", "reverses"}  # whole numbers that are names, not amounts
_KNOWN = text("select 1 from customer where id = :customer")
_UNSAFE = re.compile(r"[^\w.() +-]+")
Row = dict[str, Any]


@dataclass
class _Told:
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


def files(unit: Work, env: Environment) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file of the export by name with its pieces, the manifest last; every file must be read to its end
    before the next. NotFound where there is no such customer."""
    if unit.scalar(_KNOWN, customer=unit.customer) is None:
        raise NotFound("there is no such customer", reason="customer")
    vault = env.vault(unit.customer)
    told: list[_Told] = []
    for kind in kinds():
        for write in (_json, _csv):
            each = _Told(f"{kind.name}.{write.__name__.strip('_')}", kind)
            told.append(each)
            yield each.name, each.follow(write(each, _rows(unit, vault, kind, each)))
        if kind.files:
            for name, content in _files(unit, vault, kind.files):
                each = _Told(name, kind, rows=1)
                told.append(each)
                yield name, each.follow(iter([content]))
    yield "manifest.json", iter([_manifest(unit, env, told)])


def _rows(unit: Work, vault: Vault, kind: Kind, told: _Told) -> Iterator[Row]:
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


def _json(told: _Told, rows: Iterator[Row]) -> Iterator[bytes]:
    """One JSON document: a list of records."""
    yield b"["
    for n, row in enumerate(rows):
        yield (b",\n" if n else b"\n") + orjson.dumps(row, default=str)
    yield b"\n]\n"


def _csv(told: _Told, rows: Iterator[Row]) -> Iterator[bytes]:
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


def _files(unit: Work, vault: Vault, wanted: Files) -> Iterator[tuple[str, bytes]]:
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


def _manifest(unit: Work, env: Environment, told: Sequence[_Told]) -> bytes:
    listed = [
        {
            "file": each.name,
            "kind": each.kind.name,
            "about": compose(unit.language, f"export.{each.kind.name}", {}),
            "source": each.kind.source,
            "rows": each.rows,
            "columns": list(each.columns),
            "bytes": each.size,
            "sha256": each.digest.hexdigest(),
        }
        for each in told
    ]
    body = {
        "format": FORMAT,
        "customer": str(unit.customer),
        "bank": env.bank.name,
        "made": env.clock.now().isoformat(),
        "basis": basis(env.bank.country).export,
        "amounts": "decimal text in the currency that stands beside them",
        "files": listed,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def snapshot(engine: Engine) -> Engine:
    """The same engine, on which a transaction sees one moment of the data from its beginning to its end."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def note(unit: Work) -> None:
    """That everything about the customer leaves the house is an event, written before the first byte goes."""
    unit.emit("CustomerExported", unit.customer, {"by": f"{unit.caller.kind}:{unit.caller.name}"})


def to_folder(engine: Engine, env: Environment, caller: Caller, folder: Path) -> int:
    """Writes the export into `folder`, whole or not at all; how many files it has.

    Raises:
        Conflict: the folder has something in it. NotFound: there is no such customer.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not an empty folder", reason="not-empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with work(engine, caller) as unit:
            if unit.scalar(_KNOWN, customer=unit.customer) is None:
                raise NotFound("there is no such customer", reason="customer")
            note(unit)
        with work(snapshot(engine), caller) as unit:
            count = _lay_down(making, files(unit, env))
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return count


def _lay_down(folder: Path, found: Iterator[tuple[str, Iterator[bytes]]]) -> int:
    count = 0
    for name, pieces in found:
        path = folder / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        path.chmod(0o600)
        count += 1
    return count


class _Stream(io.RawIOBase):
    """Where a zip archive is written to, and what was written taken from."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def as_zip(opened: Callable[[], Any], env: Environment) -> Iterator[bytes]:
    """The export as a zip archive, a piece at a time; `opened` gives the unit of work that it is read in.

    A failure leaves it without its directory, which no program takes for an archive.
    """
    stream = _Stream()
    with opened() as unit, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # pyright: ignore[reportArgumentType] - a stream one cannot seek in
        for name, pieces in files(unit, env):
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if len(taken := stream.take()) > 0:
                        yield taken
        archive.close()
        yield stream.take()


def counts(unit: Work) -> Mapping[str, int]:
    """How many records of each kind there are."""
    return {
        kind.name: unit.scalar(text(f"select count(*) from ({kind.query}) x"), customer=unit.customer)
        for kind in kinds()
    }
