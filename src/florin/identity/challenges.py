"""Challenges: random, of one purpose and one session, good for minutes and for one answer."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import text

from florin.identity import limits
from florin.identity.ceremony import Answer
from florin.identity.visit import Visit
from florin.kernel.errors import NotVerified, TooManyTries

LASTS = timedelta(minutes=5)
_ADD = text("select challenge_add(:hash, :staff, :purpose, :owner, :session, :invitation, :now, :until)")
_TAKE = text("select purpose, owner, session_id, invitation_id from challenge_take(:hash, :staff, :now)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge that was answered: whose it was, and by which invitation it was asked for."""

    owner: UUID | None
    invitation: UUID | None


def ask(visit: Visit, purpose: str, owner: UUID | None = None, invitation: UUID | None = None) -> bytes:
    """A fresh challenge (32 bytes); the database keeps its hash. TooManyTries where many were asked for."""
    challenge, now = token_bytes(32), visit.env.clock.now()
    values = {
        "hash": sha256(challenge).digest(),
        "staff": visit.realm.staff,
        "purpose": purpose,
        "owner": owner,
        "session": visit.session.id if visit.session else None,
        "invitation": invitation,
        "now": now,
        "until": now + LASTS,
    }
    with visit.engine.begin() as connection:
        wait = limits.spend(connection, visit.env, limits.ceremonies(visit.env, visit.address))
        if wait is None:
            connection.execute(_ADD, values)
    if wait is not None:
        raise TooManyTries(wait)
    return challenge


def taken(visit: Visit, answer: Answer | None, purpose: str) -> tuple[Answer, Asked]:
    """The answer and what it answers; the challenge is used up whatever comes of it.

    Raises:
        NotVerified: there is no such challenge (any more), or it was asked for something else or in another
          session.
    """
    if answer is not None:
        values = {"hash": sha256(answer.challenge).digest(), "staff": visit.realm.staff}
        with visit.engine.begin() as connection:
            row = connection.execute(_TAKE, {**values, "now": visit.env.clock.now()}).first()
        session = visit.session.id if visit.session else None
        if row is not None and (row.purpose, row.session_id) == (purpose, session):
            return answer, Asked(row.owner, row.invitation_id)
    raise NotVerified("this could not be verified")
