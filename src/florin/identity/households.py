"""Households: who may be shown whose money, as far as that person shares it; each keeps their own."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from florin.identity.service import hashed
from florin.kernel.database import as_ours
from florin.kernel.errors import Conflict, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

Shares = Literal["nothing", "read", "write"]
INVITATION = timedelta(days=3)

_MEMBERS = text("select id, personal, shares, joined from household_members()")
_RIGHT = text("select household_right(:owner)")
_INVITE = text("select household_invite(:fresh, :token, :at, :until)")
_JOIN = text("select household_join(:token, :at)")
_SHARE = text("select household_share(:shares)")
_LEAVE = text("select household_leave()")
_REFUSALS = {
    "FL005": lambda: NotFound("there is no such invitation (any more)", reason="invitation"),
    "FL006": lambda: Conflict("leave the household that you are in first", reason="in-household"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of a household: `shares` is what the others may do with this one's money."""

    id: UUID
    name: str
    shares: Shares
    joined: datetime


def members(unit: Work, env: Environment) -> list[Member]:
    """Who is in the household of the work's customer, themselves too, oldest first; else nobody."""
    return [
        Member(row.id, env.vault(row.id).open_fields(row.personal)["name"], row.shares, row.joined)
        for row in unit.all(_MEMBERS)
    ]


def right_to(unit: Work, owner: UUID) -> Literal["read", "write"]:
    """What the work's customer may do with another's rows.

    Raises:
        NotFound: nothing; whether there is such a customer is not told.
    """
    found = unit.scalar(_RIGHT, owner=owner)
    if found is None:
        raise NotFound("there is no such customer", reason="customer")
    return found


def invite(unit: Work, env: Environment) -> tuple[str, datetime]:
    """A new invitation into the customer's household, which begins with the first: its token, shown once, and
    until when it holds. It takes the place of the one before."""
    token, now = secrets.token_urlsafe(32), env.clock.now()
    unit.run(_INVITE, fresh=new_id(), token=hashed(token), at=now, until=now + INVITATION)
    return token, now + INVITATION


def join(unit: Work, env: Environment, token: str) -> None:
    """Joins by an invitation, sharing nothing yet.

    Raises:
        NotFound: no such invitation, or it has lapsed.
        Conflict: the customer is in a household already.
    """
    with as_ours(_REFUSALS):
        unit.run(_JOIN, token=hashed(token), at=env.clock.now())


def share(unit: Work, shares: Shares) -> None:
    """What the others may do from now on with the customer's money: see nothing, read, or also note and sort.

    Raises:
        NotFound: the customer is in no household.
    """
    if not unit.scalar(_SHARE, shares=shares):
        raise NotFound("you are in no household", reason="household")


def leave(unit: Work) -> None:
    """Leaves, with everything that is one's own.

    Raises:
        NotFound: the customer is in no household.
    """
    if not unit.scalar(_LEAVE):
        raise NotFound("you are in no household", reason="household")
