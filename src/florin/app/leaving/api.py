"""Leaving over HTTP: everything about oneself to take along, and going for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy import text

from florin.app.leaving import erase, retained
from florin.app.leaving.export import out, whole
from florin.identity.access import Access, SignedIn
from florin.kernel.api import MoneyOut
from florin.kernel.errors import NotAllowed, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.language.composer import compose
from florin.law.retention import basis, source_of
from florin.ledger.views import accounts

router = APIRouter(prefix="/api", tags=["leaving"])
TAKE_WITHIN = timedelta(minutes=10)
_ADD = text("insert into export (id, customer_id, asked, expires) values (:id, :customer, :now, :expires)")
_TAKE = text("""
update export set taken = :now where id = :id and customer_id = :customer and taken is null and expires > :now
""")


class ExportOut(BaseModel):
    """A download that is ready: once, until `expires`, from `url`."""

    id: UUID
    url: str
    expires: str


class RuleOut(BaseModel):
    """A rule by which something is kept: its code, and where it stands written."""

    code: str
    source: str


class GoesOut(BaseModel):
    """A kind of record that goes: how many there are."""

    kind: str
    text: str
    count: int


class StaysOut(BaseModel):
    """A kind of record that must be kept: how many, until when at the latest, and why."""

    kind: Literal["customer", "account", "entry"]
    text: str
    count: int
    until: str
    rules: list[RuleOut]


class HoldOut(BaseModel):
    """A legal hold: what must be kept is not deleted while it stands."""

    reason: str
    text: str
    until: str


class LeftOut(BaseModel):
    """An account here that is not at zero."""

    account: UUID
    name: str
    balance: MoneyOut


class RequestOut(BaseModel):
    """A request to be erased: it can be withdrawn while it is `asked`."""

    state: Literal["asked", "begun", "done"]
    by: Literal["customer", "bank"]
    asked: str


class LeaveOut(BaseModel):
    """What leaving would do today: what goes, what stays and why, what stands in between."""

    request: RequestOut | None
    goes: list[GoesOut]
    stays: list[StaysOut]
    holds: list[HoldOut]
    left: list[LeftOut]
    erased_by: str
    kept_by: str


@router.post("/export", status_code=201)
def ask_export(access: SignedIn) -> ExportOut:
    """Ask for everything that is known about oneself, as one archive; a passkey must have been shown for
    "export"."""
    _own(access)
    now, identifier = access.env.clock.now(), new_id()
    with _work(access) as unit:
        access.require_step_up("export", unit)
        unit.run(_ADD, id=identifier, customer=unit.customer, now=now, expires=now + TAKE_WITHIN)
        out.note(unit)
    expires = (now + TAKE_WITHIN).isoformat()
    return ExportOut(id=identifier, url=f"/api/export.zip?id={identifier}", expires=expires)


@router.get(
    "/export.zip", response_class=StreamingResponse, responses={200: {"content": {"application/zip": {}}}}
)
def get_export(access: SignedIn, id: Annotated[UUID, Query()]) -> StreamingResponse:
    """The archive that was asked for, once: JSON and CSV of each kind, files, and a manifest."""
    _own(access)
    env = access.env
    with _work(access) as unit:
        if not unit.run(_TAKE, id=id, customer=unit.customer, now=env.clock.now()):
            raise NotFound("there is no such export, or it was taken", reason="export")
        day = unit.today(env.clock)
    caller = Caller.customer(access.session.customer, access.language)

    def streamed() -> Iterator[bytes]:
        yield from out.as_zip(lambda: work(out.snapshot(access.engine), caller), env)

    name = f"florin-{day.isoformat()}.zip"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-encoding": "identity",  # packed already
        "cache-control": "no-store",
    }
    return StreamingResponse(streamed(), media_type="application/zip", headers=headers)


@router.get("/leave")
def get_leave(access: SignedIn) -> LeaveOut:
    """What leaving would delete, what the law keeps and until when, and whether one has asked for it."""
    _own(access)
    with _work(access) as unit:
        return _told(unit, access)


@router.post("/leave", status_code=201)
def ask_leave(access: SignedIn) -> LeaveOut:
    """Ask to be erased; a passkey must have been shown for "leave". Two members of staff carry it out."""
    _own(access)
    with _work(access) as unit:
        access.require_step_up("leave", unit)
        erase.ask(unit, access.env)
        return _told(unit, access)


@router.delete("/leave", status_code=204)
def withdraw_leave(access: SignedIn) -> Response:
    """Stay after all, as long as it has not begun."""
    _own(access)
    with _work(access) as unit:
        erase.withdraw(unit)
    return Response(status_code=204)


def _own(access: Access) -> None:
    """Whoever's data is open: one leaves, and takes along, only by oneself."""
    if access.session.customer != access.customer:
        raise NotAllowed("only they themselves may do this", reason="not-yours")


def _work(access: Access):
    return work(access.engine, Caller.customer(access.session.customer, access.language))


def _told(unit: Work, access: Access) -> LeaveOut:
    env, day = access.env, unit.today(access.env.clock)
    law = basis(env.bank.country)
    left = [a for a in accounts(unit, env) if a["here"] and a["minor"]]
    return LeaveOut.model_validate(
        {
            "request": erase.told(erase.asked(unit)),
            "goes": [
                {"kind": kind, "count": count, "text": compose(unit.language, f"export.{kind}", {})}
                for kind, count in whole.counts(unit).items()
                if count
            ],
            "stays": [
                {
                    "kind": each.kind,
                    "text": compose(unit.language, f"leave.stays.{each.kind}", {}),
                    "count": each.count,
                    "until": each.until.isoformat(),
                    "rules": [{"code": code, "source": _source(unit, code, access)} for code in each.rules],
                }
                for each in retained.foreseen(unit, env, day)
            ],
            "holds": [
                {
                    "reason": hold.reason,
                    "text": compose(unit.language, f"leave.hold.{hold.reason}", {}),
                    "until": hold.until.isoformat(),
                }
                for hold in retained.holds(unit, day)
            ],
            "left": [{"account": a["id"], "name": a["name"], "balance": a["balance"]} for a in left],
            "erased_by": law.erasure,
            "kept_by": law.kept,
        }
    )


def _source(unit: Work, code: str, access: Access) -> str:
    if code == retained.HOLD:
        return basis(access.env.bank.country).claims
    return source_of(code, unit.today(access.env.clock))
