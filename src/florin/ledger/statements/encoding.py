"""What the bytes of a statement say as text: byte order marks, UTF-8, the declared set, then a guess."""

from __future__ import annotations

import codecs
import re

from florin.ledger.statements.statement import StatementError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 16
# In cp1252 these bytes are quotes and signs, in the old DOS sets they are letters.
_BETWEEN_LETTERS = re.compile(
    rb"[A-Za-z][\x80-\x8b\x8d\x8f-\x9b\x9d\xa0-\xa8]|[\x80-\x8b\x8d\x8f\x90\x93-\x9b\x9d][a-z]"
)
_DOS_AND_EAST = [
    "cp852",
    "cp850",
    "cp437",
    "cp1250",
    "cp1251",
    "cp1252",
    "iso8859_2",
    "iso8859_15",
    "mac_roman",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
]


def text_of(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; one with NUL characters in it is refused as no text."""
    encoding = _encoding_of(data, declared)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise StatementError(
            f"the file's letters do not decode as {encoding}; it may be damaged or cut"
        ) from None
    if "\x00" in text:
        raise StatementError("this is not a text file")
    return text, encoding


def _encoding_of(data: bytes, declared: str | None) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    wide = _wide_without_mark(data[:_SAMPLE])
    if wide:
        return wide
    if _decodes(data, "utf-8"):
        return "utf-8"
    if declared and _decodes(data, declared):
        return declared
    return _guess(data)


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 shows as a NUL in nearly every second byte."""
    half = len(sample) // 2
    if half < 8 or sample.count(0) < half * 0.6:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _guess(data: bytes) -> str:
    sample = b"\n".join(line for line in data[: 1 << 20].splitlines() if not line.isascii())[:_SAMPLE]
    if _decodes(data, "cp1252") and not _BETWEEN_LETTERS.search(sample):
        return "cp1252"
    from charset_normalizer import from_bytes  # slow to import, and rarely needed

    best = from_bytes(sample, cp_isolation=_DOS_AND_EAST).best()
    name = best.encoding if best else "latin-1"
    return name if _decodes(data, name) else "latin-1"
