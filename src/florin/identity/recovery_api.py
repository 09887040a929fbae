"""Signing out and recovery codes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from florin.identity import recovery
from florin.identity.cookies import enter, leave
from florin.identity.realms import CUSTOMERS
from florin.identity.shapes import Code, EnteredOut, NewCodesOut, RecoveryCodesOut
from florin.identity.visit import Visit, inside, outside
from florin.kernel.work import work

router = APIRouter(prefix="/api", tags=["identity"])
Anyone = Annotated[Visit, Depends(outside(CUSTOMERS))]
Inside = Annotated[Visit, Depends(inside(CUSTOMERS))]


@router.delete("/session", status_code=204)
def sign_out(request: Request) -> Response:
    """End this session."""
    return leave(request, CUSTOMERS)


@router.post("/identity/recovery", status_code=201)
def recover(typed: Code, visit: Anyone, request: Request, response: Response) -> EnteredOut:
    """Sign in with a recovery code; such a session may only read, register a passkey and make new codes."""
    begun = recovery.recover(visit, typed.code)
    enter(request, response, CUSTOMERS, begun)
    return EnteredOut(how=begun.session.how)


@router.get("/identity/recovery-codes")
def get_recovery_codes(visit: Inside) -> RecoveryCodesOut:
    """How many recovery codes are left."""
    with work(visit.engine, CUSTOMERS.caller(visit.inside.customer)) as unit:
        standing = recovery.standing(unit, visit.inside.customer)
    return RecoveryCodesOut(left=standing.left, made=standing.made)


@router.post("/identity/recovery-codes", status_code=201)
def make_recovery_codes(visit: Inside) -> NewCodesOut:
    """Make ten new codes, after the step-up "recovery-codes"; those from before are void."""
    with work(visit.engine, CUSTOMERS.caller(visit.inside.customer)) as unit:
        return NewCodesOut(codes=recovery.make(unit, visit.env, visit.inside))
