"""The merchants of a region, read from us.toml and ea.toml, and what a bank's statement prints of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from florin.simulation.merchants.categories import categories, data
from florin.simulation.merchants.descriptors import VARIANTS, City, Printer
from florin.simulation.merchants.people import filled
from florin.simulation.merchants.words import StatementWords

Billing = Literal["card", "direct_debit", "transfer", "cash"]
BILLINGS = ("card", "direct_debit", "transfer", "cash")
FALLING = 0.75  # weight of the n-th of a leaf's merchants: n to the minus this; assumption, near Zipf's law
ABROAD = 0.05  # how much a shop of another country weighs beside one at home; assumption
TRIES = 40  # how often another name is drawn where a pattern gives one that is taken


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who is paid or pays: `name` clean, `weight` within its leaf (not normalised), `mcc` ISO 18245 or None.

    `currency` is set for a shop that charges in a foreign currency, `country` None where at home in the whole
    region; `form` names the way its line prints (forms.toml).
    """

    name: str
    mcc: str | None
    category: str
    weight: float
    billing: Billing
    online: bool
    currency: str | None
    country: str | None
    form: str


@dataclass(frozen=True)
class Lexicon:
    """All merchants and cities of a region; a merchant and a city are named by their index."""

    region: str
    merchants: tuple[Merchant, ...]
    places: tuple[City, ...]
    statement_words: StatementWords
    _printer: Printer
    _by_category: Mapping[str, NDArray[np.int64]] = field(repr=False)

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities' names, in the order of their indices."""
        return tuple(each.name for each in self.places)

    def cities_of(self, country: str) -> tuple[int, ...]:
        """Indices of the cities of a country ("US", "DE", "AT", "NL", "FR", "IT", "ES", "IE")."""
        return tuple(index for index, each in enumerate(self.places) if each.country == country)

    def of(self, category: str) -> NDArray[np.int64]:
        """Indices of the leaf's merchants, shape (n,); empty for a leaf without merchants.

        Raises:
            KeyError: there is no such leaf.
        """
        return self._by_category[category]

    def weights(self, category: str, city: int | None = None) -> NDArray[np.float64]:
        """Probabilities of the leaf's merchants, shape (n,) beside `of(category)`, summing to 1.

        With a city: of someone who lives there, so that another country's shops have none of it and shops
        abroad little.
        """
        country = None if city is None else self.places[city].country
        raw = np.array(
            [self._weight(index, country) for index in self._by_category[category]], dtype=np.float64
        )
        if not raw.any():  # nobody of the leaf is at home there
            raw = np.array([self.merchants[index].weight for index in self._by_category[category]])
        return raw / raw.sum() if raw.size else raw

    def _weight(self, index: int, country: str | None) -> float:
        merchant = self.merchants[index]
        if merchant.currency:
            return merchant.weight * ABROAD
        return merchant.weight if country is None or merchant.country in (None, country) else 0.0

    def text(self, merchant: int, city: int, variant: int) -> str:
        """The raw descriptor as it prints for someone who lives in `city`; `variant` 0 to 15."""
        return self._printer.row(self.merchants[merchant], self.places[city])[variant]

    def table(self, city: int) -> list[list[str]]:
        """All raw descriptors of the city: [merchant][variant]."""
        place = self.places[city]
        return [self._printer.row(merchant, place) for merchant in self.merchants]


@cache
def lexicon(region: str) -> Lexicon:
    """The lexicon of region "US" or "EA".

    Raises:
        KeyError: another region.
    """
    told = data({"US": "us.toml", "EA": "ea.toml"}[region])
    places = tuple(City(*line.split("|")) for line in told["cities"])
    merchants = tuple(_merchants(told))
    by_category: dict[str, list[int]] = {each: [] for each in categories()}
    for index, merchant in enumerate(merchants):
        by_category[merchant.category].append(index)
    return Lexicon(
        region,
        merchants,
        places,
        StatementWords(region),
        Printer(region, places),
        {category: np.array(found, dtype=np.int64) for category, found in by_category.items()},
    )


def _merchants(told: Mapping[str, Any]) -> Iterator[Merchant]:
    taken: set[str] = set()
    for group, leaves in told.items():
        if group != "cities":
            for leaf, table in leaves.items():
                yield from _leaf(f"{group}.{leaf}", table, taken)


def _leaf(category: str, table: Mapping[str, Any], taken: set[str]) -> Iterator[Merchant]:
    usual = _options(table.get("usual", ""))
    for country, lines in table.items():
        if country == "usual":
            continue
        rank = 0
        for line in lines:
            pattern, _, options = line.partition(" | ")
            marked = _together(usual, _options(options))
            for name in _names(pattern, country, marked.pop("times", 1), taken):
                rank += 1
                yield _merchant(name, category, country, rank**-FALLING, marked)


def _together(usual: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The leaf's usual options and a line's own: a way to pay or sell told there undoes the usual form."""
    if "billing" in own or "online" in own:
        usual = {kind: told for kind, told in usual.items() if kind != "form"}
    if "billing" in own:
        usual.pop("online", None)
    return usual | own


def _names(pattern: str, country: str, times: int, taken: set[str]) -> Iterator[str]:
    """`times` names of the pattern that no other merchant bears, fewer if it has no more to give."""
    found = 0
    for attempt in range(TRIES * times):
        name = filled(pattern, "IE" if country in ("ALL", "ABROAD") else country, f"{pattern} {attempt}")
        if name not in taken:
            taken.add(name)
            found += 1
            yield name
        if found == times:
            return


def _merchant(name: str, category: str, country: str, weight: float, marked: Mapping[str, Any]) -> Merchant:
    online = bool(marked.get("online"))
    billing = marked.get("billing", "card")
    usual_form = "online" if online and billing == "card" else billing
    return Merchant(
        name,
        marked.get("mcc"),
        category,
        weight * marked.get("weight", 1.0),
        billing,
        online,
        marked.get("currency"),
        None if country in ("ALL", "ABROAD") else country,
        marked.get("form", usual_form),
    )


# What may stand behind a merchant's name: "5411 card online GBP chain x6 w2.5"
_KINDS = (
    ("mcc", re.compile(r"\d{4}"), str),
    ("currency", re.compile(r"[A-Z]{3}"), str),
    ("times", re.compile(r"x\d+"), lambda word: int(word[1:])),
    ("weight", re.compile(r"w[\d.]+"), lambda word: float(word[1:])),
    ("online", re.compile(r"online"), bool),
    ("billing", re.compile("|".join(BILLINGS)), str),
    ("form", re.compile(r"[a-z_]+"), str),
)


@cache
def _parsed(options: str) -> tuple[tuple[str, Any], ...]:
    return tuple(
        next((kind, read(word)) for kind, pattern, read in _KINDS if pattern.fullmatch(word))
        for word in options.split()
    )


def _options(options: str) -> dict[str, Any]:
    return dict(_parsed(options))


__all__ = ["VARIANTS", "Billing", "Lexicon", "Merchant", "lexicon"]
