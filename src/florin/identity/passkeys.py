"""Passkeys of a person: found by their credential, added, used, listed, renamed, removed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from florin.identity import recovery, step_up
from florin.identity.ceremony import Known, NewPasskey, Shown
from florin.identity.realms import Realm
from florin.identity.service import SessionInfo
from florin.kernel.errors import Conflict, NotFound, NotVerified
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

MOST = 20  # of one person
_OF = text("select id, owner, public_key, sign_count from passkey_of(:credential, :staff)")
_USED = text("select passkey_used(:id, :staff, :count, :backed, :now)")
_HAVE = "select credential_id, transports from {passkeys} where {owner} = :owner order by created, id"
_ADD = """
insert into {passkeys}
  (id, {owner}, credential_id, public_key, sign_count, transports, backed_up, personal, created)
values (:id, :owner, :credential, :public_key, :count, :transports, :backed, :personal, :now)
on conflict (credential_id) do nothing
"""
_LISTED = """
select id, transports, backed_up, personal, created, used from {passkeys} where {owner} = :owner
 order by created, id
"""
_LOCK = "select id from {passkeys} where {owner} = :owner for update"
_RENAME = "update {passkeys} set personal = :personal where {owner} = :owner and id = :id"
_REMOVE = "delete from {passkeys} where {owner} = :owner and id = :id"
_END_ITS = "delete from {sessions} where {owner} = :owner and passkey_id = :id and id <> :but returning id"


@dataclass(frozen=True, slots=True)
class Stored:
    """A passkey as an assertion is held against it."""

    id: UUID
    owner: UUID
    public_key: bytes
    sign_count: int


def of_credential(engine: Engine, realm: Realm, credential: bytes) -> Stored | None:
    """The passkey of a credential id, before anyone is known."""
    with engine.connect() as connection:
        row = connection.execute(_OF, {"credential": credential, "staff": realm.staff}).first()
    return Stored(row.id, row.owner, bytes(row.public_key), row.sign_count) if row else None


def have(unit: Work, realm: Realm, owner: UUID) -> list[Known]:
    """The passkeys that someone has, as their browser is told."""
    rows = unit.all(realm.sql(_HAVE), owner=owner)
    return [Known(bytes(row.credential_id), row.transports) for row in rows]


def add(unit: Work, env: Environment, realm: Realm, owner: UUID, new: NewPasskey, name: str) -> UUID:
    """Adds a passkey; NotVerified where someone has this very credential."""
    passkey = new_id()
    added = unit.run(
        realm.sql(_ADD),
        id=passkey,
        owner=owner,
        credential=new.credential,
        public_key=new.public_key,
        count=new.sign_count,
        transports=new.transports,
        backed=new.backed_up,
        personal=realm.seal(env, owner, {"name": name}),
        now=env.clock.now(),
    )
    if not added:
        raise NotVerified("this could not be verified")
    realm.emit(unit, "PasskeyAdded", owner, passkey=passkey)
    return passkey


def use(unit: Work, env: Environment, realm: Realm, stored: Stored, shown: Shown) -> None:
    """Notes a use; NotVerified where the counter did not move on, in whatever order two uses come."""
    values = {"id": stored.id, "staff": realm.staff, "count": shown.sign_count, "backed": shown.backed_up}
    if not unit.scalar(_USED, **values, now=env.clock.now()):
        raise NotVerified("this could not be verified")


def listed(unit: Work, env: Environment, realm: Realm, session: SessionInfo) -> list[dict[str, Any]]:
    """One's own, the oldest first: id, name, created, used, transports, backed_up, current."""
    return [
        {
            "id": row.id,
            "name": realm.unseal(env, session.owner, row.personal).get("name", ""),
            "created": row.created,
            "used": row.used,
            "transports": row.transports,
            "backed_up": row.backed_up,
            "current": row.id == session.passkey,
        }
        for row in unit.all(realm.sql(_LISTED), owner=session.owner)
    ]


def rename(unit: Work, env: Environment, realm: Realm, owner: UUID, passkey: UUID, name: str) -> None:
    """Calls a passkey otherwise; NotFound where they have no such."""
    sealed = realm.seal(env, owner, {"name": name})
    if not unit.run(realm.sql(_RENAME), owner=owner, id=passkey, personal=sealed):
        raise NotFound("there is no such passkey", reason="passkey")


def remove(unit: Work, env: Environment, realm: Realm, session: SessionInfo, passkey: UUID) -> None:
    """Removes a passkey after a step-up; the other sessions that it began end.

    Raises:
        NotFound: they have no such. Conflict: it is the last one and no recovery code is left, so that
          nothing would open this account again. StepUpNeeded.
    """
    owner = session.owner
    known = {row.id for row in unit.all(realm.sql(_LOCK), owner=owner)}
    if passkey not in known:
        raise NotFound("there is no such passkey", reason="passkey")
    if len(known) == 1 and (realm.staff or not recovery.standing(unit, owner).left):
        raise Conflict("the last passkey stays while there are no recovery codes", reason="last-passkey")
    step_up.require(unit, env, realm, session, "passkeys")
    for row in unit.all(realm.sql(_END_ITS), owner=owner, id=passkey, but=session.id):
        realm.emit(unit, "SessionEnded", owner, session=row.id)
    unit.run(realm.sql(_REMOVE), owner=owner, id=passkey)
    realm.emit(unit, "PasskeyRemoved", owner, passkey=passkey)
