"""Step-up: a passkey shown again, in this session, for exactly one thing, just before it."""

from datetime import timedelta

from sqlalchemy import text

from florin.identity.realms import Realm
from florin.identity.service import SessionInfo
from florin.kernel.errors import NotAllowed, StepUpNeeded
from florin.kernel.work import Work
from florin.ports.environment import Environment

LASTS = timedelta(minutes=3)
_ADD = text("select step_up_add(:session, :purpose, :owner, :staff, :now, :until)")
_TAKE = text("select step_up_take(:session, :purpose, :owner, :now)")
_HAS = text("select has_passkey(:owner, :staff)")


def grant(unit: Work, env: Environment, realm: Realm, session: SessionInfo, purpose: str) -> None:
    """Lets this session do one thing once, within three minutes."""
    now = env.clock.now()
    values = {"session": session.id, "owner": session.owner, "purpose": purpose, "staff": realm.staff}
    unit.run(_ADD, **values, now=now, until=now + LASTS)
    realm.emit(unit, "SteppedUp", session.owner, session=session.id, purpose=purpose)


def require(unit: Work, env: Environment, realm: Realm, session: SessionInfo, purpose: str) -> None:
    """Uses the grant up, in the transaction of what it is for.

    One of the demo's people who has no passkey needs none.

    Raises:
        StepUpNeeded: there is no such grant. NotAllowed: a session that a recovery code began.
    """
    if session.how == "recovery":
        raise NotAllowed("sign in with a passkey to do this", reason="recovery")
    values = {"session": session.id, "owner": session.owner, "purpose": purpose}
    if unit.scalar(_TAKE, **values, now=env.clock.now()):
        return
    if not (env.settings.demo and session.how == "persona" and not has_passkey(unit, realm, session)):
        raise StepUpNeeded(purpose)


def has_passkey(unit: Work, realm: Realm, session: SessionInfo) -> bool:
    """Whether whose session this is has a passkey."""
    return unit.scalar(_HAS, owner=session.owner, staff=realm.staff)
