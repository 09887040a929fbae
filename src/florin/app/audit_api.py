"""The audit trail over HTTP, for those who audit: search, how far it is sealed, who looked at whom."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import text

from florin.customer.service import customer as known
from florin.identity.office import Auditor
from florin.identity.staff import StaffAccess
from florin.kernel.work import Work
from florin.ports.environment import Environment

router = APIRouter(prefix="/api/office", tags=["office"])
PAGE = 50
COUNTED = 10_000  # unsealed records that are counted; where there are more, `more` says so
_SEARCH = text("""
select * from office_audit(:before, :name, :actor, cast(:customer as uuid), cast(:since as timestamptz),
                           cast(:until as timestamptz), :most)
""")
_ACCESS = text("""
select * from office_access(:before, cast(:staff as uuid), cast(:customer as uuid),
                            cast(:since as timestamptz), cast(:until as timestamptz), :most)
""")
_STATE = text("select * from office_audit_state()")
Place = Annotated[str | None, Field(pattern=r"^[1-9]\d{0,17}$")]


class Range(BaseModel):
    """Days of the bank's own time zone, both of them included, and where the page starts."""

    since: Annotated[date | None, Field(description="The first day.")] = None
    until: Annotated[date | None, Field(description="The last day.")] = None
    cursor: Place = None


class AuditAsked(Range):
    """What is searched for; `actor` is one ("staff:<id>") or all of a kind ("staff")."""

    name: Annotated[str | None, Field(max_length=100)] = None
    actor: Annotated[
        str | None, Field(max_length=120, pattern=r"^(customer|staff|operator|worker|system|member)(:.+)?$")
    ] = None
    customer: UUID | None = None


class AccessAsked(Range):
    """Whose looking, or who was looked at."""

    staff: UUID | None = None
    customer: UUID | None = None


class RecordOut(BaseModel):
    """A record of the trail: what happened, when, to whom, by whom (`actor`: "customer:<id>", "staff:<id>",
    "operator:...", "worker:...", "system"); `body` holds ids and codes only. `sealed`: no one can change it
    any more without being found."""

    id: str
    time: str
    name: str
    actor: str
    customer: UUID | None
    body: dict[str, Any]
    sealed: bool


class RecordsOut(BaseModel):
    """A page of records, newest first."""

    items: list[RecordOut]
    next: str | None


class FirstBadOut(BaseModel):
    """The first thing that was wrong: which record, seal or journal entry, and why."""

    record: str | None
    why: str
    seal: str | None
    entry: str | None


class CheckOut(BaseModel):
    """How the last verification ended (`florin audit verify`)."""

    time: str
    ok: bool
    records: int
    first_bad: FirstBadOut | None


class AuditStateOut(BaseModel):
    """How far the trail is sealed: the last seal, its last record and when; `records` are sealed, `waiting`
    are not yet (`more` where there are over 10,000)."""

    seal: str | None
    record: str | None
    sealed: str | None
    records: int
    waiting: int
    more: bool
    key: str | None
    verification: CheckOut | None


class LookOut(BaseModel):
    """Someone of the bank looked: `who` a member of staff or an operator at the command line; at which
    `customer` (null: at lists of many, or on entering), on which `page` or with which command."""

    id: str
    time: str
    kind: Literal["staff", "operator", "entered"]
    staff: UUID | None
    who: str | None
    customer: UUID | None
    page: str | None


class LooksOut(BaseModel):
    """A page of the access log, newest first."""

    items: list[LookOut]
    next: str | None


@router.get("/audit")
def search_audit(access: Auditor, asked: Annotated[AuditAsked, Query()]) -> RecordsOut:
    """Search the audit trail, newest first; that it was searched, and for whom, is a record itself."""
    wanted = {"name": asked.name, "actor": asked.actor, "customer": asked.customer}
    with _looking(access, asked.customer, "audit") as unit:
        if asked.customer is not None:
            known(unit, access.env, asked.customer)
        rows = unit.all(_SEARCH, **wanted, **_bounds(asked, access.env), most=PAGE + 1)
    items = [_record(row) for row in rows[:PAGE]]
    return RecordsOut.model_validate({"items": items, "next": _next(rows)})


@router.get("/audit/state")
def get_audit_state(access: Auditor) -> AuditStateOut:
    """How far the trail is sealed, and how the last verification ended."""
    with access.work() as unit:
        return AuditStateOut.model_validate(_state(unit))


@router.get("/access")
def list_access(access: Auditor, asked: Annotated[AccessAsked, Query()]) -> LooksOut:
    """The access log: who of the bank looked at whom, newest first; looking at it is in it too."""
    wanted = {"staff": asked.staff, "customer": asked.customer}
    with _looking(access, asked.customer, "access") as unit:
        if asked.customer is not None:
            known(unit, access.env, asked.customer)
        rows = unit.all(_ACCESS, **wanted, **_bounds(asked, access.env), most=PAGE + 1)
    items = [_look(row) for row in rows[:PAGE]]
    return LooksOut.model_validate({"items": items, "next": _next(rows)})


def _looking(access: StaffAccess, customer: UUID | None, page: str) -> Any:
    """A transaction whose opening is logged, with the customer who is searched for."""
    return access.opened(customer, page, "audit") if customer else access.looking(page)


def _bounds(asked: Range, env: Environment) -> dict[str, Any]:
    """Instants of the days asked for, in the bank's time zone."""
    zone = ZoneInfo(env.bank.time_zone)

    def begins(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    until = asked.until
    return {
        "before": int(asked.cursor) if asked.cursor else None,
        "since": None if asked.since is None else begins(asked.since),
        "until": None if until is None or until == date.max else begins(until + timedelta(days=1)),
    }


def _next(rows: list[Any]) -> str | None:
    return str(rows[PAGE - 1].id) if len(rows) > PAGE else None


def _record(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "time": row.created.isoformat(),
        "name": row.name,
        "actor": row.actor,
        "customer": row.customer_id,
        "body": row.body,
        "sealed": row.sealed,
    }


def _look(row: Any) -> dict[str, Any]:
    kind = {"OperatorAccess": "operator", "StaffEntered": "entered"}.get(row.name, "staff")
    return {
        "id": str(row.id),
        "time": row.created.isoformat(),
        "kind": kind,
        "staff": row.staff_id,
        "who": row.staff_name if kind != "operator" else row.actor.partition(":")[2],
        "customer": row.customer_id,
        "page": row.body.get("page") or row.body.get("reason"),
    }


def _state(unit: Work) -> dict[str, Any]:
    row = unit.first(_STATE)
    header = orjson.loads(row.header) if row and row.header else {}
    waiting = row.waiting if row else 0
    return {
        "seal": str(header["number"]) if header else None,
        "record": str(row.last_record) if row and header else None,
        "sealed": header.get("sealed"),
        "records": header.get("total", 0),
        "waiting": min(waiting, COUNTED),
        "more": waiting > COUNTED,
        "key": header.get("key"),
        "verification": _check(row),
    }


def _check(row: Any) -> dict[str, Any] | None:
    if row is None or row.verification is None:
        return None
    told = row.verification
    return {
        "time": row.verified.isoformat(),
        "ok": told["ok"],
        "records": told["records"],
        "first_bad": told["first_bad"],
    }
