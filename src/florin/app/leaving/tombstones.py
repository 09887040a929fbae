"""Who was erased: a list outside the database and its backups, so that no restore brings them back."""

import fcntl
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from florin.kernel.errors import InvalidInput

NAME = "tombstones"


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
    if not path.exists():
        return {}
    found: dict[UUID, Tombstone] = {}
    lines = path.read_text().split("\n")
    for n, line in enumerate(lines[:-1]):
        if line:
            one = _stone(line, path, n + 1)
            known = found.get(one.customer)
            found[one.customer] = Tombstone(
                one.customer, one.day, one.over or (known is not None and known.over)
            )
    with suppress(InvalidInput):  # whole, but for its end of line
        if lines[-1]:
            one = _stone(lines[-1], path, len(lines))
            found.setdefault(one.customer, one)
    if lines[-1] and not found:
        raise InvalidInput(f"{path} is no list of erased customers")
    return found


def add(path: Path, stones: Iterable[Tombstone]) -> None:
    """Appends those that the list does not say yet, and waits until the disk has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = read(path)
        new = [s for s in stones if s.customer not in known or (s.over and not known[s.customer].over)]
        if not new:
            return
        torn = _torn(file)
        told = "".join(
            json.dumps({"customer": str(s.customer), "day": s.day.isoformat(), "over": s.over}) + "\n"
            for s in new
        )
        file.write((b"\n" if torn else b"") + told.encode())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _torn(file) -> bool:
    """Whether the last line lacks its end."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return False
    file.seek(size - 1)
    return file.read(1) != b"\n"


def _stone(line: str, path: Path, number: int) -> Tombstone:
    try:
        told = json.loads(line)
        return Tombstone(UUID(told["customer"]), date.fromisoformat(told["day"]), bool(told["over"]))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(f"{path} line {number}: is no line of a list of erased customers") from None
