"""Which movements are a bank's fees, and of what type: by the file's own code, then by a table of phrases."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from florin.customer.facts.rules.shapes import Movement

FeeType = Literal["overdraft", "late_payment", "maintenance", "atm", "foreign", "returned", "other"]
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # as many statements write them
_INDEXED = 3  # letters; no phrase of the table is shorter


def fee_type(movement: Movement) -> FeeType | None:
    """The type of fee that `movement` is (or, with a positive amount, gives back); None where it is none.

    "other" only where the file itself says "fee": words alone are trusted for named bank fees only.
    """
    if movement.kind == "interest" or movement.opening:
        return None
    named = _named_in(movement.text) or _named_in(movement.counterparty or "")
    if movement.kind == "fee":
        return named if named and named != "interest" else "other"
    return None if named == "interest" else named


def _named_in(text: str) -> FeeType | Literal["interest"] | None:
    words = _plain(text)
    found: list[FeeType | Literal["interest"]] = [
        type
        for at in (start.start() for start in _starts().finditer(words))
        for phrase, type in _phrases()[words[at : at + _INDEXED]]
        if words.startswith(phrase, at)
    ]
    return "interest" if "interest" in found else found[0] if found else None


def _plain(text: str) -> str:
    """Lower case, accents off, one space between words."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("\u2019", "'"))
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(text.casefold().split())


@cache
def _starts() -> re.Pattern[str]:
    """Where a word begins as some phrase of the table does; nearly no line of a statement has any."""
    return re.compile(rf"(?<![^\W_])(?={'|'.join(map(re.escape, sorted(_phrases())))})")


@cache
def _phrases() -> dict[str, tuple[tuple[str, FeeType | Literal["interest"]], ...]]:
    """The table's phrases by their first letters, the longest first."""
    table = tomllib.loads(files(__package__ or "").joinpath("fees.toml").read_text("utf-8"))
    types = table["fees"] | {"interest": table["interest"]}
    pairs = {
        (spelling, type)
        for type, languages in types.items()
        for phrases in languages.values()
        for phrase in phrases
        for spelling in (_plain(phrase), _plain(phrase.translate(_UMLAUTS)))
    }
    index = defaultdict(list)
    for phrase, type in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
        index[phrase[:_INDEXED]].append((phrase, cast("FeeType", type)))
    return {start: tuple(found) for start, found in index.items()}
