"""Texts from the catalogue with typed slots, and the check that a text holds no number of its own."""

from typing import Any

from florin.language.slots import Slot


def catalogue(language: str) -> dict[str, str]:
    """All texts of `language` (flat keys, the interface's included); UnknownLanguage where there is none."""
    raise NotImplementedError


def compose(language: str, key: str, slots: dict[str, Slot]) -> str:
    """The text under `key` with its slots rendered; UnknownKey, MissingSlot or UntypedSlot where it cannot."""
    raise NotImplementedError


def fact_check(text: str, slots: dict[str, Slot], language: str = "en") -> None:
    """UnbackedNumber where `text` holds a number that no slot renders (a language model writes none)."""
    raise NotImplementedError


_: Any = None
