"""The receipt of a consent: who allowed whom what, why, from which source, until when, how to take it back.

Its members follow the record structure of ISO/IEC TS 27560:2023; it is signed as a JWS (RFC 7515).
"""

from typing import Any

from florin.customer.consent import service
from florin.customer.consent.rules import purposes
from florin.kernel.audit.signing import algorithm, b64, canonical
from florin.kernel.work import Work
from florin.ports.environment import Environment

SCHEMA = "ISO/IEC TS 27560:2023"
TYPE = "consent-receipt+jws"
_ENDS = {"revoked": "withdrawn", "expired": "expired", "replaced": "replaced"}


def receipt_json(work: Work, env: Environment, row: Any) -> dict[str, Any]:
    """The receipt of a consent as it stands: ids, codes, dates and the words that were agreed to."""
    purpose = purposes()[row.purpose]
    words, language = service.said(work, row)
    return {
        "schema_version": SCHEMA,
        "record_id": str(row.id),
        "pii_principal_id": str(row.customer_id),
        "pii_controllers": [{"name": env.bank.name, "country": env.bank.country}],
        "jurisdiction": env.bank.country,
        "notice": {"text": words, "language": language, "sha256": bytes(row.text_hash).hex()},
        "purpose": row.purpose,
        "lawful_basis": purpose.basis,
        "lawful_basis_source": purpose.source,
        "pii_source": row.source,
        "account": None if row.account_id is None else str(row.account_id),
        "derived": list(purpose.derives),
        "recipients": [],
        "collected": row.collected,
        "given_at": row.recorded.isoformat(),
        "valid_from": row.given.isoformat(),
        "valid_until": row.expires.isoformat(),
        "longest_by": purpose.longest[row.source].rule,
        "withdrawal_method": f"DELETE /api/consents/{row.id}",
        "state": "given" if row.ended is None else _ENDS[row.ended_as],
        "ended": None if row.ended is None else row.ended.isoformat(),
        "withdrawn_at": None if row.revoked is None else row.revoked.isoformat(),
    }


def signed(env: Environment, receipt: dict[str, Any]) -> str:
    """The receipt as a compact JWS by the bank's key, which anyone can check who has the public key."""
    key = env.signing.public_key()
    header = {"alg": algorithm(key), "kid": env.signing.key_id, "typ": TYPE}
    message = f"{b64(canonical(header))}.{b64(canonical(receipt))}"
    return f"{message}.{b64(env.signing.sign(message.encode()))}"
