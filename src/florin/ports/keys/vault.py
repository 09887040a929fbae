"""Seals what a person can be known by, and makes the codes by which it is matched while sealed."""

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from florin.ports.keys import Keys


class Vault:
    """Seals and opens one customer's text: AES-256-GCM under their data key, bound to the customer."""

    def __init__(self, keys: Keys, customer: UUID, purpose: str = "personal") -> None:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = keys.data_key(customer, purpose)
        self._aead = AESGCM(key)
        self._context = customer.bytes
        self._index = HKDF(hashes.SHA256(), 32, salt=customer.bytes, info=b"florin index").derive(key)

    def seal(self, content: bytes) -> bytes:
        """Nonce and ciphertext of `content`."""
        nonce = secrets.token_bytes(12)
        return nonce + self._aead.encrypt(nonce, content, self._context)

    def open(self, sealed: bytes) -> bytes:
        """What `seal` was given; cryptography's InvalidTag where it was tampered with."""
        return self._aead.decrypt(bytes(sealed[:12]), bytes(sealed[12:]), self._context)

    def seal_fields(self, fields: Mapping[str, Any]) -> bytes:
        """Seals a flat record as JSON, without its empty fields."""
        return self.seal(orjson.dumps({k: v for k, v in fields.items() if v not in (None, "")}))

    def open_fields(self, sealed: bytes | None) -> dict[str, Any]:
        """The record that `seal_fields` sealed; empty for None."""
        return {} if sealed is None else orjson.loads(self.open(sealed))

    def code(self, text: str) -> bytes:
        """A keyed code of `text` (32 bytes): equal texts of this customer have equal codes, no one can go
        back."""
        folded = " ".join(unicodedata.normalize("NFKC", text).split())
        return hmac.digest(self._index, folded.encode(), "sha256")
