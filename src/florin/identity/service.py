"""Sessions: an opaque secret in a cookie, only its hash in the database."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, text

from florin.kernel.errors import NotFound, NotSignedIn
from florin.kernel.work import Caller, work
from florin.ports.environment import Environment

_PERSONAS = text("select id, persona from personas()")
_START = text("""
insert into session (secret_hash, customer_id, created, expires) values (:hash, :customer, :now, :expires)
""")
_WHO = text("select session_customer(:hash, :now)")
_END = text("select session_end(:hash)")


def personas(engine: Engine) -> dict[str, UUID]:
    """The demo's people, by their persona."""
    with engine.connect() as connection:
        return {row.persona: row.id for row in connection.execute(_PERSONAS)}


def start_persona_session(engine: Engine, env: Environment, persona: str) -> tuple[str, UUID]:
    """A session for one of the demo's people, without a key; only in demo mode.

    Raises:
        NotFound: not in demo mode, or no such persona.
    """
    customer = personas(engine).get(persona) if env.settings.demo else None
    if customer is None:
        raise NotFound("there is no such persona", reason="persona")
    secret = secrets.token_urlsafe(32)
    now = env.clock.now()
    expires = now + timedelta(days=env.settings.session_days)
    with work(engine, Caller.customer(customer)) as unit:
        unit.run(_START, hash=hashed(secret), customer=customer, now=now, expires=expires)
    return secret, customer


def session_customer(engine: Engine, env: Environment, secret: str | None) -> UUID:
    """Whose session this is; NotSignedIn where there is none or it has ended."""
    if not secret:
        raise NotSignedIn("sign in first")
    with engine.connect() as connection:
        customer = connection.execute(_WHO, {"hash": hashed(secret), "now": env.clock.now()}).scalar()
    if customer is None:
        raise NotSignedIn("this session has ended; sign in again", reason="ended")
    return customer


def end_session(engine: Engine, secret: str | None) -> None:
    """Ends a session; nothing where there is none."""
    if secret:
        with engine.begin() as connection:
            connection.execute(_END, {"hash": hashed(secret)})


def hashed(secret: str) -> bytes:
    """What the database keeps of a cookie's secret (32 bytes): nothing that opens a session."""
    return hashlib.sha256(secret.encode()).digest()
