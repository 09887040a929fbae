"""Signatures with an Ed25519 key in the folder of keys, the audit chain's head in a file beside it."""

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from florin.kernel.audit.signing import Head, Jwk, b64, canonical, thumbprint, verified
from florin.kernel.errors import Unavailable
from florin.kernel.ids import new_id
from florin.kernel.postgres import key_folder, write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class FileSigning:
    """The key under `FLORIN_HOME/keys/signing` (32 bytes, readable by its owner alone), made at first use."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @property
    def key_id(self) -> str:
        """The thumbprint of the public key (RFC 7638)."""
        return thumbprint(self.public_key())

    def public_key(self) -> Jwk:
        """The public key as a JWK (RFC 8037)."""
        return {"crv": "Ed25519", "kty": "OKP", "x": b64(self._key.public_key().public_bytes_raw())}

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (64 bytes)."""
        return self._key.sign(message)

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        """Whether this is our signature of `message`."""
        return key_id == self.key_id and verified(self.public_key(), message, signature)

    def head(self) -> Head | None:
        """The newest head that was kept; None where none ever was. Raises Unavailable: it is unreadable."""
        try:
            return Head(**orjson.loads(self._head.read_bytes()))
        except FileNotFoundError:
            return None
        except (TypeError, ValueError):
            raise Unavailable(f"{self._head} is no head of an audit chain") from None

    def keep_head(self, head: Head) -> None:
        """Keeps the head of the chain; one that another process brought further stays."""
        kept = self.head()
        if kept is None or kept.number <= head.number:
            self.move_head(head)

    def move_head(self, head: Head | None) -> None:
        """Puts the head where a restored chain ends, also further back."""
        if head is None:
            self._head.unlink(missing_ok=True)
        else:
            write_secret(self._head, canonical({"number": head.number, "hash": head.hash}))

    @cached_property
    def _folder(self) -> Path:
        return key_folder(self._home)

    @property
    def _head(self) -> Path:
        return self._folder / "audit-head.json"

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        path = self._folder / "signing"
        if not path.exists():
            _make(path, Ed25519PrivateKey.generate().private_bytes_raw())
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _make(path: Path, key: bytes) -> None:
    """Writes the key unless another process was first: there must never be two."""
    fresh = path.with_name(f"{path.name}.{new_id()}")
    write_secret(fresh, key)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
