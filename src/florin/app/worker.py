"""The workers: they follow the event log, and run durable work that a killed process takes up again."""

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from florin.app.parts import Part, actions, load
from florin.customer.suggestions.service import Action, Done
from florin.kernel.database import Database
from florin.kernel.errors import Unavailable
from florin.kernel.events import Consumer, Event, retry, step
from florin.kernel.logs import log
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

APP = "florin"
HOUSEKEEPING_SECONDS = 60.0
_EXPIRE = text("select expire_promises(:day)")
_BEGIN_DAY = text("select begin_day(:day)")
_WAITING = text("""
select exists (select from event_log e join event_cursor c on c.consumer = any(:consumers) and (e.tx, e.id)
  > (c.tx, c.id))
""")


def consumers(parts: Sequence[Part], env: Environment) -> list[Consumer]:
    """One reader of the log for each part that handles events; a function named twice is one handler."""
    made: dict[str, Callable[..., None]] = {}

    def handler(lazy: str) -> Callable[..., None]:
        if lazy not in made:
            function = load(lazy)
            # Nothing follows for somebody who was erased meanwhile.
            made[lazy] = lambda unit, events: None if unit.gone else function(unit, env, events)
        return made[lazy]

    return [
        Consumer(part.name, {event: handler(lazy) for event, lazy in part.handlers.items()})
        for part in parts
        if part.handlers
    ]


def drain(engine: Engine, env: Environment, parts: Sequence[Part], *, seconds: float = 60.0) -> None:
    """Follows the log until nothing is left, durable work included, in this process.

    For commands and tests that want the result now; the server's workers do the same continuously. Events
      that
    another process still writes, or handles, are waited for.

    Raises:
        Unavailable: something was still left after `seconds`.
    """
    readers = [*consumers(parts, env), *(_inline(part, engine, env) for part in parts if part.durable)]
    names = [reader.name for reader in readers]
    end = time.monotonic() + seconds
    while True:
        moved = [step(engine, each, tries=env.settings.event_tries) for each in readers]
        if any(moved):
            continue
        with engine.connect() as connection:
            if not connection.execute(_WAITING, {"consumers": names}).scalar():
                return
        if time.monotonic() > end:
            raise Unavailable("the event log is not read to its end; is another process holding it?")
        time.sleep(0.02)


def _inline(part: Part, engine: Engine, env: Environment) -> Consumer:
    """The durable work of a part run within the step: for a process that has no durable engine."""

    def run(name: str) -> Callable[[Work, Sequence[Event]], None]:
        function = durable_function(part, name)

        def handle(unit: Work, events: Sequence[Event]) -> None:
            for event in () if unit.gone else events:
                function(unit, env, event.body)

        return handle

    return Consumer(f"{part.name}-durable", {name: run(name) for name in part.durable})


def durable_function(part: Part, event: str) -> Callable[..., None]:
    """What a part does durably after an event, given its actions where it wants them."""
    function = load(part.durable[event])
    if part.name == "customer":
        return partial(function, actions=_actions())
    return function


def _actions() -> dict[str, Action]:
    def done(function: Callable[..., Any]) -> Callable[..., Done]:
        def run(unit: Work, env: Environment, body: Any, reference: UUID) -> Done:
            return Done(*function(unit, env, body, reference))

        return run

    return {name: Action(done(do), done(undo)) for name, (do, undo) in actions().items()}


def expire(engine: Engine, env: Environment) -> None:
    """What time alone changes: promises whose day has passed go, each new business day is told to all."""
    with work(engine, Caller.worker("housekeeping")) as unit:
        day = env.clock.business_date()
        if unit.scalar(_EXPIRE, day=day) + unit.scalar(_BEGIN_DAY, day=day):
            unit.wake("florin_events", "")


class Worker:
    """Follows the log for some parts until it is told to stop."""

    def __init__(
        self, database: Database, env: Environment, parts: Sequence[Part], parent: int | None = None
    ) -> None:
        self._engine = database.worker
        self._env = env
        self._parts = [p for p in parts if p.handlers or p.durable or p.clockwork]
        self._time = [load(p.clockwork) for p in self._parts if p.clockwork]
        self._stop = threading.Event()
        self._parent = parent
        self._looked = 0.0

    def stop(self, *_: object) -> None:
        """Ends `run` after the step that is under way."""
        self._stop.set()

    def run(self) -> None:
        """Steps through the log; sleeps until a notification or the poll time where nothing is left."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        log(__name__).info("worker started", parts=[p.name for p in self._parts])
        with self._durable() as launch:
            readers = [
                *consumers(self._parts, self._env),
                *(launch(part) for part in self._parts if part.durable),
            ]
            while not self._stop.is_set():
                self._listen(readers)
        log(__name__).info("worker stopped")

    def _listen(self, readers: Sequence[Consumer]) -> None:
        try:
            with _listener(self._engine, self._env.forget) as waiting:
                while not self._stop.is_set():
                    passed, wish = self._round(readers), self._clockworks()
                    if not passed:
                        waiting(min(self._env.settings.worker_poll_seconds, wish))
        except (OperationalError, psycopg.OperationalError) as error:
            log(__name__).warning("database lost, trying again", error=type(error).__name__)
            self._stop.wait(1)

    def _round(self, readers: Sequence[Consumer]) -> int:
        tries = self._env.settings.event_tries
        if self._parent is not None and os.getppid() != self._parent:
            self.stop()  # a killed server cannot end its workers; they see that it is gone
        self._look_after()
        passed = [
            step(self._engine, each, tries=tries) + retry(self._engine, each, tries=tries) for each in readers
        ]
        return sum(passed)

    def _clockworks(self) -> float:
        """Lets time pass for the parts that keep some; seconds until one of them wants it again.

        What fails is undone and tried again: the log must be followed whatever a part's time brings.
        """
        try:
            wishes = [clockwork(self._engine, self._env) for clockwork in self._time]
        except (OperationalError, psycopg.OperationalError):
            raise
        except Exception:
            log(__name__).exception("clockwork failed")
            return self._env.settings.worker_poll_seconds
        return min(wishes, default=self._env.settings.worker_poll_seconds)

    def _look_after(self) -> None:
        """Once a minute: what time alone changes."""
        if time.monotonic() - self._looked > HOUSEKEEPING_SECONDS:
            self._looked = time.monotonic()
            expire(self._engine, self._env)

    @contextmanager
    def _durable(self):
        """The durable engine, with one workflow that runs any part's durable work by name."""
        from dbos import DBOS, SetWorkflowID

        url = self._engine.url.render_as_string(hide_password=False)
        config = {
            "name": APP,
            "system_database_url": url,
            "dbos_system_schema": "jobs",
            "run_migrations": False,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "sys_db_pool_size": 3,
            "max_executor_threads": 4,
            "application_version": "1",
            "executor_id": "worker",
        }
        DBOS(config=config)  # pyright: ignore[reportArgumentType] - a TypedDict of many optional keys
        functions = {f"{p.name}.{e}": durable_function(p, e) for p in self._parts for e in p.durable}

        @DBOS.step(retries_allowed=True, max_attempts=5, interval_seconds=0.5)
        def act(name: str, customer: str, body: dict[str, Any]) -> None:
            with work(self._engine, Caller.worker(name, *([UUID(customer)] if customer else []))) as unit:
                if not unit.gone:
                    functions[name](unit, self._env, body)

        @DBOS.workflow(name="florin")
        def flow(name: str, customer: str, body: dict[str, Any]) -> None:
            act(name, customer, body)

        def launch(part: Part) -> Consumer:
            def start(unit: Work, events: Sequence[Event]) -> None:
                del unit
                for event in events:
                    with SetWorkflowID(f"{event.name}-{event.id}"):
                        DBOS.start_workflow(
                            flow, f"{part.name}.{event.name}", str(event.customer or ""), dict(event.body)
                        )

            return Consumer(f"{part.name}-durable", dict.fromkeys(part.durable, start))

        DBOS.launch()
        try:
            yield launch
        finally:
            DBOS.destroy(workflow_completion_timeout_sec=5)


@contextmanager
def _listener(engine: Engine, forget: Callable[[], None]):
    """A connection that wakes on `florin_events`, and lets go of keys in memory on `florin_keys`; yields a
    wait of at most so many seconds."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("listen florin_events")
        connection.execute("listen florin_keys")
        forget()

        def wait(seconds: float) -> None:
            ready, _, _ = select.select([connection], [], [], seconds)
            if ready:
                for note in connection.notifies(timeout=0):
                    if note.channel == "florin_keys":
                        forget()

        yield wait
