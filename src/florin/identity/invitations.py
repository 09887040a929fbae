"""Invitations: a token that lets one person register their first passkey, once, within days."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, text

from florin.identity.ceremony import origins
from florin.identity.realms import Realm
from florin.identity.rules import hashed
from florin.kernel.errors import NotFound, NotVerified
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

_CUSTOMER = text("select exists (select from customer where id = :id)")
_ADD = text("select invitation_add(:id, :hash, :owner, :staff, :now, :until)")
_OF = text("select id, owner from invitation_of(:hash, :staff, :now)")
_USE = text("select invitation_use(:id, :now)")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an operator hands over: the token is told this once."""

    token: str
    url: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation, and whose it is."""

    id: UUID
    owner: UUID


def invite(unit: Work, env: Environment, realm: Realm, owner: UUID) -> Invitation:
    """Invites a customer or a member of staff; the unit is an operator's. What was open before is void.

    The token stands behind the address's "#", which no browser sends and no log holds.

    Raises:
        NotFound: there is no such customer.
    """
    if not realm.staff and not unit.scalar(_CUSTOMER, id=owner):
        raise NotFound("there is no such customer", reason="customer")
    token, identifier, now = secrets.token_urlsafe(32), new_id(), env.clock.now()
    expires = now + timedelta(days=env.settings.invitation_days)
    values = {"id": identifier, "hash": hashed(token), "owner": owner, "staff": realm.staff}
    unit.run(_ADD, **values, now=now, until=expires)
    realm.emit(unit, "Invited", owner, invitation=identifier)
    page = "/office/join" if realm.staff else "/join"
    return Invitation(token, f"{origins(env)[0]}{page}#{token}", expires)


def find(engine: Engine, env: Environment, realm: Realm, token: str) -> Invited:
    """Whom a token invites; NotVerified where it is none, or lapsed, or was used."""
    values = {"hash": hashed(token), "staff": realm.staff, "now": env.clock.now()}
    with engine.connect() as connection:
        row = connection.execute(_OF, values).first()
    if row is None:
        raise NotVerified("this could not be verified")
    return Invited(row.id, row.owner)


def use(unit: Work, env: Environment, invitation: Invited) -> None:
    """Uses an invitation up; NotVerified where another was faster."""
    if not unit.scalar(_USE, id=invitation.id, now=env.clock.now()):
        raise NotVerified("this could not be verified")
