"""The stored state of the demo's life, and the statements that read and move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.kernel.work import Work
from florin.simulation.shapes import Cast, Event

_STATE = "select seed, months, began, day, until, seconds, paused, moved from life"
_READ, _TAKE = text(_STATE), text(f"{_STATE} for update skip locked")
_WRITE = text(f"{_STATE} for update")
_BEGIN = text("""
insert into life (seed, months, began, day, seconds, paused, moved)
values (:seed, :months, :today, :today, :seconds, false, :now) on conflict do nothing
""")
_CHANGE = text("""
update life set seconds = coalesce(:seconds, seconds), paused = coalesce(:paused, paused),
       until = greatest(until, :until), moved = coalesce(:moved, moved)
""")
_MOVE = text("update life set day = :day, moved = :now, until = nullif(greatest(until, :day), :day)")
_PEOPLE = text("select id, persona, business_day, ready from life_people()")
_ACCOUNTS = text("select customer_id, key, account_id from life_account")
_KEEP_ACCOUNTS = text("""
insert into life_account (customer_id, key, account_id)
select :customer, key, account
  from unnest(cast(:keys as text[]), cast(:accounts as uuid[])) as t(key, account)
""")
_CASTS = text("select customer_id, household from life_person")
_KEEP_CAST = text("insert into life_person (customer_id, household) values (:customer, :household)")
_BALANCES = text("select customer_id, month, balances from life_month")
# What really lies on the accounts as a month begins: someone may have moved money since.
_KEEP_BALANCES = text("""
insert into life_month (customer_id, month, balances)
select l.customer_id, :month, jsonb_object_agg(l.key, (
         select coalesce(sum(p.amount), 0) from posting p
          where p.account_id = l.account_id and p.booked < :month))
  from life_account l group by l.customer_id
on conflict do nothing
""")
_BEGIN_DAY = text("select begin_life_day(:day)")
_LIVE_FROM = text("select live_from(:day)")


@dataclass(frozen=True, slots=True)
class State:
    """The one living demo of a database: `day` is lived through, days up to `until` pass without waiting.

    `months`: of past that its people came with on the day `began`. `seconds`: of the wall for one day.
    """

    seed: int
    months: int
    began: date
    day: date
    until: date | None
    seconds: float
    paused: bool
    moved: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """One of the people as this database knows them: `ready` once their picture is there."""

    customer: UUID
    business_day: date | None
    ready: bool


def state(unit: Work, *, change: bool = False) -> State | None:
    """How the life stands; None where none has begun. `change` waits for whoever changes it."""
    return _state(unit.first(_WRITE if change else _READ))


def taken(unit: Work) -> State | None:
    """The state, held until this transaction ends; None also where another process holds it."""
    return _state(unit.first(_TAKE))


def _state(row: Any | None) -> State | None:
    if row is None:
        return None
    return State(
        row.seed, row.months, row.began, row.day, row.until, float(row.seconds), row.paused, row.moved
    )


def begin(unit: Work, *, seed: int, months: int, seconds: float, today: date, now: datetime) -> None:
    """Begins the life today, where none has begun."""
    unit.run(_BEGIN, seed=seed, months=months, seconds=seconds, today=today, now=now)


def change(
    unit: Work,
    *,
    seconds: float | None = None,
    paused: bool | None = None,
    until: date | None = None,
    moved: datetime | None = None,
) -> None:
    """Changes what is told, and nothing else; `until` only onwards."""
    unit.run(_CHANGE, seconds=seconds, paused=paused, until=until, moved=moved)


def move(unit: Work, day: date, now: datetime) -> None:
    """The life has come to `day`."""
    unit.run(_MOVE, day=day, now=now)


def begin_day(unit: Work, day: date) -> int:
    """Moves everyone who lives by the demo's days to `day`, each with its event; how many were."""
    return unit.scalar(_BEGIN_DAY, day=day)


def live_from(unit: Work, day: date) -> None:
    """From now on the work's customers live by the demo's days, beginning with `day`."""
    unit.run(_LIVE_FROM, day=day)


def known(unit: Work) -> dict[str, Known]:
    """The people that this database knows, by persona."""
    return {row.persona: Known(row.id, row.business_day, row.ready) for row in unit.all(_PEOPLE)}


def accounts(unit: Work) -> dict[UUID, dict[str, UUID]]:
    """Which account of the ledger each simulated one is, by customer and key, of the work's customers."""
    found: dict[UUID, dict[str, UUID]] = {}
    for row in unit.all(_ACCOUNTS):
        found.setdefault(row.customer_id, {})[row.key] = row.account_id
    return found


def keep_accounts(unit: Work, customer: UUID, opened: Mapping[str, UUID]) -> None:
    """Remembers which account each simulated one became."""
    if opened:
        unit.run(_KEEP_ACCOUNTS, customer=customer, keys=list(opened), accounts=list(opened.values()))


def casts(unit: Work) -> dict[UUID, Cast]:
    """As which household each of the work's customers came."""
    return {row.customer_id: _cast(row.household) for row in unit.all(_CASTS)}


def keep_cast(unit: Work, cast: Cast) -> None:
    """Remembers as which household the work's customer came."""
    unit.run(_KEEP_CAST, customer=unit.customer, household=orjson.dumps(cast).decode())


def _cast(told: Any) -> Cast:
    told = told if isinstance(told, dict) else orjson.loads(told)
    events, spared = (
        tuple(Event(each["name"], date.fromisoformat(each["month"])) for each in told[name])
        for name in ("events", "spared")
    )
    return Cast(told["kind"], told["region"], told["seed"], told["traits"], events, spared)


def balances(unit: Work) -> dict[UUID, dict[date, dict[str, int]]]:
    """What the work's customers had as each month of their life here began."""
    found: dict[UUID, dict[date, dict[str, int]]] = {}
    for row in unit.all(_BALANCES):
        told = row.balances if isinstance(row.balances, dict) else orjson.loads(row.balances)
        found.setdefault(row.customer_id, {})[row.month] = told
    return found


def keep_balances(unit: Work, month: date) -> None:
    """Remembers what the work's customers have as `month` begins; once, whatever is booked into it later."""
    unit.run(_KEEP_BALANCES, month=month)
