"""Signatures with an asymmetric key of AWS KMS, the audit chain's head in the SSM Parameter Store."""

import hashlib
from functools import cached_property
from typing import Any

import orjson

from florin.kernel.audit.signing import Head, Jwk, b64, canonical, thumbprint, verified
from florin.kernel.errors import InvalidInput, Unavailable

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ModuleNotFoundError:
    raise InvalidInput(
        "FLORIN_SIGNING=aws needs boto3, which is not installed: pip install 'florin-bank[aws]'"
    ) from None

HEAD = "/florin/audit-head"  # the parameter; the store keeps its hundred last values too
MOST = 4096  # bytes of a message that KMS hashes itself
_PATIENCE = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "max_attempts": 4})


class KmsSigning:
    """A KMS key of the kind ECC_NIST_P256, used to sign: `key` is its id, ARN or alias.

    Of what is longer than KMS takes, the digest is sent: the signature is the same. Signatures are brought
    into the form that JWS has (RFC 7518 § 3.4). Region, credentials and endpoint are boto3's own.
    """

    def __init__(self, key: str, parameter: str = HEAD) -> None:
        self._name, self._parameter = key, parameter

    @property
    def key_id(self) -> str:
        """The thumbprint of the public key (RFC 7638)."""
        return thumbprint(self.public_key())

    def public_key(self) -> Jwk:
        """The public key as a JWK (RFC 7518 § 6.2)."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """The ES256 signature (64 bytes: r and s)."""
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        whole = len(message) <= MOST
        answer = _asked(
            self._kms.sign,
            KeyId=self._name,
            Message=message if whole else hashlib.sha256(message).digest(),
            MessageType="RAW" if whole else "DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        r, s = decode_dss_signature(answer["Signature"])
        return r.to_bytes(32) + s.to_bytes(32)

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        """Whether this is our signature of `message`; decided here, without asking KMS."""
        return key_id == self.key_id and verified(self.public_key(), message, signature)

    def head(self) -> Head | None:
        """The newest head that was kept; None where none ever was."""
        try:
            answer = self._ssm.get_parameter(Name=self._parameter)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ParameterNotFound":
                return None
            raise _unavailable(error) from None
        except BotoCoreError as error:
            raise _unavailable(error) from None
        try:
            return Head(**orjson.loads(answer["Parameter"]["Value"]))
        except (TypeError, ValueError):
            raise Unavailable(f"the parameter {self._parameter} is no head of an audit chain") from None

    def keep_head(self, head: Head) -> None:
        """Keeps the head of the chain; one that another process brought further stays."""
        kept = self.head()
        if kept is None or kept.number <= head.number:
            self.move_head(head)

    def move_head(self, head: Head | None) -> None:
        """Puts the head where a restored chain ends, also further back."""
        if head is not None:
            told = canonical({"number": head.number, "hash": head.hash}).decode()
            _asked(self._ssm.put_parameter, Name=self._parameter, Value=told, Type="String", Overwrite=True)
        elif self.head() is not None:
            _asked(self._ssm.delete_parameter, Name=self._parameter)

    @cached_property
    def _public(self) -> Jwk:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        answer = _asked(self._kms.get_public_key, KeyId=self._name)
        key = load_der_public_key(answer["PublicKey"])
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise InvalidInput("FLORIN_SIGNING_KEY: is no key of the kind ECC_NIST_P256")
        numbers = key.public_numbers()
        x, y = (b64(each.to_bytes(32)) for each in (numbers.x, numbers.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    @cached_property
    def _kms(self) -> Any:
        return boto3.client("kms", config=_PATIENCE)

    @cached_property
    def _ssm(self) -> Any:
        return boto3.client("ssm", config=_PATIENCE)


def _asked(operation: Any, **values: Any) -> Any:
    try:
        return operation(**values)
    except (BotoCoreError, ClientError) as error:
        raise _unavailable(error) from None


def _unavailable(error: Exception) -> Unavailable:
    code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
    return Unavailable(f"the signing service does not answer: {code or type(error).__name__}")
