"""SIGKILL of the server and of its worker while people move in and days pass: nothing half, nothing twice."""

import random
import shutil
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from florin.app.wiring import open_database
from florin.demo import tables
from florin.demo.course import Course
from florin.demo.people import PEOPLE
from florin.kernel.work import Caller, operator_work, work
from florin.ledger.service import verify
from tests.conftest import settings_for
from tests.server import Server

KILLS = 6
_REFERENCES = text("""
select k.reference, count(*) as times from entry e, lateral entry_key(e.id) k group by k.reference
""")


@pytest.fixture
def server():
    folder = Path(tempfile.mkdtemp(prefix="florin-life-"))
    made = Server(folder, "--months", "1", "--speed", "150ms")
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def day_of(server: Server) -> date:
    return date.fromisoformat(server.call("GET", "/api/demo")["life"]["day"])


@pytest.mark.kill
@pytest.mark.slow
def test_killed_while_living_nothing_is_half_and_nothing_twice(server):
    dice = random.Random(3)
    began = day_of(server)
    for round_ in range(KILLS):
        time.sleep(dice.uniform(0.3, 2.0))  # while people move in, then while days pass
        if round_ % 2:
            server.kill()
        else:
            server.worker().kill()
            server.stop()
        server.start()
    server.meet(*(person.id for person in PEOPLE))
    end = time.monotonic() + 60
    while day_of(server) < began + timedelta(days=12) and time.monotonic() < end:
        time.sleep(0.2)
    server.stop()
    check(server.home, began + timedelta(days=12))


def check(home: Path, least: date) -> None:
    settings = settings_for(home, demo=True)
    with open_database(settings) as database:
        with operator_work(database.app, "test") as unit:
            assert verify(unit).breaks == ()
            known, state = tables.known(unit), tables.state(unit)
        assert state is not None
        assert state.day >= least
        assert set(known) == {person.id for person in PEOPLE}
        for person in PEOPLE:
            if person.own:
                continue
            with work(database.app, Caller.operator(known[person.id].customer)) as unit:
                found = {row.reference: row.times for row in unit.all(_REFERENCES)}
                course = Course(state, tables.casts(unit)[unit.customer])
                balances = tables.balances(unit).get(unit.customer, {})
            lines = course.until(state.day.replace(day=1), balances)
            told = Counter(
                f"{person.id}:{line.reference}"
                for line in lines
                if line.booked <= state.day and not (line.twin and line.amount > 0)
            )
            kept = {reference: n for reference, n in found.items() if ":opening:" not in reference}
            assert kept == dict(told), person.id
