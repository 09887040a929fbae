"""Data keys in a folder of files, each wrapped by the installation's master key."""

import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from florin.kernel.postgres import key_folder, write_secret
from florin.ports.keys import PURPOSES, KeyDestroyed


class FileKeys:
    """Wrapped keys under `FLORIN_HOME/keys`: one small file for each customer and purpose."""

    def __init__(self, home: Path) -> None:
        self._folder = key_folder(home)
        self._cached = lru_cache(maxsize=4096)(self._read)  # by the file as it was when it was read

    def create(self, customer: UUID) -> None:
        """Makes the customer's keys; nothing where they exist."""
        for purpose in PURPOSES:
            path = self._path(customer, purpose)
            if not path.exists():
                for folder in (path.parent.parent, path.parent):
                    folder.mkdir(exist_ok=True, mode=0o700)
                write_secret(path, self._wrap(customer, purpose, secrets.token_bytes(32)))

    def data_key(self, customer: UUID, purpose: str = "personal") -> bytes:
        """The plain data key (32 bytes), from memory where its file is still the same. Raises KeyDestroyed.

        The file is looked at each time: a key that another process destroyed must not live on in this one.
        """
        try:
            found = os.stat(self._name(customer, purpose))
        except FileNotFoundError:
            raise KeyDestroyed from None
        return self._cached(customer, purpose, found.st_ino, found.st_mtime_ns)

    def destroy(self, customer: UUID, purpose: str) -> None:
        """Destroys one key for good; nothing where it is gone."""
        path = self._path(customer, purpose)
        if path.exists():
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            _sync(path.parent)
        self.forget()

    def forget(self) -> None:
        """Lets go of every plain key that this process holds in memory."""
        self._cached.cache_clear()

    def _name(self, customer: UUID, purpose: str) -> str:
        return f"{self._folder}/{_place(customer, purpose)}"

    def _path(self, customer: UUID, purpose: str) -> Path:
        return Path(self._name(customer, purpose))

    def _read(self, customer: UUID, purpose: str, *_: int) -> bytes:
        try:
            sealed = self._path(customer, purpose).read_bytes()
        except FileNotFoundError:
            raise KeyDestroyed from None
        return _opened(self._master(), sealed, customer, purpose)

    def _wrap(self, customer: UUID, purpose: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._master().encrypt(nonce, key, _context(customer, purpose))

    def _master(self):
        path = self._folder / "master"
        if not path.exists():
            write_secret(path, secrets.token_bytes(32))
        return _aead(path.read_bytes())


def key_among(files: Mapping[str, bytes], customer: UUID, purpose: str) -> bytes:
    """A plain data key from the files of such a folder (by their names in it, "master" among them), as a
    backup
    holds them. Raises KeyDestroyed."""
    sealed = files.get(_place(customer, purpose))
    if sealed is None:
        raise KeyDestroyed
    return _opened(_aead(files["master"]), sealed, customer, purpose)


def _place(customer: UUID, purpose: str) -> str:
    name = customer.hex
    return f"customers/{name[-2:]}/{name}.{purpose}"


def _aead(master: bytes):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(master)


def _opened(aead, sealed: bytes, customer: UUID, purpose: str) -> bytes:
    return aead.decrypt(sealed[:12], sealed[12:], _context(customer, purpose))


def _context(customer: UUID, purpose: str) -> bytes:
    return f"{customer}/{purpose}".encode()


def _sync(folder: Path) -> None:
    """Makes the disk know that a file of this folder is gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
