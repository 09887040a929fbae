"""What a route of the staff office is given: the member of staff who asks, with the right that it needs."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from florin.identity.access import engine, environment, language
from florin.identity.realms import STAFF, cookie_of
from florin.identity.staff import StaffAccess, session_member
from florin.kernel.errors import NotAllowed


def _access(request: Request) -> StaffAccess:
    env, database = environment(request), engine(request)
    session, member = session_member(database, env, request.cookies.get(cookie_of(STAFF, env)))
    return StaffAccess(database, env, member, language(request), session)


Staff = Annotated[StaffAccess, Depends(_access)]


def _with(right: str) -> Callable[..., StaffAccess]:
    def held(access: Staff) -> StaffAccess:
        if right not in access.member.rights:
            raise NotAllowed("this role may not do this")
        return access

    return held


SeesCustomers = Annotated[StaffAccess, Depends(_with("customers"))]
SeesImports = Annotated[StaffAccess, Depends(_with("imports"))]
SeesLog = Annotated[StaffAccess, Depends(_with("log"))]
SeesJobs = Annotated[StaffAccess, Depends(_with("jobs"))]
Replays = Annotated[StaffAccess, Depends(_with("replay"))]
Auditor = Annotated[StaffAccess, Depends(_with("audit"))]
Asks = Annotated[StaffAccess, Depends(_with("ask"))]
Decides = Annotated[StaffAccess, Depends(_with("decide"))]
