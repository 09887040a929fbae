"""The inbox of what needs a second member of staff, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from florin.identity import approvals
from florin.identity.office import Decides, Staff
from florin.kernel.api import MoneyOut
from florin.kernel.money import amount_text

router = APIRouter(prefix="/api/office/approvals", tags=["office"])
Place = Annotated[str | None, Query(pattern=r"^[0-9T:.+-]{10,40}_[0-9a-f-]{36}$")]


class ApprovalOut(BaseModel):
    """A request: who asked for what and why, and for how much where it is about money; `mine`: who reads this
    asked, and so cannot decide."""

    id: UUID
    kind: Literal["erasure", "write_off", "rulebook", "model_promotion"]
    customer: UUID | None
    subject: dict[str, Any]
    amount: MoneyOut | None
    reason: str
    asked_by: str
    asked: str
    expires: str
    state: Literal["asked", "approved", "refused", "withdrawn", "expired"]
    decided_by: str | None
    decided: str | None
    mine: bool


class ApprovalsOut(BaseModel):
    """A page of requests, newest first."""

    items: list[ApprovalOut]
    next: str | None


class Verdict(BaseModel):
    """What is decided; only who asked may withdraw."""

    verdict: Literal["approved", "refused", "withdrawn"]


@router.get("")
def list_approvals(access: Staff, waiting: bool | None = None, cursor: Place = None) -> ApprovalsOut:
    """What waits for a second member of staff, or (`waiting` false) what was decided; all without it."""
    with access.work() as unit:
        rows, following = approvals.listed(unit, access.env.clock, waiting=waiting, cursor=cursor)
    items = [_json(row, access.member.id) for row in rows]
    return ApprovalsOut.model_validate({"items": items, "next": following})


@router.post("/{identifier}", status_code=204)
def decide_approval(identifier: UUID, wanted: Verdict, access: Decides) -> None:
    """Say yes or no to what another member of staff asked for, or take back what oneself asked."""
    with access.work() as unit:
        approvals.decide(unit, access.env.clock, identifier, wanted.verdict)


def _json(row: Any, reader: UUID) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "customer": row.customer_id,
        "subject": row.subject,
        "amount": _amount(row.subject),
        "reason": row.reason,
        "asked_by": row.asked_by_name,
        "asked": row.asked.isoformat(),
        "expires": row.expires.isoformat(),
        "state": row.state,
        "decided_by": row.decided_by_name,
        "decided": row.decided.isoformat() if row.decided else None,
        "mine": row.asked_by == reader,
    }


def _amount(subject: Mapping[str, Any]) -> dict[str, str] | None:
    if "amount" not in subject:
        return None
    minor, currency = subject["amount"], subject["currency"]
    return {"amount": amount_text(minor, currency), "currency": currency}
