"""Data keys in a folder of files, each wrapped by the installation's master key."""

import os
import secrets
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from florin.kernel.postgres import key_folder, write_secret
from florin.ports.keys import PURPOSES, KeyDestroyed


class FileKeys:
    """Wrapped keys under `FLORIN_HOME/keys`: one small file for each customer and purpose."""

    def __init__(self, home: Path) -> None:
        self._folder = key_folder(home)
        self._cached = lru_cache(maxsize=4096)(self._read)

    def create(self, customer: UUID) -> None:
        """Makes the customer's keys; nothing where they exist."""
        for purpose in PURPOSES:
            path = self._path(customer, purpose)
            if not path.exists():
                for folder in (path.parent.parent, path.parent):
                    folder.mkdir(exist_ok=True, mode=0o700)
                write_secret(path, self._wrap(customer, purpose, secrets.token_bytes(32)))

    def data_key(self, customer: UUID, purpose: str = "personal") -> bytes:
        """The plain data key (32 bytes). Raises KeyDestroyed."""
        return self._cached(customer, purpose)

    def destroy(self, customer: UUID, purpose: str) -> None:
        """Destroys one key for good; nothing where it is gone."""
        path = self._path(customer, purpose)
        if path.exists():
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        self._cached.cache_clear()

    def _path(self, customer: UUID, purpose: str) -> Path:
        name = customer.hex
        return self._folder / "customers" / name[-2:] / f"{name}.{purpose}"

    def _read(self, customer: UUID, purpose: str) -> bytes:
        try:
            sealed = self._path(customer, purpose).read_bytes()
        except FileNotFoundError:
            raise KeyDestroyed(f"no {purpose} key of customer {customer}") from None
        return self._master().decrypt(sealed[:12], sealed[12:], _context(customer, purpose))

    def _wrap(self, customer: UUID, purpose: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._master().encrypt(nonce, key, _context(customer, purpose))

    def _master(self):
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        path = self._folder / "master"
        if not path.exists():
            write_secret(path, secrets.token_bytes(32))
        return AESGCM(path.read_bytes())


def _context(customer: UUID, purpose: str) -> bytes:
    return f"{customer}/{purpose}".encode()
