"""An authenticator in software: makes real passkeys and real signatures, and lies where a test asks it to."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(content: bytes) -> str:
    """Base64url without padding, as WebAuthn writes bytes."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(told: str) -> bytes:
    """The bytes of base64url without padding."""
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


@dataclass
class Authenticator:
    """One device with at most one passkey; its counter moves on with each use unless `step` is 0."""

    origin: str = ORIGIN
    step: int = 1
    count: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""
    rp: str = "localhost"

    def create(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """What `navigator.credentials.create` gives for these options."""
        self.handle, self.rp = unb64(options["user"]["id"]), options["rp"]["id"]
        self.count += self.step
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + encode_cbor(public)
        data = self._data(ATTESTED, **lies) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", options["challenge"], **lies)
        response = {
            "clientDataJSON": b64(told),
            "attestationObject": b64(attestation),
            "transports": ["internal"],
        }
        return self._credential(response)

    def get(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """What `navigator.credentials.get` gives for these options."""
        self.count += self.step
        told = self._told("webauthn.get", options["challenge"], **lies)
        data = self._data(0, **lies)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(told),
            "authenticatorData": b64(data),
            "signature": b64(signed),
            "userHandle": b64(lies.get("handle", self.handle)),
        }
        return self._credential(response)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        told = b64(self.credential)
        return {"id": told, "rawId": told, "type": "public-key", "response": response}

    def _told(self, kind: str, challenge: str, /, **lies: Any) -> bytes:
        told = {
            "type": lies.get("kind", kind),
            "challenge": challenge,
            "origin": lies.get("origin", self.origin),
        }
        return json.dumps(told | lies.get("client", {})).encode()

    def _data(self, flags: int, /, **lies: Any) -> bytes:
        flags |= lies.get("flags", PRESENT | VERIFIED)
        rp = hashlib.sha256(lies.get("rp", self.rp).encode()).digest()
        return rp + bytes([flags]) + lies.get("count", self.count).to_bytes(4, "big")


def retold(credential: dict[str, Any], challenge: str) -> dict[str, Any]:
    """The same answer with another challenge in what the browser told: its signature does not fit."""
    told = json.loads(unb64(credential["response"]["clientDataJSON"])) | {"challenge": challenge}
    response = credential["response"] | {"clientDataJSON": b64(json.dumps(told).encode())}
    return credential | {"response": response}
