"""Lists outside the database and its backups: files to which lines of JSON are only ever appended."""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from florin.kernel.errors import InvalidInput

T = TypeVar("T")


def read(path: Path, made: Callable[[Mapping[str, Any]], T], about: str) -> list[T]:
    """What the lines say, in their order; empty where there is no file. A last line that a crash tore off is
    left out.

    Raises:
        InvalidInput: the file is no list of `about`.
    """
    if not path.exists():
        return []
    lines = path.read_text().split("\n")
    found = [_one(line, made, f"{path} line {n}", about) for n, line in enumerate(lines[:-1], 1) if line]
    with suppress(InvalidInput):  # whole, but for its end of line
        if lines[-1]:
            found.append(_one(lines[-1], made, str(path), about))
    if lines[-1] and not found:
        raise InvalidInput(f"{path} is no list of {about}")
    return found


def append(path: Path, told: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
    """Appends what `told` gives once nobody else writes, and waits until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = "".join(json.dumps(each) + "\n" for each in told())
        if not lines:
            return
        file.write((b"\n" if _torn(file) else b"") + lines.encode())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _torn(file: Any) -> bool:
    """Whether the last line lacks its end."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return False
    file.seek(size - 1)
    return file.read(1) != b"\n"


def _one(line: str, made: Callable[[Mapping[str, Any]], T], at: str, about: str) -> T:
    try:
        return made(json.loads(line))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(f"{at}: is no line of a list of {about}") from None
