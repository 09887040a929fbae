"""What a line's text number stands for, and the words that a bank would print for it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from florin.simulation.draws import Words, bits
from florin.simulation.leaves import CATEGORIES
from florin.simulation.lines import Ints, Whole
from florin.simulation.merchants.lexicon import lexicon
from florin.simulation.shapes import REGIONS, Region

VARIANT_BITS = 4
VARIANTS = 1 << VARIANT_BITS
_PLAIN, _REFUND, _SENT_BACK, _PHRASE, _PHRASE_SENT_BACK = range(
    5
)  # what the text is of, in the number's upper bits
_SORT_BITS = 40
_SLOT_BITS = 24


@dataclass(frozen=True, slots=True)
class Market:
    """One country's merchants, to choose many at once: `cumulative` rises from n to n + 1 in category n."""

    region: Region
    country: str
    merchants: Ints
    cumulative: NDArray[np.float64]

    def pick(self, categories: Ints, shares: NDArray[np.float64]) -> Ints:
        """A merchant for each category number and share in [0, 1)."""
        found = np.searchsorted(self.cumulative, categories + shares, side="right")
        return self.merchants[np.minimum(found, len(self.merchants) - 1)]


@cache
def markets() -> tuple[Market, ...]:
    """Every country of every region."""
    countries: list[tuple[Region, str]] = [
        (region, each.country) for region in REGIONS for each in lexicon(region).places
    ]
    return tuple(_market(region, country) for region, country in dict.fromkeys(countries))


def _market(region: Region, country: str) -> Market:
    found = lexicon(region)
    city = found.cities_of(country)[0]
    merchants: list[Ints] = []
    cumulative: list[NDArray[np.float64]] = []
    for number, name in enumerate(CATEGORIES):
        weights = found.weights(name, city)
        merchants.append(np.asarray(found.of(name), np.int64))
        cumulative.append(number + np.minimum(np.cumsum(weights), 1.0))
    return Market(region, country, np.concatenate(merchants), np.concatenate(cumulative))


@cache
def market_of_city(region: Region) -> Ints:
    """Which market each of a region's cities belongs to."""
    known = [(each.region, each.country) for each in markets()]
    return np.array([known.index((region, each.country)) for each in lexicon(region).places])


@cache
def charges_abroad(region: Region) -> NDArray[np.bool_]:
    """Which of a region's merchants charge in a foreign currency."""
    return np.array([each.currency is not None for each in lexicon(region).merchants])


# Phrases for what has no merchant; wording.py says how each prints.
PHRASES = tuple(
    [
        "salary",
        "second_salary",
        "bonus",
        "settlement",
        "pension",
        "second_pension",
        "benefit",
        "unemployment",
        "grant",
        "from_parents",
        "gig",
        "sales",
        "tax_refund",
        "windfall",
        "dividend",
        "interest_earned",
        "rent",
        "mortgage_out",
        "mortgage_in",
        "loan_out",
        "loan_in",
        "card_out",
        "card_in",
        "saving_out",
        "saving_in",
        "fetch_out",
        "fetch_in",
        "invest_out",
        "invest_in",
        "drawing_out",
        "drawing_in",
        "valuation",
        "card_interest",
        "loan_interest",
        "overdraft_interest",
        "overdraft_fee",
        "returned_fee",
        "late_fee",
        "foreign_fee",
        "account_fee",
        "atm_fee",
        "atm",
        "to_person",
        "from_person",
        "remittance",
        "alimony",
        "catch_up",
        "property_tax",
        "sales_tax",
        "from_abroad",
    ]
)
_PHRASE_NUMBERS = {name: number for number, name in enumerate(PHRASES)}


def phrase(name: str, slot: Whole = 0) -> Whole:
    """The text number of a phrase; `slot` chooses the name in it."""
    return (_PHRASE << _SORT_BITS) + (_PHRASE_NUMBERS[name] << _SLOT_BITS) + slot


def purchase(merchant: Ints, words: Words, start: int = 0) -> Ints:
    """The text numbers of purchases; the variant of the descriptor from four bits of `words`."""
    return (merchant << VARIANT_BITS) + bits(words, start, VARIANT_BITS)


def refund_of(text: Ints) -> Ints:
    """The text numbers of refunds of these purchases."""
    return text + (_REFUND << _SORT_BITS)


def sent_back(text: Ints) -> Ints:
    """The text numbers of the lines that undo these debits."""
    plain = text >> _SORT_BITS == _PLAIN
    return text + (np.where(plain, _SENT_BACK, _PHRASE_SENT_BACK - _PHRASE) << _SORT_BITS)


def is_sent_back(text: Ints) -> NDArray[np.bool_]:
    """Whether the texts are of lines that undo a debit."""
    sort = text >> _SORT_BITS
    return (sort == _SENT_BACK) | (sort == _PHRASE_SENT_BACK)


def is_purchase(text: Ints) -> NDArray[np.bool_]:
    """Whether the texts are of a merchant's plain purchase."""
    return text >> _SORT_BITS == _PLAIN


def merchant_of(text: Ints) -> Ints:
    """The merchants of purchases."""
    return (text & ((1 << _SORT_BITS) - 1)) >> VARIANT_BITS


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text number means: `sort` is purchase, refund, sent_back, phrase or phrase_sent_back."""

    sort: str
    merchant: int
    variant: int
    phrase: str
    slot: int


def meaning(text: int) -> Meant:
    """One text number taken apart."""
    sort, rest = text >> _SORT_BITS, text & ((1 << _SORT_BITS) - 1)
    if sort >= _PHRASE:
        return Meant(
            "phrase" if sort == _PHRASE else "phrase_sent_back",
            0,
            0,
            PHRASES[rest >> _SLOT_BITS],
            rest & ((1 << _SLOT_BITS) - 1),
        )
    name = ("purchase", "refund", "sent_back")[sort]
    return Meant(name, rest >> VARIANT_BITS, rest & (VARIANTS - 1), "", 0)
