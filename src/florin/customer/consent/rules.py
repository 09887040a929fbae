"""What can be consented to, how long a consent holds, and what its words are."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal
from uuid import UUID

from florin.language.composer import compose
from florin.language.slots import Days

Source = Literal["here", "elsewhere"]
SOURCES: tuple[Source, ...] = ("here", "elsewhere")


@dataclass(frozen=True, slots=True)
class Longest:
    """How many days a consent holds at most, and by which rule."""

    most: int
    rule: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data may be used for: what is derived under it, what else it needs, and on which legal basis."""

    id: str
    derives: tuple[str, ...]
    needs: tuple[str, ...]
    basis: str
    source: str
    longest: Mapping[Source, Longest]

    @property
    def all(self) -> tuple[str, ...]:
        """The purposes that must all be consented to before anything is done for this one."""
        return (*self.needs, self.id)


@dataclass(frozen=True, slots=True)
class Wish:
    """A consent that is wanted: for one account, or (None) for all of the source; until a day that is sooner
    than the longest, or (None) as long as may be."""

    purpose: str
    source: Source
    account: UUID | None = None
    until: date | None = None


@cache
def purposes() -> Mapping[str, Purpose]:
    """Every purpose by its id, in the order of `purposes.toml`."""
    told = tomllib.loads(files(__package__ or "").joinpath("purposes.toml").read_text("utf-8"))
    return {row["id"]: _purpose(row) for row in told["purpose"]}


def _purpose(row: dict) -> Purpose:
    longest: dict[Source, Longest] = {each: Longest(**row["days"][each]) for each in SOURCES}
    return Purpose(
        row["id"], tuple(row["derives"]), tuple(row["needs"]), row["basis"], row["source"], longest
    )


def everything(*only: str) -> tuple[Wish, ...]:
    """A wish for each source of these purposes; of all purposes where none is named."""
    return tuple(Wish(purpose, source) for purpose in only or purposes() for source in SOURCES)


def last_day(wish: Wish, given: date) -> date:
    """The last day on which a consent holds: the day it is given is its first."""
    return wish.until or longest_day(wish.purpose, wish.source, given)


def longest_day(purpose: str, source: Source, given: date) -> date:
    """The last day that the longest consent of this purpose and source holds."""
    return given + timedelta(days=purposes()[purpose].longest[source].most - 1)


def wording(purpose: str, source: Source, one_account: bool, language: str) -> str:
    """What a customer agrees to, word for word."""
    found = purposes()[purpose]
    scope = f"consent.scope.{source}.one" if one_account else f"consent.scope.{source}"
    days = {"days": Days(found.longest[source].most)}
    keys = (f"consent.{purpose}.title", f"consent.{purpose}.does", scope, "consent.ends")
    return "\n".join(compose(language, key, days) for key in keys)


def text_hash(said: str) -> bytes:
    """By which a wording is known (sha256, 32 bytes)."""
    return sha256(said.encode()).digest()


def states(ends: Sequence[str | None], effective: bool) -> str:
    """What a purpose stands at for one source: "given", "waits" (given, but what it needs is not), or how the
    newest one ended: "revoked", "expired"; "none" where there never was one. `ends`: newest first."""
    if None in ends:
        return "given" if effective else "waits"
    return next((each for each in ends if each and each != "replaced"), "none")
