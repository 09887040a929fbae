"""Passports of decisions over HTTP, and the public keys that they are verified with."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from florin.app.parts import decisions
from florin.customer.decisions.passport import MEDIA_TYPE, issue
from florin.identity.access import Env, SignedIn
from florin.kernel.errors import NotFound

router = APIRouter(tags=["decisions"])


class PassportOut(BaseModel):
    """A signed passport (RFC 7515, flattened): base64url parts; the header has the public key and its id."""

    payload: str
    protected: str
    signature: str


class KeyOut(BaseModel):
    """A public key as a JWK (RFC 7517): Ed25519, or ECDSA on P-256 (then with `y`)."""

    kty: str
    crv: str
    x: str
    y: str | None = None
    kid: str
    use: str = Field("sig")


class KeysOut(BaseModel):
    """A JWK Set."""

    keys: list[KeyOut]


_JOSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": PassportOut.model_json_schema()}}}
}


@router.get("/api/decisions/{identifier}/passport", response_class=Response, responses=_JOSE)
def get_decision_passport(identifier: UUID, access: SignedIn) -> Response:
    """One decision as a signed document that a third party can verify offline: inputs, model, reasons in the
    reader's language with their codes, outcome; that it was issued is recorded."""
    with access.work() as work:
        for source in decisions():
            if (found := source.found(work, access.env, identifier)) is not None:
                name = {"content-disposition": f'attachment; filename="decision-{identifier}.jws.json"'}
                return Response(issue(work, access.env, found), 200, name, MEDIA_TYPE)
    raise NotFound("there is no such decision", reason="decision")


@router.get("/.well-known/jwks.json", response_model_exclude_none=True)
def get_signing_keys(env: Env) -> KeysOut:
    """The public keys that passports, seals and exported pieces of the audit trail are signed with."""
    key = {**env.signing.public_key(), "kid": env.signing.key_id}
    return KeysOut.model_validate({"keys": [key]})
