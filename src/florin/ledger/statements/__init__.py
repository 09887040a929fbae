"""Bank statements of any usual format: bytes in, frozen dataclasses out, nothing guessed silently."""

from __future__ import annotations

import re
from pathlib import Path

from florin.ledger.statements.delimited.profile import CsvProfile
from florin.ledger.statements.statement import Line, Position, Statement, StatementError, StatementFile

__all__ = [
    "MAX_BYTES",
    "CsvProfile",
    "Line",
    "Position",
    "Statement",
    "StatementError",
    "StatementFile",
    "read",
]

MAX_BYTES = 64 * 1024 * 1024
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_OFX_CHARSET = re.compile(rb"^\s*CHARSET\s*:\s*(\d{3,5})", re.MULTILINE)


def read(
    source: Path | bytes, *, name: str = "", profile: CsvProfile | None = None, max_bytes: int = MAX_BYTES
) -> StatementFile:
    """Every statement in a file of any known format; StatementError with a sentence for people otherwise.

    `name` is only used in messages. A `profile` says how a CSV is to be read instead of finding it out.
    """
    from florin.ledger.statements.detect import format_of, refuse_other_kinds
    from florin.ledger.statements.encoding import text_of

    data = _bytes_of(source, max_bytes)
    try:
        if not data.strip(b"\x00 \t\r\n"):
            raise StatementError("the file is empty")
        refuse_other_kinds(data)
        text, encoding = text_of(data, _declared(data[:1000]))
        return _read_as("csv" if profile else format_of(text), text, encoding, profile)
    except StatementError as error:
        if not name:
            raise
        raise StatementError(f"{name}: {error}") from None
    except (RecursionError, OverflowError, MemoryError):
        raise StatementError("the file is nested deeper, or longer, than any statement") from None


def _bytes_of(source: Path | bytes, max_bytes: int) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.is_dir():
                raise StatementError("this is a folder, not a file")
            with source.open("rb") as file:
                data = file.read(max_bytes + 1)
        except OSError as error:
            raise StatementError(f"the file cannot be read: {error.strerror or error}") from None
    if len(data) > max_bytes:
        raise StatementError(f"the file is larger than {max_bytes // (1024 * 1024)} MiB; send it in parts")
    return data


def _declared(head: bytes) -> str | None:
    """The encoding that the file says it is in, in XML's or OFX's words."""
    if found := _XML_ENCODING.search(head):
        return found[1].decode("ascii").lower()
    if found := _OFX_CHARSET.search(head):
        return f"cp{found[1].decode('ascii')}"
    return None


def _read_as(form: str, text: str, encoding: str, profile: CsvProfile | None) -> StatementFile:
    """Parsers are imported late: a command that reads one format pays for one."""
    if form == "ofx":
        from florin.ledger.statements.ofx import read_ofx

        return read_ofx(text)
    if form == "camt":
        from florin.ledger.statements.camt import read_camt

        return read_camt(text)
    if form == "mt940":
        from florin.ledger.statements.mt940 import read_mt940

        return read_mt940(text)
    if form == "qif":
        from florin.ledger.statements.qif import read_qif

        return read_qif(text)
    from florin.ledger.statements.delimited import read_csv

    return read_csv(text, encoding, profile)
