"""While one customer is erased nobody else stands still, neither behind their rows nor behind a table."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from florin.app.leaving import erase, scrub
from florin.app.parts import PARTS
from florin.app.worker import consumers
from florin.kernel.events import step
from florin.kernel.work import Caller, work
from tests.app.leaving.conftest import administered, erased, found_in
from tests.app.leaving.test_erase import files_with

SOON = 1.0  # seconds: what another customer may wait at most
PICTURE = (
    "select count(*) from derived.transaction where customer_id = :c",
    "select count(*) from derived.fact where customer_id = :c",
    "select count(*) from suggestion where customer_id = :c",
)


class Clock:
    """Does something again and again in a thread of its own; how long it took at the longest."""

    def __init__(self, do: Callable[[], None]) -> None:
        self.do, self.worst, self.count, self.error = do, 0.0, 0, None
        self.began: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            self.began = time.monotonic()
            try:
                self.do()
            except Exception as error:  # told to the test, which fails
                self.error = error
                return
            self.worst, self.count = max(self.worst, time.monotonic() - self.began), self.count + 1
            self.began = None

    def __enter__(self) -> "Clock":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def fair(self) -> bool:
        """Whether it never took long, what is under way included."""
        under_way = 0.0 if self.began is None else time.monotonic() - self.began
        assert self.error is None, self.error
        return self.count > 3 and max(self.worst, under_way) < SOON


@contextmanager
def kept_busy(database, customer) -> Iterator[Callable[[], None]]:
    """Somebody reads the tables in one transaction that does not end until they are told to let go."""
    let_go, reading = threading.Event(), threading.Event()

    def read() -> None:
        with work(database.app, Caller.customer(customer)) as unit:
            for query in PICTURE:
                unit.scalar(text(query), c=customer)
            reading.set()
            let_go.wait(120)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    assert reading.wait(10)
    try:
        yield let_go.set
    finally:
        let_go.set()
        thread.join(10)


@pytest.fixture
def others(person, database, env, drain):
    """Somebody else, and what they do all the while: look at a page, and have a worker follow for them."""
    other = person()
    drain()

    def looks() -> None:
        with work(database.app, Caller.customer(other.id)) as unit:
            for query in PICTURE:
                unit.scalar(text(query), c=other.id)

    def moves() -> None:
        with work(database.app, Caller.operator(other.id)) as unit:
            unit.emit("AccountChanged", other.id)
        drain()

    return other, looks, moves


def test_behind_a_long_reader_the_erasure_waits_and_nobody_else(
    person, database, env, staff, drain, others, monkeypatch
):
    one, (other, looks, moves) = person(), others
    drain()
    monkeypatch.setattr(scrub, "PATIENCE_SECONDS", 3.0)
    approval = erase.propose(database.app, env, one.id, staff[0])
    erase.agree(database.app, env, one.id, approval, staff[1])
    with kept_busy(database, other.id) as let_go:
        with Clock(looks) as reader, Clock(moves) as writer:
            began = time.monotonic()
            assert not erase.run(database.worker, env, one.id), "it cannot be done yet"
            assert time.monotonic() - began > 2, "else nothing waited for anything"
            assert reader.fair(), reader.worst
            assert writer.fair(), writer.worst
        let_go()
    assert erase.run(database.worker, env, one.id)
    assert found_in(administered(env), one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []


def test_while_their_rows_go_workers_pass_them_by(person, database, env, staff, drain, others):
    """A worker goes through many customers in one transaction: it must not wait for one of them."""
    one, (other, looks, _) = person(), others
    drain()
    approval = erase.propose(database.app, env, one.id, staff[0])
    erase.agree(database.app, env, one.id, approval, staff[1])
    drain()
    for customer in (one.id, other.id):
        with work(database.app, Caller.operator(customer)) as unit:
            unit.emit("AccountChanged", customer)
    (follows,) = (each for each in consumers(PARTS, env) if each.name == "customer")
    passed = []
    worker = threading.Thread(target=lambda: passed.append(step(database.worker, follows)), daemon=True)
    with database.worker.begin() as erasing, Clock(looks) as reader:
        # As `erase.delete` holds them until the last of their rows is gone.
        erasing.execute(text("select erasure_lock(:c)"), {"c": one.id})
        worker.start()
        worker.join(3 * SOON)
        assert passed, "it waits for the erasure"
        assert passed[0] >= 2
        time.sleep(0.3)
        assert reader.fair(), reader.worst
    worker.join(60)
    drain()
    assert erase.run(database.worker, env, one.id)


@pytest.mark.parametrize("lock", ["for update", "for no key update"])
def test_whose_row_somebody_else_holds_is_waited_for_and_not_passed_by(database, others, lock):
    """What a worker passes by is never followed again: only an erasure may make it do so."""
    (other, *_), seen = others, []

    def follows() -> None:
        with work(database.worker, Caller.worker("customer", other.id)) as unit:
            seen.append((unit.gone, unit.scalar(text("select count(*) from customer"))))

    worker = threading.Thread(target=follows, daemon=True)
    with database.worker.begin() as holding:
        holding.execute(text("select set_config('florin.customers', :c, true)"), {"c": f"{{{other.id}}}"})
        held = holding.scalar(text(f"select id from customer where id = :c {lock}"), {"c": other.id})
        assert held == other.id
        worker.start()
        worker.join(0.5)
    worker.join(10)
    assert seen == [(False, 1)]


@pytest.mark.slow
def test_an_erasure_of_many_entries_stops_no_page(person, database, env, staff, drain, others):
    one, (_, looks, _) = person(words=20_000), others
    drain()
    with Clock(looks) as reader:
        erased(database, env, one.id, staff)
        assert reader.fair(), reader.worst
    assert files_with(env.settings.home, one.mark) == []
