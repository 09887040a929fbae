"""How a bank prints a merchant: processor marks, store numbers, cut names and cities, mandates (forms.toml).

A form is a list of patterns; variant v takes pattern v mod its length. In a pattern, {N} is the name in plain
capitals, {B} the name abbreviated, {X} without spaces, {D} the shop's web address, each cut by a precision as
{N:.18}; <slot> is what comes from city and merchant together.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zlib import crc32

from florin.simulation.merchants.categories import data

VARIANTS = 16
CITY_CUT = 13  # ISO 8583 field 43: 25 for the name, 13 for the city, 2 for the country
LONGEST = {"US": 60, "EA": 140}  # an American line; the remittance text of a SEPA payment (EPC rulebook)
MARKETS = {
    None: ".COM",
    "DE": ".DE",
    "AT": ".AT",
    "NL": ".NL",
    "FR": ".FR",
    "IT": ".IT",
    "ES": ".ES",
    "IE": ".IE",
}
ABROAD: dict[str, tuple[tuple[str, str], ...]] = {  # where the foreign shops of a currency stand
    "GBP": (("LONDON", "GB"), ("EDINBURGH", "GB"), ("MANCHESTER", "GB")),
    "CHF": (("ZUERICH", "CH"), ("BASEL", "CH"), ("GENEVE", "CH")),
    "JPY": (("TOKYO", "JP"), ("KYOTO", "JP"), ("OSAKA", "JP")),
    "MXN": (("CANCUN", "MX"), ("CIUDAD DE MEX", "MX"), ("TULUM", "MX")),
    "CAD": (("TORONTO", "CA"), ("MONTREAL", "CA"), ("VANCOUVER", "CA")),
    "EUR": (("PARIS", "FR"), ("ROMA", "IT"), ("BARCELONA", "ES")),
    "USD": (("NEW YORK", "US"), ("SAN FRANCISCO", "US"), ("MIAMI", "US")),
    "SEK": (("STOCKHOLM", "SE"), ("GOTEBORG", "SE"), ("MALMO", "SE")),
    "DKK": (("KOBENHAVN", "DK"), ("AARHUS", "DK"), ("ODENSE", "DK")),
    "NOK": (("OSLO", "NO"), ("BERGEN", "NO"), ("TROMSO", "NO")),
    "CZK": (("PRAHA", "CZ"), ("BRNO", "CZ"), ("PLZEN", "CZ")),
    "PLN": (("WARSZAWA", "PL"), ("KRAKOW", "PL"), ("GDANSK", "PL")),
    "HUF": (("BUDAPEST", "HU"), ("SZEGED", "HU"), ("GYOR", "HU")),
    "TRY": (("ISTANBUL", "TR"), ("ANTALYA", "TR"), ("IZMIR", "TR")),
    "THB": (("BANGKOK", "TH"), ("PHUKET", "TH"), ("CHIANG MAI", "TH")),
    "INR": (("MUMBAI", "IN"), ("DELHI", "IN"), ("KOCHI", "IN")),
}
# What banks set behind a card line: when the card was used; a country without an entry prints no time.
STAMPS = {
    "US": "{text} ON {day:%m/%d}",
    "DE": "{text} {day:%Y-%m-%d}T{time} DEBITK. 1",
    "AT": "{text} {day:%d.%m.} {time}",
    "NL": "{text} {day:%d.%m.%y}/{time}",
    "FR": "{text} {day:%d/%m}",
    "IT": "{text} DEL {day:%d/%m/%y} ORE {time}",
    "ES": "{text} EL {day:%d/%m}",
}
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "ss"})
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class City:
    """A city with its country; `state` and telephone `area` where the country prints them."""

    name: str
    country: str
    state: str = ""
    area: str = ""


class Named(Protocol):
    """What of a merchant its line shows."""

    @property
    def name(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def online(self) -> bool: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...


def plain(text: str) -> str:
    """`text` in ASCII capitals, as terminals and clearing systems carry it: ü is UE, é is E."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_GERMAN))
    return decomposed.encode("ascii", "ignore").decode().upper()


def abbreviated(name: str) -> str:
    """A plain name as a short field holds it: long words keep their first letter and their consonants."""
    return " ".join(
        word if len(word) < 6 else word[0] + re.sub("[AEIOU]", "", word[1:]) for word in name.split()
    )


def stamped(text: str, country: str, day: date, minute: int) -> str:
    """A card's descriptor with the day and the minute of the day (0 to 1439), where banks print it."""
    time = f"{minute // 60:02}:{minute % 60:02}"
    return STAMPS.get(country, "{text}").format(text=text, day=day, time=time)


class Printer:
    """Prints rows of 16 descriptors; what does not depend on the city is made once a merchant."""

    def __init__(self, region: str, cities: tuple[City, ...]) -> None:
        self._region = region
        self._homes: dict[str, list[City]] = {}
        for city in cities:
            self._homes.setdefault(city.country, []).append(city)
        self._forms: dict[tuple[str, str], tuple[str, ...]] = {}
        self._halves: dict[tuple[str, str], tuple[str, ...]] = {}

    def row(self, merchant: Named, city: City) -> list[str]:
        """The 16 descriptors of a merchant on statements of a bank in `city`'s country."""
        half = self._halves.get((merchant.name, city.country))
        if half is None:
            half = self._halves[merchant.name, city.country] = self._half(merchant, city.country)
        slots = self._slots(merchant, city)
        return [pattern % slots for pattern in half]

    def _half(self, merchant: Named, country: str) -> tuple[str, ...]:
        name = plain(merchant.name)
        letters = re.sub("[^A-Z0-9]", "", name)
        shown = re.sub("[^A-Z0-9&' .+-]", "", name)
        address = letters[:14] + MARKETS.get(merchant.country, ".COM")
        words = {"N": shown, "B": abbreviated(shown), "X": letters, "D": address}
        form = "abroad" if merchant.currency and not merchant.online else merchant.form
        return tuple(pattern.format_map(words).strip() for pattern in self._form(form, country))

    def _form(self, form: str, country: str) -> tuple[str, ...]:
        key = form, country
        if key not in self._forms:
            told = data("forms.toml")[form]
            listed = told.get(country) or told["ALL"]
            self._forms[key] = tuple(_ready(listed[v % len(listed)], v) for v in range(VARIANTS))
        return self._forms[key]

    def _slots(self, merchant: Named, city: City) -> Mapping[str, str | int]:
        number = crc32(f"{merchant.name}|{city.name}".encode())
        town, land, state, area = self._place(merchant, city, number)
        low, high = number % 9973, number // 9973
        return {
            "city": town[:CITY_CUT].rstrip(),
            "land": land,
            "state": state or land,
            "area": area,
            "a": f"{low % 900 + 100:04}",
            "b": f"{low * 7 % 4000 + 11:05}",
            "c": low % 89 + 10,
            "t": f"{number % 1_000_000:06}",
            "m": f"{_LETTERS[low % 24]}{_LETTERS[high % 24]}{number % 10_000_019:08}",
            "z": f"{high % 9000 + 1000}",
            "k": f"{_LETTERS[high % 24]}{low % 10}{_LETTERS[low % 23]}{high % 100:02}{_LETTERS[high % 19]}",
            "p": f"555-01{low % 100:02}",  # 555-0100 to 0199 are kept for fiction
        }

    def _place(self, merchant: Named, city: City, number: int) -> tuple[str, str, str, str]:
        if merchant.currency and merchant.currency in ABROAD:
            town, land = ABROAD[merchant.currency][number % 3]
            return town, land, "", ""
        if merchant.country not in (None, city.country):
            homes = self._homes[merchant.country or city.country]
            city = homes[number % len(homes)]
        return plain(city.name), city.country, city.state, city.area


def _ready(pattern: str, variant: int) -> str:
    """A pattern whose <slot>s wait for `%`; the long numbers get two digits of the variant's own."""
    own = f"{(variant * 37 + 11) % 100:02}"
    return re.sub(r"<(\w+)>", lambda found: f"%({found[1]})s" + (own if found[1] in "tm" else ""), pattern)
