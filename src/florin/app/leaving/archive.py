"""A backup of the keys, opened: put back into a home, or lent for a moment to seal anew what must be kept."""

import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from florin.app.leaving.tombstones import Tombstone
from florin.app.wiring import keys_from
from florin.kernel.errors import Conflict, InvalidInput, NotFound
from florin.kernel.postgres import key_folder, write_secret
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed, Keys

_MASTER = "master"


@dataclass(frozen=True)
class Archive:
    """Wrapped keys by their place in the folder of keys, and the master key that opens them."""

    files: Mapping[str, bytes]

    @staticmethod
    def read(path: Path) -> "Archive":
        """InvalidInput where the file is no backup of keys."""
        try:
            with tarfile.open(path) as archive:
                found = {e.name: archive.extractfile(e) for e in archive.getmembers() if e.isfile()}
                files = {name: file.read() for name, file in found.items() if file}
        except (tarfile.TarError, OSError):
            files = {}
        if _MASTER not in files:
            raise InvalidInput(f"{path} is no backup of keys")
        return Archive(files)

    def unpack(self, home: Path, stones: Mapping[UUID, Tombstone]) -> None:
        """Puts keys where there are none, but none of somebody who was erased: of them only that for what the
        law keeps, as long as it does.

        Raises:
            Conflict: the home has keys under another master key.
        """
        folder = key_folder(home)
        master = folder / _MASTER
        if master.exists() and master.read_bytes() != self.files[_MASTER]:
            raise Conflict("this home has keys of another installation", reason="not-empty")
        for name, content in self.files.items():
            path = folder / name
            if path.exists() or not path.resolve().is_relative_to(folder.resolve()) or _dead(name, stones):
                continue
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_secret(path, content)

    def lent(self, env: Environment) -> Environment:
        """The environment with keys that are found here where the home has none; nothing of them is
        written."""
        return replace(env, keys=_Lent(env.keys, self.files))


def _dead(name: str, stones: Mapping[UUID, Tombstone]) -> bool:
    """Whether this is a key that must not come back."""
    customer, _, purpose = name.rpartition("/")[2].partition(".")
    try:
        stone = stones.get(UUID(customer))
    except ValueError:
        return False  # no customer's
    return stone is not None and (purpose == "personal" or stone.over)


class _Lent:
    """The home's keys, with those of an archive behind them to read."""

    def __init__(self, own: Keys, files: Mapping[str, bytes]) -> None:
        self._own = own
        self._files = files
        self._destroyed: set[tuple[UUID, str]] = set()

    def create(self, customer: UUID) -> None:
        self._own.create(customer)

    def data_key(self, customer: UUID, purpose: str = "personal") -> bytes:
        try:
            return self._own.data_key(customer, purpose)
        except NotFound:
            if (customer, purpose) in self._destroyed:
                raise KeyDestroyed from None
            return keys_from(self._files, customer, purpose)

    def destroy(self, customer: UUID, purpose: str) -> None:
        self._destroyed.add((customer, purpose))
        self._own.destroy(customer, purpose)

    def forget(self) -> None:
        self._own.forget()
