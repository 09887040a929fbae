"""WebAuthn: what a browser is asked, and what its answer proves; no database (W3C Level 3, § 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import encode_cbor, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from florin.kernel.errors import NotVerified
from florin.kernel.settings import listed
from florin.ports.environment import Environment

MILLISECONDS = 120_000  # how long a browser lets a person take
LARGEST = 16 * 1024  # bytes of an answer; an attestation has some hundred
_TRANSPORTS = frozenset(each.value for each in AuthenticatorTransport)
# What a JSON document of another form than ours meets on its way: a part that is missing or of another type,
# bytes that are no base64url, no UTF-8 or no JSON.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError)
# The curve's own generator: against it an answer for a passkey that nobody has is checked like any other, so
# that it takes as long; it is refused whatever comes of it.
NOBODY = encode_cbor(
    {
        1: 2,
        3: -7,
        -1: 1,
        -2: bytes.fromhex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        -3: bytes.fromhex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that a person has, as a browser is told of it."""

    credential: bytes
    transports: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A browser's answer: the challenge and credential that it names, whether it was given inside another
    site's frame, and all of it."""

    challenge: bytes
    credential: bytes
    handle: bytes | None
    framed: bool
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a registration proved."""

    credential: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    backed_up: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What an assertion proved: the authenticator's counter, and whether the passkey is backed up."""

    sign_count: int
    backed_up: bool


def origins(env: Environment) -> list[str]:
    """Where our pages are; passkeys are taken from there alone."""
    return listed(env.settings.origins) or [f"http://localhost:{env.settings.port}"]


def rp_id(env: Environment) -> str:
    """The domain that passkeys are bound to."""
    return env.settings.rp_id or urlsplit(origins(env)[0]).hostname or "localhost"


def creation_options(
    env: Environment, owner: UUID, label: str, challenge: bytes, have: Sequence[Known]
) -> dict[str, Any]:
    """`PublicKeyCredentialCreationOptionsJSON`: a passkey that the device keeps, its user verified."""
    options = generate_registration_options(
        rp_id=rp_id(env),
        rp_name=env.bank.name,
        user_id=owner.bytes,
        user_name=label,
        challenge=challenge,
        timeout=MILLISECONDS,
        exclude_credentials=_descriptors(have),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json_dict(options)


def request_options(env: Environment, challenge: bytes, have: Sequence[Known] = ()) -> dict[str, Any]:
    """`PublicKeyCredentialRequestOptionsJSON`; without passkeys named, the device offers those it keeps."""
    options = generate_authentication_options(
        rp_id=rp_id(env),
        challenge=challenge,
        timeout=MILLISECONDS,
        allow_credentials=_descriptors(have),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def read(credential: Mapping[str, Any]) -> Answer | None:
    """What a browser answered; None where it is malformed or too long."""
    try:
        if len(orjson.dumps(credential)) > LARGEST:
            return None
        response = credential["response"]
        told = orjson.loads(base64url_to_bytes(response["clientDataJSON"]))
        handle = response.get("userHandle")
        return Answer(
            base64url_to_bytes(told["challenge"]),
            base64url_to_bytes(credential["id"]),
            base64url_to_bytes(handle) if handle else None,
            bool(told.get("crossOrigin") or told.get("topOrigin")),
            credential,
        )
    except _MALFORMED:
        return None


def registered(env: Environment, answer: Answer) -> NewPasskey:
    """What the answer to a registration proves; NotVerified for every reason for which it proves nothing."""
    _unframed(answer)
    try:
        found = verify_registration_response(
            credential=dict(answer.content),
            expected_challenge=answer.challenge,
            expected_rp_id=rp_id(env),
            expected_origin=origins(env),
            require_user_verification=True,
        )
        told = answer.content["response"].get("transports") or []
        transports = sorted({each for each in told if each in _TRANSPORTS})
    except Exception:
        # Whoever registers hands in an attestation with certificates and keys of their own making: the
        # library lets through what its parsers of CBOR, ASN.1, X.509 and curves raise, which have no class in
        # common. Whatever it is, nothing was proved, and nobody is told more.
        raise NotVerified("this could not be verified") from None
    return NewPasskey(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        transports,
        found.credential_backed_up,
    )


def shown(env: Environment, answer: Answer, public_key: bytes, sign_count: int) -> Shown:
    """What the answer to a sign-in or step-up proves; NotVerified where it proves nothing, for any reason."""
    _unframed(answer)
    try:
        found = verify_authentication_response(
            credential=dict(answer.content),
            expected_challenge=answer.challenge,
            expected_rp_id=rp_id(env),
            expected_origin=origins(env),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED):
        raise NotVerified("this could not be verified") from None
    return Shown(found.new_sign_count, found.credential_backed_up)


def _unframed(answer: Answer) -> None:
    if answer.framed:
        raise NotVerified("this could not be verified")


def _descriptors(have: Sequence[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=each.credential, transports=[AuthenticatorTransport(way) for way in each.transports]
        )
        for each in have
    ]
