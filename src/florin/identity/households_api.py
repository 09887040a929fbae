"""The household over HTTP: who is in it, who shares what, inviting, joining and leaving."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from florin.identity import households
from florin.identity.access import Access, SignedIn
from florin.identity.households import Shares

router = APIRouter(prefix="/api/household", tags=["household"])


class MemberOut(BaseModel):
    """One of the household: `shares` is what the others may do with this one's money."""

    id: UUID
    name: str
    shares: Shares
    joined: str
    you: bool


class HouseholdOut(BaseModel):
    """Everyone in it; empty where the customer is in none."""

    members: list[MemberOut]


class InvitationOut(BaseModel):
    """What to give to the person who is invited; it is shown once and used once."""

    token: str
    expires: str


class Join(BaseModel):
    """An invitation's token."""

    token: Annotated[str, Field(min_length=20, max_length=100)]


class Sharing(BaseModel):
    """What the others may do with the customer's money."""

    shares: Shares


@router.get("")
def get_household(access: SignedIn) -> HouseholdOut:
    """Who is in the household, and who shares what."""
    return _shown(access)


@router.post("/invitations", status_code=201)
def invite_member(access: SignedIn) -> InvitationOut:
    """Invite someone into the household; it begins with the first invitation."""
    with access.work() as unit:
        token, expires = households.invite(unit, access.env)
    return InvitationOut(token=token, expires=expires.isoformat())


@router.post("/join", status_code=201)
def join_household(wanted: Join, access: SignedIn) -> HouseholdOut:
    """Join by an invitation; nothing is shared by that alone."""
    with access.work() as unit:
        households.join(unit, access.env, wanted.token)
    return _shown(access)


@router.put("/sharing")
def change_sharing(wanted: Sharing, access: SignedIn) -> HouseholdOut:
    """Share one's money with the household, or no longer; showing more needs a passkey."""
    with access.work() as unit:
        if wanted.shares != "nothing":
            access.require_step_up("household", unit)
        households.share(unit, wanted.shares)
    return _shown(access)


@router.delete("", status_code=204)
def leave_household(access: SignedIn) -> Response:
    """Leave with everything that is one's own: the others see nothing of it any more."""
    with access.work() as unit:
        households.leave(unit)
    return Response(status_code=204)


def _shown(access: Access) -> HouseholdOut:
    with access.work() as unit:
        found = households.members(unit, access.env)
    return HouseholdOut(
        members=[
            MemberOut(
                id=m.id,
                name=m.name,
                shares=m.shares,
                joined=m.joined.isoformat(),
                you=m.id == access.customer,
            )
            for m in found
        ]
    )
