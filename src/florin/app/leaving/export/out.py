"""The ways in which an export leaves the house: into a folder, or as a zip archive."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from florin.app.leaving.export.whole import files, known
from florin.kernel.errors import Conflict
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment


def snapshot(engine: Engine) -> Engine:
    """The same engine, on which a transaction sees one moment of the data from its beginning to its end."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def note(unit: Work) -> None:
    """That everything about the customer leaves the house is an event, written before the first byte goes."""
    unit.emit("CustomerExported", unit.customer, {"by": f"{unit.caller.kind}:{unit.caller.name}"})


def to_folder(engine: Engine, env: Environment, caller: Caller, folder: Path) -> int:
    """Writes the export into `folder`, whole or not at all; how many files it has.

    Raises:
        Conflict: the folder has something in it. NotFound: there is no such customer.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not an empty folder", reason="not-empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with work(engine, caller) as unit:
            known(unit)
            note(unit)
        with work(snapshot(engine), caller) as unit:
            count = _lay_down(making, files(unit, env))
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return count


def _lay_down(folder: Path, found: Iterator[tuple[str, Iterator[bytes]]]) -> int:
    count = 0
    for name, pieces in found:
        path = folder / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        path.chmod(0o600)
        count += 1
    return count


class _Stream(io.RawIOBase):
    """Where a zip archive is written to, and what was written taken from."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def as_zip(opened: Callable[[], Any], env: Environment) -> Iterator[bytes]:
    """The export as a zip archive, a piece at a time; `opened` gives the unit of work that it is read in.

    A failure leaves it without its directory, which no program takes for an archive.
    """
    stream = _Stream()
    with opened() as unit, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # pyright: ignore[reportArgumentType] - a stream one cannot seek in
        for name, pieces in files(unit, env):
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if len(taken := stream.take()) > 0:
                        yield taken
        archive.close()
        yield stream.take()
