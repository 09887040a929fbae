"""For how long nothing changed, as a page is greeted with: never longer than is true."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from florin.app import live
from florin.app.live import Live

PATIENCE_SECONDS = 10.0


async def until(true) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.01)


@pytest.fixture
def listening(database):
    """Runs a scenario with a hub that listens."""

    def run(scenario) -> None:
        async def listens() -> None:
            hub = Live(database.app, lambda: None)
            assert hub.quiet("ann") == 0.0
            hub.start()
            try:
                await until(lambda: hub.quiet("ann") > 0)
                await scenario(hub)
            finally:
                await hub.stop()

        # In a thread of its own: a browser of another test may have its loop in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(listens())).result()

    return run


@pytest.fixture
def tell(database):
    def tell(note: str) -> None:
        with database.app.begin() as connection:
            connection.execute(text("select pg_notify('florin_live', :note)"), {"note": note})

    return tell


def test_a_change_ends_the_quiet_of_its_customer_alone(listening, tell):
    async def scenario(hub: Live) -> None:
        await asyncio.sleep(0.3)
        told = time.monotonic()
        tell("ann:ledger")
        await until(lambda: hub.quiet("ann") < 0.3)
        assert hub.quiet("ann") <= time.monotonic() - told
        assert hub.quiet("ben") > 0.3

    listening(scenario)


def test_a_change_for_all_ends_the_quiet_of_all(listening, tell):
    async def scenario(hub: Live) -> None:
        await asyncio.sleep(0.3)
        tell("*:life")
        await until(lambda: hub.quiet("ann") < 0.3)
        assert hub.quiet("ben") < 0.3

    listening(scenario)


def test_who_is_forgotten_was_told_of_last(listening, tell, monkeypatch):
    monkeypatch.setattr(live, "REMEMBERED", 2)

    async def scenario(hub: Live) -> None:
        await asyncio.sleep(0.3)
        for name in ("ann", "ben", "cleo"):
            tell(f"{name}:ledger")
        await until(lambda: hub.quiet("cleo") < 0.3)
        assert hub.quiet("ann") < 0.3
        assert hub.quiet("dora") < 0.3

    listening(scenario)


def test_a_hub_that_hears_nothing_knows_of_no_quiet(listening, database, monkeypatch):
    async def scenario(hub: Live) -> None:
        await asyncio.sleep(0.3)
        with database.app.begin() as connection:
            connection.execute(
                text("""select pg_terminate_backend(pid) from pg_stat_activity
                         where query ilike 'listen florin_%' and datname = current_database()""")
            )
        await until(lambda: hub.quiet("ann") == 0.0)
        await until(lambda: hub.quiet("ann") > 0.0)
        assert hub.quiet("ann") < 0.3

    listening(scenario)
