"""Asking for a write-off, over HTTP, for staff: another member decides."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from florin.identity import approvals
from florin.identity.office import Asks
from florin.kernel.errors import Conflict
from florin.ledger.write_off import owed

router = APIRouter(prefix="/api/office/customers", tags=["office"])


class WriteOff(BaseModel):
    """On which account what is owed should be given up, and a code for why."""

    account: UUID
    reason: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]


class AskedOut(BaseModel):
    """The request that now waits for a second member of staff."""

    approval: UUID


@router.post("/{identifier}/write-off", status_code=202)
def ask_write_off(identifier: UUID, wanted: WriteOff, access: Asks) -> AskedOut:
    """Ask that the bank gives up what a customer owes on an account here; another member of staff decides."""
    with access.opened(identifier, "write-off", right="ask") as unit:
        debt = owed(unit, wanted.account)
    if not debt.minor:
        raise Conflict("nothing is owed on this account", reason="nothing-owed")
    subject = {"account": str(wanted.account), "amount": debt.minor, "currency": debt.currency}
    with access.work() as unit:
        asked = approvals.ask(
            unit, access.env.clock, "write_off", subject, reason=wanted.reason, customer=identifier
        )
    return AskedOut(approval=asked)
