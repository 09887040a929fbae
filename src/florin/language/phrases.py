"""Sentences that were stored in English (what the reader of statements found), said in another language."""

import re
from functools import lru_cache

from florin.language.composer import compose, texts
from florin.language.slots import Name, Slot
from florin.language.template import Place, parse

_PHRASES, _PLACES = "reading.", "reading.at."
_NESTED = {"where", "why"}  # slots that hold a phrase or a place; any other is a file's own text


def said(language: str, english: str) -> str:
    """`english` in `language`, with the file's own words in it as they are; unchanged where no text fits.

    A phrase may stand behind the place that it speaks of ("line 5: …"), or behind the file's name.
    """
    if language == "en":
        return english
    if found := _fitting(language, english, places=False):
        return found
    where, colon, rest = english.partition(": ")
    place = _fitting(language, where, places=True) or where
    return f"{place}: {said(language, rest)}" if colon else place


@lru_cache(maxsize=4096)
def _fitting(language: str, english: str, *, places: bool) -> str | None:
    """The phrase (or place) of the catalogue that fits the whole of `english`; None where none does."""
    for key, pattern in _patterns():
        if key.startswith(_PLACES) == places and (found := pattern.fullmatch(english)):
            return compose(
                language, key, {n: _slot(language, n, words) for n, words in found.groupdict().items()}
            )
    return None


def _slot(language: str, name: str, words: str) -> Slot:
    return Name(said(language, words) if name in _NESTED else words)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """A pattern for each phrase, the longest English first, so that the most exact one fits."""
    phrases = sorted(texts("en").items(), key=lambda each: (-len(each[1]), each[0]))
    return [(key, _pattern(text)) for key, text in phrases if key.startswith(_PHRASES)]


def _pattern(text: str) -> re.Pattern[str]:
    parts = (f"(?P<{p.name}>.+?)" if isinstance(p, Place) else re.escape(str(p)) for p in parse(text))
    return re.compile("".join(parts), re.DOTALL)
