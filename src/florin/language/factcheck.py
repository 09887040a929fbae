"""The check that a text holds no number of its own: every one must be what a typed slot renders."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from florin.kernel.money import Money, MoneyError, scale_of, to_decimal
from florin.language.composer import LanguageError, rendered
from florin.language.slots import Account, Days, Name, Payee, Slot

_NUMBER = re.compile(r"\d+(?:[.,'\u2019]\d+)*")
_BEFORE = re.compile(
    r"(?P<sign>[-\u2212]?)(?P<unit>[A-Z]{3}|[A-Z]{0,2}[^\w\s.,;:()\-]|)[ \u00a0]?(?P<inner>[-\u2212]?)$"
)
_AFTER = re.compile(r"[ \u00a0]?(?P<unit>%|percent\b|per cent\b|Prozent\b|[A-Z]{3}\b|[^\w\s.,;:()!?'\"-])")
_PERCENT = {"%", "percent", "per cent", "Prozent"}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ZEHNER = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_EINER = "ein zwei drei vier fünf sechs sieben acht neun"
_TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
_SPELLED = {  # "one" is left out: it is a pronoun more often than a number
    "en": {"zero": 0, "dozen": 12, "hundred": 100, "thousand": 1000}
    | {word: value for value, word in enumerate(_ONES.split(), 2)}
    | {word: value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
    "de": {"null": 0, "dutzend": 12, "hundert": 100, "tausend": 1000}
    | {word: value for value, word in enumerate(_EINER.split(), 1) if value > 1}
    | {word: value for value, word in enumerate(_TEENS.split(), 10)}
    | {word: value for value, word in zip(range(20, 100, 10), _ZEHNER.split(), strict=True)}
    | {
        f"{one}und{ten}": tens + ones
        for tens, ten in zip(range(20, 100, 10), _ZEHNER.split(), strict=True)
        for ones, one in enumerate(_EINER.split(), 1)
    },
}
_MULTIPLES = (
    "half quarter twice thrice double doubled triple tripled dozens hundreds thousands million millions "
    "billion billions"
)
_VIELFACHE = (
    "halb halbe halber halbes halben hälfte drittel viertel doppelt doppelte doppelten verdoppelt verdoppeln "
    "verdreifacht dutzende hunderte tausende million millionen milliarde milliarden"
)
# Words that make a number out of another one.
_NEVER = {"en": frozenset(_MULTIPLES.split()), "de": frozenset(_VIELFACHE.split())}
# Numbers that a language writes in one word: compounds ("zweihundert"), multiples ("dreimal"), ordinals.
_DIGITS_DE = "|".join(f"{_EINER} {_TEENS} {_ZEHNER} hundert tausend".split())
_COMPOUNDS = {
    "de": re.compile(
        rf"(?!ein(mal|er|en|fache?n?)$)((und)?({_DIGITS_DE})){{1,9}}(mal|fache?n?|s?te[nrsm]?|e[nr])?"
    )
}
# An overdraft's mark is no figure.
_IDIOMS = {"en": re.compile(r"\b(above|below) zero\b"), "de": re.compile(r"\b(über|unter) null\b")}
_ORDINALS = {
    "de": re.compile(r"\.\s+\w")
}  # "3. Mahnung": after a bare number, and only at a sentence's end no ordinal


class UnbackedNumber(LanguageError):
    """A text has a number that no slot renders."""


@dataclass(frozen=True, slots=True)
class _Backed:
    """A number that may be written: its value, and its unit (currency signs, "%", or "" for a count)."""

    value: Decimal
    units: frozenset[str]


def fact_check(text: str, slots: Mapping[str, Slot], language: str = "en") -> None:
    """UnbackedNumber where `text` holds a number that is not one of `slots`; else nothing.

    Money counts with its own currency beside it, exact or rounded to whole units; a rate with a percent sign;
    counts and days bare; dates and names only as rendered whole. Spelled-out numbers are checked, fractions,
    multiples ("twice"), abbreviations ("2k") and ordinals refused: the text is then written by the catalogue.
    """
    strange = [letter for letter in text if unicodedata.category(letter) in ("No", "Nl")]
    if strange:
        raise UnbackedNumber(f"{strange[0]!r} in {text!r}")
    rest = _without_rendered(text, slots, language)
    backed = [fact for slot in slots.values() for fact in _backed(slot, language)]
    for number in _NUMBER.finditer(rest):
        _check_number(number, backed, language)
    _check_words(rest, backed, language)


def _without_rendered(text: str, slots: Mapping[str, Slot], language: str) -> str:
    """`text` with the slots' own renderings, the longest first, replaced by spaces."""
    shown = {rendered(slot, language) for slot in slots.values() if not isinstance(slot, Account)}
    for words in sorted(shown, key=lambda words: (-len(words), words)):
        if words:
            bare = language in _ORDINALS and re.fullmatch(r"[\d.]+", words)
            after = rf"(?!{_ORDINALS[language].pattern})" if bare else ""
            whole = rf"(?<![\w.,\-\u2212]){re.escape(words)}(?![\w%])(?![.,]\d){after}"
            text = re.sub(whole, lambda found: " " * len(found.group()), text)
    return text


def _backed(slot: Slot, language: str) -> list[_Backed]:
    match slot:
        case Money(minor, currency):
            units = frozenset({currency, get_currency_symbol(currency, language)})
            exact = to_decimal(minor, currency)
            return [_Backed(exact, units), _Backed(exact.quantize(Decimal(1), ROUND_HALF_EVEN), units)]
        case Days(count):
            return [_Backed(Decimal(count), frozenset({""}))]
        case Decimal():
            return [_Backed((slot * 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN), frozenset(_PERCENT))]
        case Name() | Account() | Payee() | date():
            return []
    return [_Backed(Decimal(slot), frozenset({""}))]


def _check_number(number: re.Match[str], backed: list[_Backed], language: str) -> None:
    text = number.string
    value = _value(number.group(), language)
    units, negative = _surroundings(text[: number.start()], text[number.end() :])
    right = (fact.value for fact in backed if units <= fact.units)
    ordinal = language in _ORDINALS and units == {""} and _ORDINALS[language].match(text, number.end())
    if value is None or ordinal or _glued(number) or not any(_same(value, negative, fact) for fact in right):
        raise UnbackedNumber(f"{number.group()!r} in {text!r}")


def _same(value: Decimal, negative: bool, fact: Decimal) -> bool:
    """A minus must be the fact's own; without one words may carry the sign ("$50 below zero")."""
    return -value == fact if negative else value == abs(fact)


def _surroundings(before: str, after: str) -> tuple[set[str], bool]:
    """The units written beside a number ({""} for none), and whether a minus stands before it."""
    left, right = _BEFORE.search(before), _AFTER.match(after)
    units = {_unit(found["unit"]) for found in (left, right) if found} - {""}
    return units or {""}, left is not None and bool(left["sign"] or left["inner"])


def _unit(found: str) -> str:
    """A currency's sign or code, or a percent word; "" for any other sign beside a number."""
    sign = any(unicodedata.category(letter) == "Sc" for letter in found)
    return found if sign or found in _PERCENT or _is_currency(found) else ""


def _is_currency(code: str) -> bool:
    try:
        return scale_of(code) >= 0
    except MoneyError:
        return False


def _glued(number: re.Match[str]) -> bool:
    """Whether letters touch the number, as in "2k", "3rd" or "A4"; a currency code before it is none."""
    before, after = number.string[: number.start()], number.string[number.end() :]
    return after[:1].isalpha() or (before[-1:].isalpha() and not _is_currency(before[-3:]))


def _value(digits: str, language: str) -> Decimal | None:
    """The value of well-formed digits; None where the grouping is none of the language."""
    group, point = get_group_symbol(language), get_decimal_symbol(language)
    well = rf"(\d{{1,3}}({re.escape(group)}\d{{3}})+|\d+)({re.escape(point)}\d+)?"
    if not re.fullmatch(well, digits):
        return None
    return Decimal(digits.replace(group, "").replace(point, "."))


def _check_words(text: str, backed: list[_Backed], language: str) -> None:
    counts = {fact.value for fact in backed if "" in fact.units}
    said = _IDIOMS[language].sub("", text.casefold()) if language in _IDIOMS else text.casefold()
    for word in re.findall(r"[^\W\d_]+", said):
        value = _SPELLED.get(language, {}).get(word)
        compound = language in _COMPOUNDS and word != "ein" and _COMPOUNDS[language].fullmatch(word)
        strange = value is None and bool(compound)
        if strange or word in _NEVER.get(language, ()) or (value is not None and value not in counts):
            raise UnbackedNumber(f"{word!r} in {text!r}")
