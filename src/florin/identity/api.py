"""Sessions of the staff office over HTTP."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from florin.identity import staff
from florin.identity.access import AppEngine, Env
from florin.identity.cookies import enter, leave
from florin.identity.office import Staff
from florin.identity.realms import STAFF
from florin.identity.staff import Member
from florin.identity.visit import device_of

router = APIRouter(prefix="/api/office", tags=["office"])
Role = Literal["reviewer", "operator", "auditor"]
Right = Literal["customers", "imports", "log", "replay", "jobs", "audit", "ask", "decide"]


class OfficeEntry(BaseModel):
    """As which of the demo bank's staff one enters."""

    role: Role


class StaffOut(BaseModel):
    """A member of staff."""

    id: str
    name: str
    role: Role


class OfficeSessionOut(BaseModel):
    """Who is in the office, and what their role may do there."""

    staff: StaffOut
    rights: list[Right]


@router.post("/session", status_code=201)
def enter_office(
    wanted: OfficeEntry, request: Request, response: Response, env: Env, engine: AppEngine
) -> OfficeSessionOut:
    """Enter the office as one of the demo bank's staff; only in demo mode."""
    begun, member = staff.start_demo_session(engine, env, wanted.role, device_of(request))
    enter(request, response, STAFF, begun)
    return _session(member)


@router.get("/session")
def get_office_session(access: Staff) -> OfficeSessionOut:
    """Who is in the office."""
    return _session(access.member)


@router.delete("/session", status_code=204)
def leave_office(request: Request) -> Response:
    """End this session."""
    return leave(request, STAFF)


def _session(member: Member) -> OfficeSessionOut:
    shown = {"id": str(member.id), "name": member.name, "role": member.role}
    return OfficeSessionOut.model_validate({"staff": shown, "rights": sorted(member.rights)})
