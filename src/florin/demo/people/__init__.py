"""The people of the demo bank, as told in `people.toml`: who they are, how they live, what troubles them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from florin.customer.facts.rules.calendar import month_start, months_later
from florin.simulation.merchants.lexicon import lexicon
from florin.simulation.shapes import NEVER, Cast, Event, EventName, Kind, Region

# What kind of matter it is where a problem shows: the heading that a person stands under.
MATTERS: Mapping[str, str] = {
    "overdrafts": "short",
    "monthly_net": "short",
    "fees": "short",
    "dearest_debt": "debt",
    "pay_dearest_debt": "debt",
    "net_worth": "debt",
    "buffer_days": "thin",
    "idle_cash": "idle",
    "move_idle_cash": "idle",
}
# Countries that pay in euro (ECB; Bulgaria since January 2026).
_EURO_AREA = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
EURO_AREA = frozenset(_EURO_AREA.split())
CURRENCIES: Mapping[Region, str] = {"US": "USD", "EA": "EUR"}


@dataclass(frozen=True, slots=True)
class Face:
    """What a drawn face is made of: colours as #RRGGBB, the rest names of shapes."""

    skin: str
    hair: str
    hair_colour: str
    beard: str
    glasses: str
    clothes: str


@dataclass(frozen=True, slots=True)
class Home:
    """A person's name and place in one part of the world."""

    name: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a person's problem shows: a fact with a bound on its value, or the kind of an open suggestion.

    `least` and `most` are in the fact's own unit (money: whole units of the currency), both included.
    """

    fact: str | None = None
    suggestion: str | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's people; `own` is the empty one, for one's own statements.

    `events`: what befell them, and how many months before they moved in. `never`: what chance may not bring
    them, `not_yet`: nor before they moved in. `lives`: what is said of them, as claims on their past, each
    with its arguments. `sees`: where their problem shows.
    """

    id: str
    age: int | None
    homes: Mapping[Region, Home]
    face: Face
    kind: Kind | None = None
    seed: int = 0
    traits: Mapping[str, Any] | None = None
    events: tuple[tuple[EventName, int], ...] = ()
    never: tuple[EventName, ...] = ()
    not_yet: tuple[EventName, ...] = ()
    lives: tuple[Mapping[str, Any], ...] = ()
    sees: tuple[Sight, ...] = ()

    @property
    def own(self) -> bool:
        """Whether this is the visitor."""
        return self.kind is None

    @property
    def matter(self) -> str | None:
        """What is the matter with them: "short", "debt", "thin" or "idle"; None for the visitor."""
        first = next(iter(self.sees), None)
        return MATTERS[first.fact or first.suggestion or ""] if first else None

    def cast(self, region: Region, seed: int, began: date, attempt: int = 0) -> Cast:
        """Their household where the bank is, as it came to the day `began`; each `attempt` has other dice."""
        if self.kind is None:
            raise ValueError("the visitor's life is their own")
        month = month_start(began)
        events = tuple(Event(name, months_later(month, -ago)) for name, ago in self.events)
        mixed = crc32(f"{self.id} {self.seed} {seed} {attempt}".encode())
        traits = {**(self.traits or {}), "city": lexicon(region).cities.index(self.homes[region].city)}
        later = tuple(Event(name, months_later(month, 1)) for name in self.not_yet)
        spared = tuple(Event(name, NEVER) for name in self.never) + later
        return Cast(self.kind, region, mixed, traits, events, spared)


def region_of(country: str) -> Region:
    """Which of the two casts a bank in `country` (ISO 3166-1) shows."""
    return "EA" if country in EURO_AREA else "US"


def _person(told: dict[str, Any]) -> Person:
    homes: dict[Region, Home] = {
        "US": Home(told["us"][0], told["us"][1], "US"),
        "EA": Home(*told["ea"]),
    }
    return Person(
        id=told["id"],
        age=told.get("age"),
        homes=homes,
        face=Face(**told["face"]),
        kind=told.get("kind"),
        seed=told.get("seed", 0),
        traits=told.get("traits", {}),
        events=tuple((name, ago) for name, ago in told.get("events", ())),
        never=tuple(told.get("never", ())),
        not_yet=tuple(told.get("not_yet", ())),
        lives=tuple(told.get("lives", ())),
        sees=tuple(Sight(**each) for each in told.get("sees", ())),
    )


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath("people.toml").read_text(encoding="utf-8"))


PEOPLE: tuple[Person, ...] = tuple(_person(told) for told in _told()["person"])


def names(region: Region) -> tuple[list[str], list[str]]:
    """First and last names to make up the names of generated customers from."""
    told = _told()["names"][region]
    return told["first"], told["last"]
