"""Statement lines that name no merchant: pay, cash, fees, interest, own transfers, loans (words.toml)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from florin.simulation.merchants.categories import data
from florin.simulation.merchants.descriptors import plain

FIRST = {"US": "US", "EA": "DE"}  # whose words a region prints where no country is told
_SLOT = re.compile(r"\{(\w+)")
_OWN = ("number", "code")  # filled from the other slots where the caller gives none


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The phrases of a region."""

    region: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Everything that `phrase` knows."""
        return tuple(data("words.toml"))

    def category(self, kind: str) -> str | None:
        """The leaf such a line truly belongs to; None where that depends on what it wraps or undoes."""
        return data("words.toml")[kind].get("category")

    def slots(self, kind: str, country: str | None = None) -> frozenset[str]:
        """The slots that must be given in `country`; `number` and `code` are made where not given."""
        found = {
            slot
            for pattern in _patterns(kind, country or FIRST[self.region])
            for slot in _SLOT.findall(pattern)
        }
        return frozenset(found.difference(_OWN))

    def phrase(self, kind: str, variant: int = 0, country: str | None = None, **slots: object) -> str:
        """The line in ASCII capitals, as the bank of `country` prints it; `variant` any whole number.

        Raises:
            KeyError: no such kind, or a slot that the kind needs is missing.
        """
        listed = _patterns(kind, country or FIRST[self.region])
        pattern = listed[variant % len(listed)]
        given = {name: plain(str(told)) for name, told in slots.items()}
        if "{number" in pattern or "{code" in pattern:
            given = _own(kind, given) | given
        return pattern.format_map(given)


@cache
def _patterns(kind: str, country: str) -> tuple[str, ...]:
    told = data("words.toml")[kind]
    return tuple(told.get(country) or told["ALL"])


def _own(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    drawn = crc32(f"{kind} {sorted(given.items())}".encode())
    return {"number": f"{drawn:010}", "code": f"{drawn % 46_656:05}{'KRTXMNPQ'[drawn % 8]}"}
