"""Milliseconds of one entry recorded and committed, against one flush of the same disk."""

import os
import tempfile
from collections.abc import Iterator
from statistics import quantiles
from uuid import UUID

from benchmarks.material.homes import House, house
from florin.app.bench import Figure, figure, seconds
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg

COMMITS = 300
PAGE = b"\0" * 8192  # what PostgreSQL writes at least


def figures(runs: int) -> Iterator[Figure]:
    """Commits and flushes in turn, one at a time."""
    with house() as around:
        customer = around.customer()
        legs = _legs(around, customer)
        rounds = [_round(around, customer, legs, number) for number in range(runs)]
    for percent, nth in (("p50", 49), ("p99", 98)):
        commits, flushes = ([each[n][nth] for each in rounds] for n in (0, 1))
        yield figure(
            f"ledger_commit.{percent}", "ms", commits, (f"write and fdatasync of 8 KiB, {percent}", flushes)
        )


def _legs(around: House, customer: UUID) -> tuple[Leg, Leg]:
    now, today = around.env.clock.now(), around.env.clock.business_date()
    with work(around.database.app, Caller.operator(customer)) as unit:
        outside = ledger.external_account(unit, "USD", now)
        vault = around.env.vault(customer)
        account = ledger.open_account(
            unit, vault, kind="current", here=True, currency="USD", opened=today, now=now, name="Everyday"
        )
    return Leg(account, 1_00), Leg(outside, -1_00)


def _round(
    around: House, customer: UUID, legs: tuple[Leg, Leg], number: int
) -> tuple[list[float], list[float]]:
    commits, flushes = [], []
    today = around.env.clock.business_date()

    def commit(nth: int) -> None:
        with work(around.database.app, Caller.operator(customer)) as unit:
            ledger.record(unit, [Entry("bench", f"{number}:{nth}", today, "card", legs)])

    with tempfile.TemporaryFile(dir=around.home) as file:
        for nth in range(COMMITS):
            commits.append(1000 * seconds(lambda n=nth: commit(n)))
            flushes.append(1000 * seconds(lambda: _flush(file.fileno())))
    return quantiles(commits, n=100), quantiles(flushes, n=100)


def _flush(file: int) -> None:
    os.write(file, PAGE)
    getattr(os, "fdatasync", os.fsync)(file)
