"""Customers and lines a second of a generated crowd: brought in, and until all facts stand."""

import io
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Engine, text

from benchmarks.material.homes import House, command, house, surroundings
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.demo.crowd import BATCH, Manner, load
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.environment import Environment

CUSTOMERS = 1_000
TARGET = 20_000 / (15 * 60)  # customers a second
PEER = "bare ingest: the same number of lines by `ledger.record` for one customer, without words"
_LINES = text("select accounts, entries from ledger_size()")


def figures(runs: int) -> Iterator[Figure]:
    """A crowd with three months each, in a fresh house each time; workers follow beside the load, as in
    `florin demo --customers`."""
    rounds = [_round() for _ in range(runs)]
    loaded, standing, customers, bare = (list(column) for column in zip(*rounds, strict=True))
    yield figure("load.lines", "lines/s", loaded, (PEER, bare))
    yield figure("load.lines_with_facts", "lines/s", standing, (PEER, bare))
    peer = ("the target: 20,000 customers in 15 minutes", [TARGET] * runs)
    yield figure("load.customers_with_facts", "customers/s", customers, peer)


def _round() -> tuple[float, float, float, float]:
    """Lines a second brought in, the same with facts, customers a second with facts, lines of bare ingest."""
    with house(demo=True) as around:
        app = around.database.app
        with _workers(around):
            start = time.perf_counter()
            brought = seconds(lambda: load(app, around.env, CUSTOMERS, Manner(out=io.StringIO())))
            drain(around.database.worker, around.env, PARTS, seconds=600)  # waits while the workers read
            whole = time.perf_counter() - start
        lines = _lines(app)
        bare = seconds(lambda: _bare(around, lines))
    return lines / brought, lines / whole, CUSTOMERS / whole, lines / bare


@contextmanager
def _workers(around: House) -> Iterator[None]:
    """A process of workers in this house."""
    process = subprocess.Popen(command("work"), env=surroundings(around.home), stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _lines(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(_LINES).one().entries


def _bare(around: House, lines: int) -> None:
    customer = around.customer()
    legs = _legs(around.database.app, around.env, customer)
    day = around.env.clock.business_date()
    for start in range(0, lines, BATCH):
        numbers = range(start, min(start + BATCH, lines))
        with work(around.database.app, Caller.operator(customer)) as unit:
            ledger.record(unit, [Entry("bench", f"bare:{n}", day, "card", legs) for n in numbers])


def _legs(engine: Engine, env: Environment, customer: UUID) -> tuple[Leg, Leg]:
    now, today = env.clock.now(), env.clock.business_date()
    with work(engine, Caller.operator(customer)) as unit:
        outside = ledger.external_account(unit, "USD", now)
        account = ledger.NewAccount(new_id(), customer, "current", True, "USD", today, "Everyday")
        ledger.open_accounts(unit, [account], env.vault, now)
    return Leg(account.id, -1_00), Leg(outside, 1_00)
