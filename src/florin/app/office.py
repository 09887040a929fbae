"""The engine room over HTTP, for staff: the event log, its readers and what they set aside, durable work."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import text

from florin.app.parts import PARTS
from florin.customer.office.api import EventPlace, EventsOut
from florin.customer.office.service import PAGE, events_of
from florin.customer.office.views import events_json
from florin.customer.service import customer as known
from florin.identity.office import Replays, SeesJobs, SeesLog
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.events import parked_events, replay
from florin.kernel.work import Work

router = APIRouter(prefix="/api/office", tags=["office"])
COUNTED = 10_000  # events that a lag is counted to
_LOG = text("select * from office_log(:before, cast(:names as text[]), :most)")
_CONSUMERS = text("select * from office_consumers(:after, :most)")
_JOBS = text("select * from office_jobs(:at, :id, :status, :most)")

JobStatus = Literal[
    "ENQUEUED", "DELAYED", "PENDING", "SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
]


class ConsumerOut(BaseModel):
    """A reader of the log: how many events it has not read (`more` where there are over 10,000), and for how
    many seconds the oldest of them waits."""

    name: str
    moved: str | None
    lag: int
    more: bool
    lag_seconds: float | None
    parked: int
    trying: int
    handles: list[str]


class ConsumersOut(BaseModel):
    """A page of the log's readers, by name."""

    items: list[ConsumerOut]
    next: str | None


class ParkedOut(BaseModel):
    """An event that a reader could not handle: set aside, or `trying` again by itself."""

    event: str
    consumer: str
    name: str
    customer: UUID | None
    tries: int
    error: str
    state: Literal["parked", "trying"]
    time: str


class ParkedEventsOut(BaseModel):
    """A page of failed events, oldest first."""

    items: list[ParkedOut]
    next: str | None


class Replay(BaseModel):
    """Which parked events are to be tried again: those named, or `all` (at most a thousand at once)."""

    events: Annotated[list[Annotated[int, Field(gt=0, lt=2**63)]], Field(max_length=1000)] = []
    all: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "Replay":
        if self.all == bool(self.events):
            raise ValueError("name events, or say all")
        return self


class ReplayedOut(BaseModel):
    """How many events will be tried again."""

    replayed: int


class JobOut(BaseModel):
    """A durable workflow: which event asked for it, how it went, in seconds; an error by its class only."""

    id: str
    name: str
    status: JobStatus
    customer: UUID | None
    started: str
    seconds: float | None
    attempts: int
    error: str | None


class JobsOut(BaseModel):
    """A page of durable work, newest first."""

    items: list[JobOut]
    next: str | None


@router.get("/log")
def list_log(
    access: SeesLog,
    name: Annotated[str | None, Query(max_length=100)] = None,
    customer: UUID | None = None,
    consumer: Annotated[str | None, Query(max_length=100)] = None,
    cursor: EventPlace = None,
) -> EventsOut:
    """The event log, newest first: all of it, events of a name, those that a reader handles, or a customer's.

    That one customer's events were opened is logged.
    """
    names = _names(name, consumer)
    before = int(cursor) if cursor else None
    if customer is not None:
        with access.opened(customer, "events", right="log") as unit:
            known(unit, access.env, customer)
            rows, following = events_of(unit, before, names)
    else:
        with access.work() as unit:
            found = unit.all(_LOG, before=before, names=names, most=PAGE + 1)
        rows, following = found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else None
    return EventsOut.model_validate({"items": events_json(rows), "next": following})


@router.get("/consumers")
def list_consumers(
    access: SeesLog, cursor: Annotated[str | None, Query(max_length=100)] = None
) -> ConsumersOut:
    """How far each reader of the log is."""
    with access.work() as unit:
        rows = unit.all(_CONSUMERS, after=cursor, most=PAGE + 1)
    following = rows[PAGE - 1].consumer if len(rows) > PAGE else None
    return ConsumersOut.model_validate({"items": [_consumer(row) for row in rows[:PAGE]], "next": following})


@router.get("/parked")
def list_parked(
    access: SeesLog, cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}_.{1,100}$")] = None
) -> ParkedEventsOut:
    """Events that failed, oldest first."""
    event, _, consumer = (cursor or "").partition("_")
    after = (int(event), consumer) if cursor else None
    with access.work() as unit:
        rows = parked_events(unit, after=after, most=PAGE + 1, trying=True)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = None if last is None else f"{last.event_id}_{last.consumer}"
    return ParkedEventsOut.model_validate({"items": [_parked(row) for row in rows[:PAGE]], "next": following})


@router.post("/parked/replay")
def replay_events(wanted: Replay, access: Replays) -> ReplayedOut:
    """Try parked events again; one that is not parked (any more) is left alone."""
    with access.work() as unit:
        return ReplayedOut(replayed=_replay(unit, wanted))


@router.get("/jobs")
def list_jobs(
    access: SeesJobs,
    status: JobStatus | None = None,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}_.{1,200}$")] = None,
) -> JobsOut:
    """Durable work, newest first."""
    at, _, identifier = (cursor or "").partition("_")
    place = {"at": int(at) if cursor else None, "id": identifier or None}
    with access.work() as unit:
        rows = unit.all(_JOBS, **place, status=status, most=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = None if last is None else f"{last.created}_{last.id}"
    return JobsOut.model_validate({"items": [_job(row) for row in rows[:PAGE]], "next": following})


def _replay(unit: Work, wanted: Replay) -> int:
    return replay(unit) if wanted.all else replay(unit, *wanted.events)


def readers() -> dict[str, list[str]]:
    """By reader of the log, the events that it handles."""
    handling = {part.name: sorted(part.handlers) for part in PARTS if part.handlers}
    durable = {f"{part.name}-durable": sorted(part.durable) for part in PARTS if part.durable}
    return {**handling, **durable}


def _names(name: str | None, consumer: str | None) -> list[str] | None:
    """The names of events to show; None for all of them."""
    if consumer is None:
        return None if name is None else [name]
    handled = readers().get(consumer)
    if handled is None:
        wrong = FieldError("consumer", "is no reader of the log", "not-offered")
        raise InvalidInput("there is no such reader of the log", fields=[wrong])
    return [each for each in handled if name in (None, each)]


def _consumer(row: Any) -> dict[str, Any]:
    return {
        "name": row.consumer,
        "moved": None if row.moved is None else row.moved.isoformat(),
        "lag": min(row.lag, COUNTED),
        "more": row.lag > COUNTED,
        "lag_seconds": row.lag_seconds,
        "parked": row.parked,
        "trying": row.trying,
        "handles": readers().get(row.consumer, []),
    }


def _parked(row: Any) -> dict[str, Any]:
    return {
        "event": str(row.event_id),
        "consumer": row.consumer,
        "name": row.name,
        "customer": None if row.customer_id is None else str(row.customer_id),
        "tries": row.tries,
        "error": row.error,
        "state": "parked" if row.parked else "trying",
        "time": row.created.isoformat(),
    }


def _job(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.id.rpartition("-")[0] or row.id,
        "status": row.status,
        "customer": None if row.customer_id is None else str(row.customer_id),
        "started": datetime.fromtimestamp(row.started / 1000, UTC).isoformat(),
        "seconds": None if row.ended is None else (row.ended - row.started) / 1000,
        "attempts": row.attempts or 0,
        "error": row.error,
    }
