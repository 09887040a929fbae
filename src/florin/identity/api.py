"""Sessions of the staff office over HTTP."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from florin.identity import staff
from florin.identity.access import AppEngine, Env
from florin.identity.office import Staff, office_cookie
from florin.identity.staff import Member

router = APIRouter(prefix="/api/office", tags=["office"])
Role = Literal["reviewer", "operator", "auditor"]


class OfficeEntry(BaseModel):
    """As which of the demo bank's staff one enters."""

    role: Role


class StaffOut(BaseModel):
    """A member of staff."""

    id: str
    name: str
    role: Role


class OfficeSessionOut(BaseModel):
    """Who is in the office, and whether they may replay events."""

    staff: StaffOut
    may_replay: bool


@router.post("/session", status_code=201)
def enter_office(
    wanted: OfficeEntry, request: Request, response: Response, env: Env, engine: AppEngine
) -> OfficeSessionOut:
    """Enter the office as one of the demo bank's staff; only in demo mode."""
    secret, member = staff.start_demo_session(engine, env, wanted.role)
    staff.end_session(engine, request.cookies.get(office_cookie(env)))
    response.set_cookie(
        office_cookie(env),
        secret,
        max_age=int(staff.SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=not env.settings.demo,
        path="/",
    )
    return _session(member)


@router.get("/session")
def get_office_session(access: Staff) -> OfficeSessionOut:
    """Who is in the office."""
    return _session(access.member)


@router.delete("/session", status_code=204)
def leave_office(request: Request, env: Env, engine: AppEngine) -> Response:
    """End this session."""
    staff.end_session(engine, request.cookies.get(office_cookie(env)))
    response = Response(status_code=204)
    response.delete_cookie(
        office_cookie(env), path="/", samesite="strict", httponly=True, secure=not env.settings.demo
    )
    return response


def _session(member: Member) -> OfficeSessionOut:
    shown = {"id": str(member.id), "name": member.name, "role": member.role}
    return OfficeSessionOut.model_validate({"staff": shown, "may_replay": member.role == "operator"})
