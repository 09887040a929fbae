"""A decision's passport: a JWS (RFC 7515) that a third party verifies offline with any standard tool."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.decisions.record import Decision, Input
from florin.kernel.audit.signing import Signing, algorithm, b64, canonical, thumbprint, unb64, verified
from florin.kernel.work import Work
from florin.ports.environment import Environment

TYPE = "florin-decision-passport/1"
MEDIA_TYPE = "application/jose+json"
_RECORDS = text("""
select e.id, e.name, e.actor, e.created,
       (select s.number from audit_seal s
         where int8range(s.low, s.high, '[]') @> e.id and e.id = any(s.ids) limit 1) as seal
  from event_log e where e.id = any(:ids) order by e.id
""")


def issue(work: Work, env: Environment, decision: Decision) -> bytes:
    """The signed passport in the flattened JSON serialization; that it was issued is recorded.

    Raises:
        Unavailable: the key cannot be used.
    """
    signed = jws(env.signing, document(work, env, decision))
    work.emit("PassportIssued", decision.customer, {"decision": str(decision.id), "key": env.signing.key_id})
    return signed


def jws(signing: Signing, content: dict[str, Any]) -> bytes:
    """`content` signed: EdDSA or ES256, the public key (JWK) and its id in the protected header."""
    key = signing.public_key()
    header = {
        "alg": algorithm(key),
        "cty": "json",
        "jwk": dict(key),
        "kid": thumbprint(key),
        "typ": "JOSE+JSON",
    }
    protected, payload = b64(canonical(header)), b64(canonical(content))
    signature = b64(signing.sign(f"{protected}.{payload}".encode()))
    return canonical({"payload": payload, "protected": protected, "signature": signature})


def document(work: Work, env: Environment, decision: Decision) -> dict[str, Any]:
    """What the passport says: inputs, model, reasons and outcome, each figure with the entries behind it."""
    outcome = decision.outcome
    return {
        "type": TYPE,
        "issuer": env.bank.name,
        "issued": _instant(env.clock.now()),
        "language": decision.language,
        "subject": str(decision.customer),
        "decision": {
            "id": str(decision.id),
            "kind": decision.kind,
            "title": decision.title,
            "sentence": decision.sentence,
            "made": _instant(decision.made),
            "as_of": str(decision.as_of),
        },
        "model": {
            "name": decision.model,
            "version": decision.model_version,
            "hash": decision.model_hash,
        },
        "inputs": [_input(each) for each in decision.inputs],
        "reasons": [{"code": reason.code, "text": reason.text} for reason in decision.reasons],
        "figures": [dict(figure) for figure in decision.figures],
        "effect": decision.effect,
        "action": decision.action,
        "evidence": [str(entry) for entry in decision.evidence],
        "outcome": {
            "state": outcome.state,
            "decided": None if outcome.decided is None else _instant(outcome.decided),
            "by": outcome.by,
            "entries": [str(entry) for entry in outcome.entries],
        },
        "records": [_record(row) for row in work.all(_RECORDS, ids=list(decision.records))],
        "contest": decision.contest,
    }


def _input(told: Input) -> dict[str, str | None]:
    return {name: getattr(told, name) for name in ("name", "label", "value", "unit", "currency")}


def _record(row: Any) -> dict[str, Any]:
    seal = None if row.seal is None else str(row.seal)
    return {
        "id": str(row.id),
        "name": row.name,
        "actor": row.actor,
        "time": _instant(row.created),
        "seal": seal,
    }


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


# Verified with nothing but the document ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What a passport says, and what is wrong with it: "unreadable", "key" (its header does not hold
    together), "another key", "signature", "no passport" (signed, but something else); None where nothing."""

    decision: str | None = None
    model_hash: str | None = None
    key_id: str | None = None
    problem: str | None = None

    def json(self) -> dict[str, Any]:
        """As the command tells it."""
        return {
            "ok": self.problem is None,
            "decision": self.decision,
            "model_hash": self.model_hash,
            "key_id": self.key_id,
            "problem": self.problem,
        }


def verify(content: bytes, key: str | None = None) -> Verified:
    """Verifies a passport by the key in its own header, which `key_id` names; with `key` also that it is the
    key of that id. Nothing of an unverified document is told but the key that it names."""
    try:
        told = orjson.loads(content)
        protected, payload, signature = told["protected"], told["payload"], unb64(told["signature"])
        header, document = orjson.loads(unb64(protected)), unb64(payload)
        whole = canonical({"payload": payload, "protected": protected, "signature": told["signature"]})
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verified(problem="unreadable")
    if content.removesuffix(b"\n") != whole:
        return Verified(problem="unreadable")
    key_id = _key_of(header)
    if key_id is None:
        return Verified(problem="key")
    if key is not None and key != key_id:
        return Verified(key_id=key_id, problem="another key")
    if not verified(header["jwk"], f"{protected}.{payload}".encode(), signature):
        return Verified(key_id=key_id, problem="signature")
    return _said(document, key_id)


def _key_of(header: Any) -> str | None:
    """The id of the key in the header; None where algorithm, key and id do not fit each other."""
    try:
        key_id = thumbprint(header["jwk"])
        fits = header["alg"] == algorithm(header["jwk"]) and header["kid"] == key_id and "crit" not in header
    except (ValueError, KeyError, TypeError):
        return None
    return key_id if fits else None


def _said(document: bytes, key_id: str) -> Verified:
    try:
        told = orjson.loads(document)
        if told["type"] != TYPE:
            raise ValueError(told["type"])
        decision, model = str(UUID(told["decision"]["id"])), str(told["model"]["hash"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verified(key_id=key_id, problem="no passport")
    return Verified(decision, model, key_id)
