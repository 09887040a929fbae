"""Who was erased: a list outside the database and its backups, so that no restore brings them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from florin.kernel import appended

NAME = "tombstones"
_ABOUT = "erased customers"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One customer who was erased: the business day by which the law was read, and whether the time of what
    had to be kept is over, so that the `retained` key is gone too."""

    customer: UUID
    day: date
    over: bool = False


def place(home: Path) -> Path:
    """Where an installation keeps its list: beside its keys."""
    return home / NAME


def read(path: Path) -> dict[UUID, Tombstone]:
    """The list by customer; empty where there is none. A last line that a crash tore off is left out.

    Raises:
        InvalidInput: the file is no such list.
    """
    found: dict[UUID, Tombstone] = {}
    for one in appended.read(path, _stone, _ABOUT):
        known = found.get(one.customer)
        over = one.over or (known is not None and known.over)
        found[one.customer] = Tombstone(one.customer, one.day, over)
    return found


def add(path: Path, stones: Iterable[Tombstone]) -> None:
    """Appends those that the list does not say yet, and waits until the disk has them."""

    def new() -> Iterable[Mapping[str, Any]]:
        known = read(path)
        for s in stones:
            if s.customer not in known or (s.over and not known[s.customer].over):
                yield {"customer": str(s.customer), "day": s.day.isoformat(), "over": s.over}

    appended.append(path, new)


def _stone(told: Mapping[str, Any]) -> Tombstone:
    return Tombstone(UUID(told["customer"]), date.fromisoformat(told["day"]), bool(told["over"]))
