"""What the free text of a :86: says: German ?20 subfields, SEPA tags, Dutch /REMI/ words, or plain lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from florin.ledger.statements.figures import given, words
from florin.ledger.statements.mt940.fields import Entry

_STRUCTURED = re.compile(r"\s{0,3}(\d{3})([?>])")
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP)\+")
_SLASHED = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|ISDT|CSID|MARF|ULTD|ULTC|PURP|CNTP|TRCD|USTD|STRD|PREF|INIT|ID)/"
)
_DUTCH = re.compile(r"REK: ?(?P<account>[A-Z0-9]{5,34})/NAAM: ?(?P<name>[^\n]{1,70})")
_FULL_LINE, _FULL_SUBFIELD = 64, 27
_LONGEST = 10_000

_TYPES = {
    "TRF": "transfer", "STO": "transfer", "CHK": "cheque", "ECK": "cheque", "TCK": "cheque",
    "DDT": "direct_debit", "INT": "interest", "DIV": "dividend", "CHG": "fee", "COM": "fee",
    "BRF": "fee", "SEC": "investment",
}  # fmt: skip
_GERMAN_CODES = {
    "001": "cheque", "002": "cheque", "004": "direct_debit", "005": "direct_debit", "008": "transfer",
    "020": "transfer", "051": "transfer", "052": "transfer", "053": "salary", "054": "transfer",
    "082": "cash", "083": "cash", "104": "direct_debit", "105": "direct_debit", "106": "card",
    "107": "direct_debit", "108": "direct_debit", "109": "direct_debit", "116": "transfer",
    "117": "transfer", "152": "transfer", "153": "salary", "154": "transfer", "156": "transfer",
    "166": "transfer", "177": "transfer", "191": "transfer", "805": "fee", "806": "fee", "807": "fee",
    "808": "fee", "809": "fee", "814": "interest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Details:
    text: str
    party: str | None
    account: str | None
    reference: str | None
    kind: str | None


def details_of(details: list[str], notes: list[str], entry: Entry) -> Details:
    """What a person reads of one line, and who stood on the other side."""
    details = _within(details)
    code = _STRUCTURED.match(details[0]) if details else None
    if code:
        return _german("".join(details).replace("\n", ""), code[1], code[2])
    if notes:
        return _noted(notes, entry)
    joined = _unwrapped(details)
    slashed = "".join(details).replace("\n", "")
    if len(_SLASHED.findall(slashed)) >= 2:
        return _dutch_tags(slashed, entry)
    return _plain(joined, details, entry)


def _within(details: list[str]) -> list[str]:
    """As much of the details as any bank writes; the line's original keeps the rest."""
    kept, room = [], _LONGEST
    for text in details:
        kept.append(text[:room])
        room -= len(text)
        if room <= 0:
            break
    return kept


def _german(text: str, code: str, mark: str) -> Details:
    pieces = re.split(rf"\{mark}(\d\d)", text)
    subfields: dict[int, str] = {}
    for number, value in zip(pieces[1::2], pieces[2::2], strict=True):
        subfields[int(number)] = subfields.get(int(number), "") + value
    purpose, tags = _sepa(_joined(subfields, range(20, 30)))
    said = tags.get("SVWZ") or purpose
    return Details(
        text=words(subfields.get(0), said, _joined(subfields, range(60, 66))) or words(*subfields.values()),
        party=given(subfields.get(32, "") + subfields.get(33, "")),
        account=given((subfields.get(31) or subfields.get(38) or "").replace(" ", "")),
        reference=given(tags.get("EREF") or tags.get("KREF")),
        kind=_GERMAN_CODES.get(code, "other"),
    )


def _joined(subfields: dict[int, str], numbers: range) -> str:
    """The subfields in their order; one that is full (27 characters) was wrapped inside a word."""
    found = (subfields[number] for number in numbers if number in subfields)
    return "".join(value if len(value) >= _FULL_SUBFIELD else value + " " for value in found).strip()


def _sepa(purpose: str) -> tuple[str, dict[str, str]]:
    """The purpose as a whole and what its SEPA tags (EREF+, SVWZ+ ...) hold."""
    pieces = _SEPA.split(purpose)
    tags = {name: value.strip() for name, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    return purpose, {name: value for name, value in tags.items() if value}


def _dutch_tags(text: str, entry: Entry) -> Details:
    pieces = _SLASHED.split(text)
    tags: dict[str, str] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        tags.setdefault(name, value.strip("/ "))
    other = tags.get("CNTP", "").split("/")
    account = tags.get("IBAN") or other[0]
    name = tags.get("NAME") or (other[2] if len(other) > 2 else "")
    if not account and re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", entry.more):
        account = entry.more
    text = words(pieces[0], tags.get("REMI") or tags.get("USTD") or tags.get("STRD"))
    return Details(
        text=text or words(name, tags.get("TRTP")) or words(text),
        party=given(name),
        account=given(account),
        reference=given(tags.get("EREF")),
        kind=_TYPES.get(entry.code[1:]),
    )


def _noted(notes: list[str], entry: Entry) -> Details:
    """The German ':NS:' lines: two digits say what a line is, 15 and 16 the other side's name."""
    parts = [
        (line[:2], line[2:].strip()) for note in notes for line in note.split("\n") if line[:2].isdigit()
    ]
    name = words(*(value for number, value in parts if number in ("15", "16")))
    said = words(*(value for number, value in parts if number in ("09", "14", "15", "16")))
    return Details(said or words(*notes) or _bare(entry), given(name), None, None, _TYPES.get(entry.code[1:]))


def _plain(joined: str, details: list[str], entry: Entry) -> Details:
    party, account = given(entry.overflow), None
    dutch = _DUTCH.search("\n".join(details))
    first = details[0].split("\n", 1)[0].strip() if details else ""
    if dutch:
        party, account = given(dutch["name"]), dutch["account"]
    elif entry.more and first == f"{entry.customer_reference} {entry.more}":
        party, account = entry.more, entry.customer_reference
    return Details(
        text=words(entry.overflow, joined) or words(entry.more) or _bare(entry),
        party=party,
        account=account,
        reference=None,
        kind=_TYPES.get(entry.code[1:]),
    )


def _bare(entry: Entry) -> str:
    return words(entry.more, entry.customer_reference, entry.code)


def _unwrapped(details: list[str]) -> str:
    """The lines as one text; a line that is full was wrapped inside a word."""
    text = ""
    for line in "\n".join(details).split("\n"):
        text += line if len(line) >= _FULL_LINE else line + " "
    return text
