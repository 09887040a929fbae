"""Which format a text is in, told by what stands in it, never by the file's name."""

from __future__ import annotations

import re

from florin.ledger.statements.statement import StatementError

_HEAD = 1 << 16
_OFX = re.compile(r"<OFX[\s>]|^\s*OFXHEADER\s*:", re.IGNORECASE)
_MT940 = re.compile(
    r"^(?:\{1:[AF]\d\d|:(?:940|20|25|28C?|60[FM]|61|62[FM]|64|65|86|34F|13D?|90[CD]|NS):)", re.MULTILINE
)
_QIF = re.compile(r"^\s*!(?:Type|Account|Option|Clear)\b", re.IGNORECASE | re.MULTILINE)
_OTHER = (
    ("%PDF-", "a PDF document; ask the bank for a file (CSV, camt.053, MT940 or OFX)"),
    ("PK\x03\x04", "a ZIP or Excel file; unpack it, or save the table as CSV"),
    ("\xd0\xcf\x11\xe0", "an old Excel file; save the table as CSV"),
    ("{\\rtf", "a text document"),
)


def format_of(text: str) -> str:
    """One of ofx, camt, mt940, qif, csv."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if _OFX.search(head):
        return "ofx"
    if head.startswith("<"):
        return (
            "camt"
            if not head[:200].lower().startswith(("<!doctype html", "<html"))
            else _refuse("a web page")
        )
    if _QIF.search(head):
        return "qif"
    return "mt940" if _MT940.search(head) else "csv"


def refuse_other_kinds(data: bytes) -> None:
    """Say by name what a file is that people mistake for a statement file."""
    start = data[:8].decode("latin-1")
    for mark, name in _OTHER:
        if start.startswith(mark):
            _refuse(name)


def _refuse(name: str) -> str:
    raise StatementError(f"this is no statement file but {name}")
