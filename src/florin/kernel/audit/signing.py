"""Signatures over what leaves the bank or must not change: keys as JWK, named by their thumbprint."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

Jwk = Mapping[str, str]
_REQUIRED = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y")}
_ALGORITHMS = {("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256"}


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain of seals, kept outside the database: its number, and its hash in hex."""

    number: int
    hash: str


class Signing(Protocol):
    """Signs with a key that does not lie in the database, and keeps the head of the audit chain beside it.

    Signatures are 64 bytes, as JWS has them (RFC 7515, RFC 8037): Ed25519, or r and s of ECDSA on P-256.
    """

    @property
    def key_id(self) -> str:
        """The thumbprint of the public key (RFC 7638)."""
        ...

    def public_key(self) -> Jwk:
        """The public key as a JWK, without a private part."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature (64 bytes) of any number of bytes. Raises Unavailable."""
        ...

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        """Whether this is the signature of `message` by our key of that id; False for a key not ours."""
        ...

    def head(self) -> Head | None:
        """The newest head that was kept; None where none ever was."""
        ...

    def keep_head(self, head: Head) -> None:
        """Keeps the head of the chain in place of the one before."""
        ...

    def move_head(self, head: Head | None) -> None:
        """Puts the head where a chain ends that was restored from a backup, also further back; None: it has
        no seal. Nothing but a restore may, and it says so in the trail."""
        ...


def algorithm(key: Jwk) -> str:
    """The JWS algorithm of a key: EdDSA or ES256; ValueError for any other kind of key."""
    try:
        return _ALGORITHMS[key["kty"], key["crv"]]
    except KeyError:
        raise ValueError("this is no key that Florin signs with") from None


def thumbprint(key: Jwk) -> str:
    """The key's id (RFC 7638): base64url of the SHA-256 of its required members. ValueError, KeyError."""
    algorithm(key)
    return b64(hashlib.sha256(canonical({name: key[name] for name in _REQUIRED[key["kty"]]})).digest())


def verified(key: Jwk, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `message` by the public key `key`."""
    from cryptography.exceptions import InvalidSignature

    if len(signature) != 64:
        return False
    try:
        (_check_ed25519 if algorithm(key) == "EdDSA" else _check_p256)(key, message, signature)
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def _check_ed25519(key: Jwk, message: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(unb64(key["x"])).verify(signature, message)


def _check_p256(key: Jwk, message: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    x, y, r, s = (
        int.from_bytes(part) for part in (unb64(key["x"]), unb64(key["y"]), signature[:32], signature[32:])
    )
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))


def canonical(content: Any) -> bytes:
    """JSON in the one form that is hashed and signed: members in order, no space."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def b64(content: bytes) -> str:
    """base64url without padding (RFC 7515 § 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """What `b64` wrote; ValueError for anything that it would have written otherwise."""
    content = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if b64(content) != text:
        raise ValueError("this is not base64url")
    return content
