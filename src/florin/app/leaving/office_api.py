"""Erasures in the staff office: who asked to leave, and asking for it, so that another member decides."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import text

from florin.app.leaving import erase
from florin.identity.office import Asks

router = APIRouter(prefix="/api/office", tags=["office"])
PAGE = 50
_ASKED = text("select * from erasures_asked(cast(:before as uuid), :now, :most)")


class LeavingOut(BaseModel):
    """A customer who asked to leave, and when."""

    id: UUID
    customer: UUID
    asked: str


class LeavingsOut(BaseModel):
    """A page of customers who asked to leave, newest first."""

    items: list[LeavingOut]
    next: str | None


class ErasureAskedOut(BaseModel):
    """The request that now waits for a second member of staff."""

    approval: UUID


@router.get("/erasures")
def list_erasures(access: Asks, cursor: Annotated[UUID | None, Query()] = None) -> LeavingsOut:
    """Customers who asked to leave and for whom nobody of the staff has asked yet."""
    with access.looking("erasures") as unit:
        rows = unit.all(_ASKED, before=cursor, now=access.env.clock.now(), most=PAGE + 1)
    items = [LeavingOut(id=r.id, customer=r.customer_id, asked=r.asked.isoformat()) for r in rows[:PAGE]]
    return LeavingsOut(items=items, next=str(items[-1].id) if len(rows) > PAGE else None)


@router.post("/customers/{identifier}/erasure", status_code=202)
def ask_erasure(identifier: UUID, access: Asks) -> ErasureAskedOut:
    """Ask that a customer be erased; another member of staff decides, and then it cannot be taken back."""
    approval = erase.propose(access.engine, access.env, identifier, access.member.id)
    return ErasureAskedOut(approval=approval)
