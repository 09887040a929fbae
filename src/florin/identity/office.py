"""What a route of the staff office is given: the member of staff who asks."""

from typing import Annotated

from fastapi import Depends, Request

from florin.identity.access import engine, environment, language
from florin.identity.staff import StaffAccess, session_member
from florin.kernel.errors import NotAllowed
from florin.ports.environment import Environment


def office_cookie(env: Environment) -> str:
    """Another cookie than the customers': neither opens the other's doors."""
    return "florin_office" if env.settings.demo else "__Host-florin_office"


def _access(request: Request) -> StaffAccess:
    env, database = environment(request), engine(request)
    member = session_member(database, env, request.cookies.get(office_cookie(env)))
    return StaffAccess(database, env, member, language(request))


Staff = Annotated[StaffAccess, Depends(_access)]


def _operator(access: Staff) -> StaffAccess:
    if access.member.role != "operator":
        raise NotAllowed("only an operator may do this")
    return access


Operator = Annotated[StaffAccess, Depends(_operator)]
