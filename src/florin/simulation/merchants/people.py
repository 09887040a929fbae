"""Names of invented people, places and employers by country, from names.toml; same key, same name."""

import re
from zlib import crc32

from florin.simulation.merchants.categories import data

COUNTRIES = ("US", "DE", "AT", "NL", "FR", "IT", "ES", "IE")


def drawn(words: tuple[str, ...] | list[str], key: str) -> str:
    """One of `words`, chosen by `key` alone: no process-dependent hash, no shared random state."""
    return words[_stirred(key) % len(words)]


def _stirred(key: str) -> int:
    mixed = crc32(key.encode()) * 0x9E3779B1 & 0xFFFFFFFF  # crc32 of near keys is near: spread it
    return mixed ^ mixed >> 15


def given(country: str, key: str) -> str:
    """A given name of the country ("US", "DE", ...)."""
    return drawn(data("names.toml")[country]["given"], f"given {country} {key}")


def family(country: str, key: str) -> str:
    """A family name of the country."""
    return drawn(data("names.toml")[country]["family"], f"family {country} {key}")


def person(country: str, key: str) -> str:
    """A given and a family name: a landlord, someone one pays back."""
    return f"{given(country, key)} {family(country, key)}"


def place(country: str, key: str) -> str:
    """A quarter, hill or street as local firms name themselves after."""
    return drawn(data("names.toml")[country]["place"], f"place {country} {key}")


def employer(country: str, key: str) -> str:
    """An invented employer: half of them listed, half made of a family name and a trade."""
    names = data("names.toml")[country]
    listed = names["employers"]
    pick = _stirred(f"employer {country} {key}") % (2 * len(listed))
    if pick < len(listed):
        return listed[pick]
    return filled(drawn(names["employer_forms"], f"form {country} {key}"), country, key)


_SLOT = re.compile(r"\{(given|family|place)\}")


def filled(pattern: str, country: str, key: str) -> str:
    """`pattern` with each {given}, {family} and {place} put in; two families of one name are drawn apart."""
    drawers = {"given": given, "family": family, "place": place}
    return _SLOT.sub(lambda slot: drawers[slot[1]](country, f"{key} {slot.start() or ''}"), pattern)
