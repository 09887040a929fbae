"""The event log: each consumer reads below the xmin horizon and moves its cursor with what it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from florin.kernel.logs import log
from florin.kernel.work import Caller, Work, work

BATCH = 20_000
_CURSOR = text("select tx::text, id from event_cursor where consumer = :consumer for update skip locked")
_ENSURE = text("insert into event_cursor (consumer) values (:consumer) on conflict do nothing")
# Of the next events those that the reader handles, and the last of all, up to which it has then read: most
# readers handle few of a load's hundreds of thousands.
_NEXT = text("""
with next as materialized (
  select id, tx, name, customer_id, body from event_log e
   where (e.tx, e.id) > (cast(:tx as xid8), :id) and e.tx < pg_snapshot_xmin(pg_current_snapshot())
   order by e.tx, e.id limit :limit),
whole as materialized (
  select (array_agg(id order by tx desc, id desc))[1] as last, count(*) as passed from next)
select n.id, n.tx::text, n.name, n.customer_id, n.body, w.passed from next n cross join whole w
 where n.name = any(cast(:names as text[])) or n.id = w.last order by n.tx, n.id
""")
_MOVE = text("""
update event_cursor set tx = cast(:tx as xid8), id = :id, moved = clock_timestamp() where consumer = :consumer
""")
_FAIL = text("""
insert into event_failure as f (consumer, event_id, customer_id, tries, parked, error, next_try)
values (:consumer, :event, :customer, 1, :tries <= 1, :error, clock_timestamp() + interval '1 second')
on conflict (consumer, event_id) do update
   set tries = f.tries + 1, parked = f.tries + 1 >= :tries, error = excluded.error,
       next_try = clock_timestamp() + interval '1 second' * (2 ^ least(f.tries, 10))
returning parked
""")
_RETRY = text("""
select e.id, e.tx::text, e.name, e.customer_id, e.body from event_failure f join event_log e on e.id =
  f.event_id
 where f.consumer = :consumer and not f.parked and (f.next_try <= clock_timestamp() or :now)
 order by e.tx, e.id limit 100 for update of f skip locked
""")
_CURED = text("delete from event_failure where consumer = :consumer and event_id = :event")
_REPLAY = text("select consumer, event_id from replay_parked(cast(:events as bigint[]))")
_PARKED = text("""
select consumer, event_id, name, customer_id, tries, error, parked, created
  from parked_events(:after_event, :after_consumer, :most, :trying)
""")
LAG = text("""
select c.consumer, (select count(*) from event_log e where (e.tx, e.id) > (c.tx, c.id)) as lag,
       (select count(*) from event_failure f where f.consumer = c.consumer and f.parked) as parked
  from event_cursor c order by c.consumer
""")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `body` holds ids and codes only."""

    id: int
    tx: str
    name: str
    customer: UUID | None
    body: Mapping[str, Any]


Handler = Callable[[Work, Sequence[Event]], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A reader of the log with its own cursor; a handler gets all its events of one customer and batch, in
    order."""

    name: str
    handlers: Mapping[str, Handler]


def step(engine: Engine, consumer: Consumer, *, tries: int = 5, limit: int = BATCH) -> int:
    """Handles the next events of `consumer` and moves its cursor, in one transaction.

    Returns how many events were passed; 0 also where another process holds the cursor.
    """
    with work(engine, Caller.worker(consumer.name)) as unit:
        unit.run(_ENSURE, consumer=consumer.name)
        cursor = unit.first(_CURSOR, consumer=consumer.name)
        if cursor is None:
            return 0
        wanted = list(consumer.handlers)
        rows = unit.all(_NEXT, tx=cursor.tx, id=cursor.id, limit=limit, names=wanted)
        if not rows:
            return 0
        events = [Event(*row[:-1]) for row in rows]
        _handle(unit, consumer, events, tries)
        _back_to_worker(unit, consumer)
        unit.run(_MOVE, tx=events[-1].tx, id=events[-1].id, consumer=consumer.name)
        return rows[-1].passed


def retry(engine: Engine, consumer: Consumer, *, tries: int = 5, now: bool = False) -> int:
    """Tries failed events again whose time has come (all of them with `now`); how many were cured."""
    with work(engine, Caller.worker(consumer.name)) as unit:
        cured = 0
        for row in unit.all(_RETRY, consumer=consumer.name, now=now):
            event = Event(*row)
            if _one(unit, consumer, event, tries):
                unit.run(_CURED, consumer=consumer.name, event=event.id)
                cured += 1
        return cured


def replay(unit: Work, *events: int) -> int:
    """Unparks these events, or with none named the first thousand, to be tried again at once; how many.

    For the command line and for an operator in the office; who did it, and for which events, is logged.
    """
    found = unit.all(_REPLAY, events=list(events) or None)
    if found:
        told = [{"consumer": row.consumer, "event": row.event_id} for row in found]
        unit.emit("ParkedReplayed", None, {"by": f"{unit.caller.kind}:{unit.caller.name}", "events": told})
    return len(found)


def parked_events(
    unit: Work, *, after: tuple[int, str] | None = None, most: int = 1000, trying: bool = False
) -> list[Any]:
    """Events that were set aside, oldest first: consumer, event, name, customer, tries, the error's class.

    `after` is the (event, consumer) of the row before; with `trying` also those that failed and are still
    being tried.
    """
    event, consumer = after or (None, None)
    return unit.all(_PARKED, after_event=event, after_consumer=consumer, most=most, trying=trying)


def _handle(unit: Work, consumer: Consumer, events: Sequence[Event], tries: int) -> None:
    wanted = [e for e in events if e.name in consumer.handlers]
    wanted.sort(key=lambda e: str(e.customer))  # stable: the order within a customer stays
    for _, own in groupby(wanted, key=lambda e: e.customer):
        batch = list(own)
        if not _attempt(unit, consumer, batch):
            for event in batch:
                _one(unit, consumer, event, tries)


def _one(unit: Work, consumer: Consumer, event: Event, tries: int) -> bool:
    error = _attempt_error(unit, consumer, [event])
    if error is None:
        return True
    _back_to_worker(unit, consumer)
    code = f"{type(error).__module__}.{type(error).__qualname__}"
    values = {
        "consumer": consumer.name,
        "event": event.id,
        "customer": event.customer,
        "tries": tries,
        "error": code,
    }
    parked = unit.scalar(_FAIL, **values)
    log(__name__).error(
        "event failed", consumer=consumer.name, event_id=event.id, parked=parked, exc_info=error
    )
    return False


def _attempt(unit: Work, consumer: Consumer, batch: Sequence[Event]) -> bool:
    return _attempt_error(unit, consumer, batch) is None


def _attempt_error(unit: Work, consumer: Consumer, batch: Sequence[Event]) -> Exception | None:
    """Runs each handler once on its events of the batch, all in one savepoint; the error that undid it, if
    any."""
    customer = batch[0].customer
    unit.become(Caller.worker(consumer.name, *([customer] if customer else [])))
    savepoint = unit.connection.begin_nested()
    try:
        for handler in dict.fromkeys(consumer.handlers.values()):
            own = [e for e in batch if consumer.handlers[e.name] is handler]
            if own:
                handler(unit, own)
        savepoint.commit()
    except Exception as error:
        savepoint.rollback()
        unit.wakes.clear()
        return error
    return None


def _back_to_worker(unit: Work, consumer: Consumer) -> None:
    unit.become(Caller.worker(consumer.name))
