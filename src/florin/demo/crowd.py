"""Generated customers for load: thousands with a few months of past each, brought in by batches."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TextIO
from uuid import UUID

from sqlalchemy import Engine, text

from florin.customer import service as customers
from florin.customer.consent.rules import everything
from florin.customer.service import NewCustomer
from florin.demo import booking, tables
from florin.demo.moving import SEED, as_ledger
from florin.demo.people import CURRENCIES, PEOPLE, names, region_of
from florin.kernel.errors import Conflict
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, NewAccount
from florin.ports.environment import Environment
from florin.simulation.population import Household, households
from florin.simulation.shapes import Region

MONTHS = 3  # of past that each brings
BATCH = 12_000  # lines in one transaction
AHEAD = 3 * BATCH  # events that may wait for the workers: with more, every page would wait behind them
PAUSE = 0.2  # seconds

_BEGIN = text("""
insert into crowd (seed, months, last, loaded) values (:seed, :months, :last, 0) on conflict do nothing
""")
_STATE = text("select seed, months, last, loaded from crowd for update")
_WAITING = text("""
select count(*) from (
  select from event_log e join event_cursor c on (e.tx, e.id) > (c.tx, c.id)
   where c.consumer = 'customer' limit :most) x
""")
# After some batches PostgreSQL would take one plan for all, made without knowing their size: 4x slower.
_PLAN_EACH = text("set local plan_cache_mode = force_custom_plan")
_LOADED = text("update crowd set loaded = :loaded where loaded = :before")


@dataclass(frozen=True, slots=True)
class Crowd:
    """The stream of generated customers of this database, and how many of it are in."""

    seed: int
    months: int
    last: date
    loaded: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How a load is done: least lines in a transaction, and where it says how far it is.

    `ready` is asked before each batch whether to go on; it may wait.
    """

    batch: int = BATCH
    out: TextIO = sys.stderr
    ready: Callable[[], bool] = lambda: True


def load(engine: Engine, env: Environment, wanted: int, manner: Manner | None = None) -> int:
    """Brings in generated customers until `wanted` are here, a batch a transaction; how many came.

    A killed load goes on behind its last whole batch.
    """
    manner = manner or Manner()
    crowd = _begin(engine, env)
    region = region_of(env.bank.country)
    stream = households(wanted, crowd.seed, crowd.months, crowd.last, {region: 1.0})
    waiting = islice(stream, crowd.loaded, wanted)
    told = _Progress(crowd.loaded, wanted, manner.out)
    at = crowd.loaded
    for group in _batches(waiting, manner.batch):
        if not manner.ready():
            break
        _bring(engine, env, region, group, at)
        at += len(group)
        told.say(at)
    return at - crowd.loaded


def beside_workers(worker: Engine, parent: int | None) -> Callable[[], bool]:
    """Waits until the people are here and the workers have read most of what came; False where the process
    `parent` is gone."""

    def ready() -> bool:
        while parent is None or os.getppid() == parent:
            with work(worker, Caller.worker("crowd")) as unit:
                known = tables.known(unit)
                here = all(p.id in known and known[p.id].ready for p in PEOPLE)
                if here and unit.scalar(_WAITING, most=AHEAD) < AHEAD:
                    return True
            time.sleep(PAUSE)
        return False

    return ready


def _begin(engine: Engine, env: Environment) -> Crowd:
    with work(engine, Caller.operator()) as unit:
        life = tables.state(unit)
        seed = SEED if life is None else life.seed
        unit.run(_BEGIN, seed=seed, months=MONTHS, last=env.clock.business_date())
        row = unit.first(_STATE)
        if row is None:
            raise LookupError("the crowd did not begin")
        return Crowd(row.seed, row.months, row.last, row.loaded)


def _batches(stream: Iterable[Household], lines: int) -> Iterator[list[Household]]:
    """Groups of at least so many lines each, but for the last."""
    group: list[Household] = []
    size = 0
    for household in stream:
        group.append(household)
        size += len(household.lines)
        if size >= lines:
            yield group
            group, size = [], 0
    if group:
        yield group


def _bring(engine: Engine, env: Environment, region: Region, group: Sequence[Household], at: int) -> None:
    """Adds a group with everything that it brings, in one transaction."""
    people = [_customer(region, at + n) for n, _ in enumerate(group)]
    for person in people:
        env.keys.create(person.id)
    with work(engine, Caller.operator(*(person.id for person in people))) as unit:
        unit.run(_PLAN_EACH)
        if not unit.run(_LOADED, loaded=at + len(group), before=at):
            raise Conflict("another process brings in the customers already")
        customers.enter(unit, env, people, collected="demo")
        _record(unit, env, list(zip(people, group, strict=True)))


def _record(unit: Work, env: Environment, pairs: Sequence[tuple[NewCustomer, Household]]) -> None:
    now = env.clock.now()
    accounts: dict[UUID, dict[str, NewAccount]] = {
        person.id: {told.key: as_ledger(env, person.id, told) for told in household.accounts}
        for person, household in pairs
    }
    ledger.open_accounts(unit, [a for own in accounts.values() for a in own.values()], env.vault, now)
    wanted = {(c, a.currency) for c, own in accounts.items() for a in own.values()}
    outside = ledger.external_accounts(unit, wanted, now)
    entries: list[tuple[UUID, Entry]] = []
    for person, household in pairs:
        own = {key: account.id for key, account in accounts[person.id].items()}
        elsewhere = {a.currency: outside[person.id, a.currency] for a in accounts[person.id].values()}
        found = booking.openings(household.id, household.accounts, own, elsewhere.__getitem__)
        found += booking.entries(household.id, household.lines, own, elsewhere.__getitem__)
        entries += [(person.id, entry) for entry in found]
    ledger.record_all(unit, entries, env.vault)


def _customer(region: Region, number: int) -> NewCustomer:
    first, last = names(region)
    name = f"{first[number % len(first)]} {last[number // len(first) % len(last)]}"
    country = "US" if region == "US" else "DE"
    return NewCustomer(new_id(), name, country, CURRENCIES[region], consents=everything())


class _Progress:
    """Says on one stream how far the load has come, and how fast."""

    def __init__(self, start: int, wanted: int, out: TextIO) -> None:
        self._start, self._wanted, self._out = start, wanted, out
        self._began = time.monotonic()

    def say(self, at: int) -> None:
        """So many customers are in."""
        pace = (at - self._start) / max(1e-9, time.monotonic() - self._began)
        self._out.write(f"customers: {at:,} of {self._wanted:,} are here, {pace:,.0f} a second\n")
        self._out.flush()
