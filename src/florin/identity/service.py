"""Sessions: an opaque secret in a cookie, only its hash in the database."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Engine, text

from florin.identity.realms import CUSTOMERS, Realm
from florin.identity.rules import hashed
from florin.kernel.errors import NotFound, NotSignedIn
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

How = Literal["passkey", "recovery", "persona", "invitation"]
RECOVERY = timedelta(hours=1)  # long enough to register a passkey
WORKING_DAY = timedelta(hours=12)  # staff see many people, so a forgotten session must end

_PERSONAS = text("select id, persona from personas()")
_WHO = text("select id, owner, how, passkey, created from session_of(:hash, :now)")
_END = text("select id, owner from session_end(:hash, :staff)")
_START = """
with gone as (delete from {sessions} where {owner} = :owner and expires <= :now)
insert into {sessions} (secret_hash, {owner}, id, how, passkey_id, created, seen, expires, personal)
values (:hash, :owner, :id, :how, :passkey, :now, date_trunc('hour', cast(:now as timestamptz)), :expires,
        :personal)
"""
_LISTED = """
select id, how, created, seen, personal from {sessions} where {owner} = :owner and expires > :now
 order by seen desc, created desc, id
"""
_END_ONE = "delete from {sessions} where {owner} = :owner and id = :id"
_END_OTHERS = "delete from {sessions} where {owner} = :owner and id is distinct from :but returning id"


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session: `how` it began, and whose it is, a customer's or a member of staff's."""

    id: UUID
    owner: UUID
    how: How
    passkey: UUID | None
    created: datetime

    @property
    def customer(self) -> UUID:
        """The customer who is signed in, whoever's data is open."""
        return self.owner


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun, with the secret that its cookie carries and how long it lasts."""

    secret: str
    session: SessionInfo
    lasts: timedelta


def personas(engine: Engine) -> dict[str, UUID]:
    """The demo's people, by their persona."""
    with engine.connect() as connection:
        return {row.persona: row.id for row in connection.execute(_PERSONAS)}


def start_persona_session(engine: Engine, env: Environment, persona: str, device: str = "") -> Begun:
    """A session for one of the demo's people, without a key; only in demo mode.

    Raises:
        NotFound: not in demo mode, or no such persona.
    """
    customer = personas(engine).get(persona) if env.settings.demo else None
    if customer is None:
        raise NotFound("there is no such persona", reason="persona")
    with work(engine, CUSTOMERS.caller(customer)) as unit:
        return begin(unit, env, CUSTOMERS, customer, "persona", device=device)


def begin(
    unit: Work,
    env: Environment,
    realm: Realm,
    owner: UUID,
    how: How,
    *,
    device: str = "",
    passkey: UUID | None = None,
) -> Begun:
    """A fresh session, its secret never used before; what has ended long since goes with it."""
    now, secret = env.clock.now(), secrets.token_urlsafe(32)
    session = SessionInfo(new_id(), owner, how, passkey, now)
    lasts = _lasts(env, realm, how)
    unit.run(
        realm.sql(_START),
        hash=hashed(secret),
        owner=owner,
        id=session.id,
        how=how,
        passkey=passkey,
        now=now,
        expires=now + lasts,
        personal=realm.seal(env, owner, {"device": device}),
    )
    realm.emit(unit, realm.entered, owner, session=session.id, how=how, passkey=passkey)
    return Begun(secret, session, lasts)


def find(engine: Engine, env: Environment, secret: str | None) -> SessionInfo:
    """The customer's session of this cookie; NotSignedIn where there is none or it has ended."""
    if not secret:
        raise NotSignedIn("sign in first")
    with engine.begin() as connection:
        row = connection.execute(_WHO, {"hash": hashed(secret), "now": env.clock.now()}).first()
    if row is None:
        raise NotSignedIn("this session has ended; sign in again", reason="ended")
    return SessionInfo(*row)


def end(engine: Engine, realm: Realm, secret: str | None) -> None:
    """Signs out: ends the session of this cookie; nothing where there is none."""
    if not secret:
        return
    with work(engine, Caller("visitor", "sign-out")) as unit:
        row = unit.first(_END, hash=hashed(secret), staff=realm.staff)
        if row is not None:
            unit.become(realm.caller(row.owner))
            realm.emit(unit, "SignedOut", row.owner, session=row.id)
            _tell_pages(unit, realm, row.owner)


def listed(unit: Work, env: Environment, realm: Realm, owner: UUID) -> list[Mapping[str, Any]]:
    """Everyone's own open sessions, the one seen last first: id, how, created, seen, device."""
    rows = unit.all(realm.sql(_LISTED), owner=owner, now=env.clock.now())
    return [
        {
            "id": row.id,
            "how": row.how,
            "created": row.created,
            "seen": row.seen,
            "device": realm.unseal(env, owner, row.personal).get("device", ""),
        }
        for row in rows
    ]


def end_one(unit: Work, realm: Realm, owner: UUID, session: UUID) -> None:
    """Ends one session of the owner's; NotFound where they have no such."""
    if not unit.run(realm.sql(_END_ONE), owner=owner, id=session):
        raise NotFound("there is no such session", reason="session")
    realm.emit(unit, "SessionEnded", owner, session=session)
    _tell_pages(unit, realm, owner)


def end_others(unit: Work, realm: Realm, owner: UUID, but: UUID | None) -> int:
    """Ends all sessions of the owner's `but` one; how many."""
    ended = [row.id for row in unit.all(realm.sql(_END_OTHERS), owner=owner, but=but)]
    for session in ended:
        realm.emit(unit, "SessionEnded", owner, session=session)
    if ended:
        _tell_pages(unit, realm, owner)
    return len(ended)


def _lasts(env: Environment, realm: Realm, how: How) -> timedelta:
    if realm.staff:
        return WORKING_DAY
    return RECOVERY if how == "recovery" else timedelta(days=env.settings.session_days)


def _tell_pages(unit: Work, realm: Realm, owner: UUID) -> None:
    """Open pages ask again who is signed in."""
    if not realm.staff:
        unit.wake("florin_live", f"{owner}:session")
