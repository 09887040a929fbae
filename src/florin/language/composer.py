"""Texts from the catalogue with typed slots rendered in the reader's language."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from florin.kernel.money import Money, scale_of, to_decimal
from florin.language.slots import Days, Name, Slot
from florin.language.template import Part, Place, Plural, parse

LANGUAGES = ("en", "de")
_MINUS = "\u2212"
_SOURCE = "en"  # every text is written in it first
_OURS, _INTERFACE = "{}.json", "{}.web.json"  # an installation without the interface may lack the second


class LanguageError(ValueError):
    """A text that cannot be said; always a fault of the code or the catalogue, never of the customer."""


class UnknownLanguage(LanguageError):
    """No catalogue for the language."""


class UnknownKey(LanguageError):
    """No text under the key."""


class MissingSlot(LanguageError):
    """The text needs a slot that was not given."""


class UntypedSlot(LanguageError):
    """A slot's value is of no type that may be shown (a float, a bare text, an Account without its name)."""


class ClashingKey(LanguageError):
    """A key has two texts."""


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of `language` by flat key, the interface's included; not to be changed by the caller.

    UnknownLanguage where there is none, ClashingKey where a key has two texts.
    """
    return _unclashing([*_texts(language, _OURS).items(), *_texts(language, _INTERFACE).items()])


def compose(language: str, key: str, slots: Mapping[str, Slot]) -> str:
    """The text under `key` with its slots rendered for `language`; slots that it does not use are ignored.

    UnknownLanguage, UnknownKey, MissingSlot, UntypedSlot. Money is shown at its currency's scale, or rounded
    half to even to whole units where the text says `{slot, whole}`; a Decimal is a fraction shown as percent.
    """
    texts = _texts(language, _OURS)  # without the interface's, so that a fault there stays there
    if key not in texts:
        texts = _texts(_SOURCE, _OURS)  # said in English rather than not at all; a test finds what is missing
    if key not in texts:
        raise UnknownKey(key)
    return _filled(parse(texts[key]), slots, Locale.parse(language), key)


def texts(language: str) -> dict[str, str]:
    """What the server says in `language`, by key, without the interface; not to be changed by the caller."""
    return _texts(language, _OURS)


def rendered(slot: Slot, language: str, style: str = "") -> str:
    """One slot as words of `language`; UntypedSlot for anything else than a Slot. `style` "month": a day as
    its month and year."""
    return _rendered(slot, Locale.parse(language), style)


@cache
def _texts(language: str, name: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    file = files("florin.language").joinpath(name.format(language))
    if name == _INTERFACE and not file.is_file():
        return {}
    return json.loads(file.read_text("utf-8"), object_pairs_hook=_unclashing)


def _unclashing(texts: list[tuple[str, str]]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for key, text in texts:
        if key in seen:
            raise ClashingKey(key)
        seen[key] = text
    return seen


def _filled(parts: tuple[Part, ...], slots: Mapping[str, Slot], locale: Locale, key: str) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif part.name not in slots:
            raise MissingSlot(f"{key} needs {part.name}")
        elif isinstance(part, Place):
            words.append(_rendered(slots[part.name], locale, part.style))
        else:
            words.append(_filled(_branch(part, slots[part.name], locale), slots, locale, key))
    return "".join(words)


def _branch(plural: Plural, slot: Slot, locale: Locale) -> tuple[Part, ...]:
    count = slot.count if isinstance(slot, Days) else slot
    if not isinstance(count, int) or isinstance(count, bool):
        raise UntypedSlot(f"{plural.name} counts nothing: {slot!r}")
    branches = plural.branches
    return branches.get(f"={count}") or branches.get(locale.plural_form(count)) or branches["other"]


def _rendered(slot: Slot, locale: Locale, style: str) -> str:
    match slot:
        case Money():
            return _money(slot, locale, style)
        case Days(count) if style == "count":
            return format_decimal(count, locale=locale)
        case Days(count):
            return format_unit(count, "duration-day", length="long", locale=locale)
        case Name(text):
            return text
        case bool() | datetime():
            raise UntypedSlot(f"{slot!r} is of no type that may be shown")
        case int():
            return format_decimal(slot, locale=locale)
        case Decimal():
            return _percent(slot, locale)
        case date() if style == "month":
            return format_skeleton("yMMMM", slot, locale=locale)
        case date():
            return format_date(slot, "long", locale=locale)
    raise UntypedSlot(f"{slot!r} is of no type that may be shown")


def _money(money: Money, locale: Locale, style: str) -> str:
    """By the language's pattern; the digits by ISO 4217, as CLDR's differ for some currencies. Below zero
    with a true minus sign, as the pages write it: a hyphen is narrower than the digits and may end a line."""
    digits = 0 if style == "whole" else scale_of(money.currency)
    amount = to_decimal(money.minor, money.currency)
    if style == "whole":
        amount = amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN) + 0  # never "-0"
    fraction = f"0.{'0' * digits}" if digits else "0"
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", fraction)
    shown = format_currency(amount, money.currency, pattern, locale=locale, currency_digits=False)
    return f"{_MINUS}{shown.removeprefix('-')}" if shown.startswith("-") else shown


def _percent(rate: Decimal, locale: Locale) -> str:
    """Up to two digits after the point: finer than any rate is agreed on."""
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "#,##0.##")
    return format_percent(rate, pattern, locale=locale)
