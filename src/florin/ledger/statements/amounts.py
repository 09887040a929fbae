"""Amounts as people and banks write them: thousands, decimal signs, brackets, trailing signs, currencies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from florin.ledger.statements.figures import exact
from florin.ledger.statements.statement import StatementError

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "Kč": "CZK",
    "Fr.": "CHF",
    "R$": "BRL",
    "$": "USD",
}
# Minus signs, apostrophes and spaces of typesetters, by their code points.
_MINUS = str.maketrans(
    {0x2212: "-", 0x2013: "-", 0x2014: "-", 0x2019: "'", 0x00A0: " ", 0x202F: " ", 0x2009: " "}
)
_CODE = re.compile(r"[A-Za-z]{3}(?=[ \d(+-])|(?<=[ \d)+-])[A-Za-z]{3}$")
_SIDE = re.compile(r" ?(CR|DR|Cr|Dr|S|H|C|D)$")
_OUTGOING_SIDES = {"DR", "S", "D"}
_FIGURES = re.compile(r"\d[\d.,' ]*|[.,]\d+")
_SIMPLE = re.compile(r"-?\d[\d.,]{0,40}", re.ASCII)
_LONGEST = 60


def looks_like_amount(text: str) -> bool:
    """Whether the text is a figure with at most a sign and a currency around it."""
    bare, _ = _bare(text)
    return bool(bare) and _FIGURES.fullmatch(bare) is not None


def decimal_sign(samples: Iterable[str], fallback: str = ".") -> tuple[str, bool]:
    """ "." or ",", and whether the samples prove it."""
    votes = {".": 0, ",": 0}
    seen: set[str] = set()
    for sample in samples:
        bare = _bare(sample)[0]
        proof = _proved_by(bare)
        if proof:
            votes[proof] += 1
        seen.update(sign for sign in ".," if sign in bare)
    if votes["."] or votes[","]:
        return (".", True) if votes["."] >= votes[","] else (",", True)
    return fallback, not seen


def amount_of(text: str, decimal: str, where: str) -> Decimal:
    """The signed amount, its scale kept; thousands must stand in groups of three (or two, in India)."""
    bare, negative = _bare(text)
    if not bare or not _FIGURES.fullmatch(bare):
        raise StatementError(f"'{text.strip()[:40]}' is no amount", where)
    whole, _, fraction = bare.rpartition(decimal) if decimal in bare else (bare, "", "")
    groups = re.split("[.,' ]", whole)
    marks = {char for char in whole if char in ".,' "}
    grouped = (
        all(len(group) in (2, 3) for group in groups[1:]) and len(groups[-1]) in (0, 3)
        if groups[1:]
        else True
    )
    if not grouped or len(marks) > 1 or decimal in marks or not (fraction.isdigit() or not fraction):
        raise StatementError(
            f"'{text.strip()[:40]}' does not read as an amount with '{decimal}' before the cents", where
        )
    digits = "".join(groups)
    amount = exact(f"{digits or '0'}.{fraction}" if fraction else digits or "0", where)
    return -amount if negative and amount else amount


def currency_in(text: str) -> str | None:
    """The currency that an amount's own symbol or code names; "$" is read as USD."""
    for symbol, code in _SYMBOLS.items():
        if symbol in text:
            return code
    found = _CODE.search(text.strip().translate(_MINUS))
    return found[0].upper() if found else None


def _bare(text: str) -> tuple[str, bool]:
    """The figures alone, and whether anything around them says negative."""
    if _SIMPLE.fullmatch(text):
        return text.lstrip("-"), text.startswith("-")
    left = text.strip().translate(_MINUS)
    if not left or len(left) > _LONGEST:
        return "", False
    for symbol in _SYMBOLS:
        left = left.replace(symbol, "")
    left = _CODE.sub("", left.strip()).strip()
    side = _SIDE.search(left)
    if side:
        left = left[: side.start()]
    negative = side is not None and side[1].upper() in _OUTGOING_SIDES
    if left.startswith("(") and left.endswith(")"):
        left, negative = left[1:-1].strip(), True
    for cut in (left.removeprefix("-"), left.removesuffix("-")):
        if cut != left:
            left, negative = cut, not negative if side is None and negative else True
            break
    return left.strip().removeprefix("+").removesuffix("+").strip(), negative


def _proved_by(bare: str) -> str | None:
    """The decimal sign that this figure alone proves, if it does."""
    point, comma = bare.rfind("."), bare.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    sign = "." if point >= 0 else "," if comma >= 0 else ""
    if not sign:
        return None
    other = "," if sign == "." else "."
    if bare.count(sign) > 1:
        return other
    whole, _, fraction = bare.partition(sign)
    return None if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0" else sign
