"""A town for each test: a database of its own in which everyone has moved in, and a wall clock to turn."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from florin.app.migrate import migrate
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.demo import tables
from florin.demo.course import Course
from florin.demo.life import tick
from florin.demo.moving import Wish, move_in
from florin.demo.people import PEOPLE, Person
from florin.demo.tables import State
from florin.kernel.clock import Clock
from florin.kernel.database import Database, engine
from florin.kernel.database import database as engines
from florin.kernel.postgres import role_passwords
from florin.kernel.work import Caller, work
from florin.ports.environment import Environment

MONTHS = 3
TEMPLATE = "moved_in"
TODAY = date(2026, 11, 23)
_NUMBERS = count(1)
_RECORDED = text("""
select s.reference, e.booked, p.amount, a.kind, a.currency, l.key
  from seen s join entry e on e.id = s.entry_id join posting p on p.entry_id = e.id
  join account a on a.id = p.account_id left join life_account l on l.account_id = a.id
 where a.kind <> 'external' order by s.reference, p.line
""")


@dataclass
class Wall:
    """The wall clock of a test: it stands until it is turned."""

    now: datetime

    def turn(self, seconds: float) -> None:
        """Lets so many seconds pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Town:
    """A living demo of a test's own."""

    database: Database
    admin: str
    env: Environment
    wall: Wall

    def tick(self, times: int = 1, seconds: float = 20.0) -> float:
        """So many days by the clock; what the last tick wishes."""
        wish = 0.0
        for _ in range(times):
            self.wall.turn(seconds)
            wish = tick(self.database.worker, self.env)
        return wish

    def drain(self) -> None:
        """Lets everything follow that the event log asks for."""
        drain(self.database.worker, self.env, PARTS)

    @property
    def state(self) -> State:
        """How the life stands."""
        with work(self.database.app, Caller.operator()) as unit:
            found = tables.state(unit)
        assert found is not None
        return found

    def customer(self, persona: str) -> UUID:
        """The customer that one of the people is."""
        with work(self.database.app, Caller.operator()) as unit:
            return tables.known(unit)[persona].customer

    def recorded(self) -> list[tuple]:
        """Every own posting of the journal, as the administrator sees it: reference, day, amount, account."""
        return self.asked(_RECORDED)

    def asked(self, statement) -> list[tuple]:
        """The rows of a statement, as the administrator sees them."""
        admin = engine(self.admin, size=1)
        with admin.connect() as connection:
            found = [tuple(row) for row in connection.execute(statement)]
        admin.dispose()
        return found

    def told(self, person: Person) -> tuple[Course, list]:
        """The person's course as the stored balances make it, and its lines up to the life's day."""
        state = self.state
        with work(self.database.app, Caller.operator(self.customer(person.id))) as unit:
            balances = tables.balances(unit).get(unit.customer, {})
            cast = tables.casts(unit)[unit.customer]
        course = Course(state, cast)
        lines = course.until(state.day.replace(day=1), balances)
        return course, [line for line in lines if line.booked <= state.day and line.amount]


def person(identifier: str) -> Person:
    """One of the people."""
    return next(each for each in PEOPLE if each.id == identifier)


@pytest.fixture(scope="session")
def turned(env: Environment) -> Callable[[], tuple[Environment, Wall]]:
    """The tests' environment with a wall clock of its own."""

    def made() -> tuple[Environment, Wall]:
        wall = Wall(datetime(2026, 11, 23, 12, tzinfo=UTC))
        clock = Clock(now=lambda: wall.now, business_date=lambda: wall.now.date())
        return replace(env, clock=clock), wall

    return made


class Server:
    """The tests' server, asked as its administrator for databases beside the shared one."""

    def __init__(self, shared: Database, env: Environment) -> None:
        self._shared = shared
        self._secrets = role_passwords(env.settings.home)
        self._admin = create_engine(self.url("postgres", "postgres"), isolation_level="AUTOCOMMIT")

    def url(self, role: str, name: str) -> str:
        """The URL of a role on a database."""
        own = self._shared.app.url.set(username=role, password=self._secrets[role], database=name)
        return own.render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Runs a statement outside of any transaction."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def opened(self, name: str, template: str | None = None) -> Iterator[Database]:
        """A new database, a copy of `template` or empty with Florin's tables."""
        self.run(f"create database {name} template {template or 'template0'} owner florin_owner")
        if template is None:
            owner = engine(self.url("florin_owner", name), size=1)
            migrate(owner, owner.url)
            owner.dispose()
        with engines(self.url("florin_app", name), self.url("florin_worker", name)) as made:
            yield made

    def drop(self, name: str) -> None:
        """Drops a database."""
        self.run(f"drop database {name} with (force)")

    def close(self) -> None:
        """Lets go of the server."""
        self._admin.dispose()


@pytest.fixture(scope="session")
def server(database: Database, env: Environment) -> Iterator[Server]:
    """The tests' server."""
    made = Server(database, env)
    yield made
    made.close()


@pytest.fixture(scope="session")
def moved_in(server: Server, turned) -> str:
    """A database in which everyone has moved in with a short past, and their pictures are there."""
    around, _ = turned()
    with server.opened(TEMPLATE) as opened:
        move_in(opened.app, around, Wish(months=MONTHS))
        drain(opened.worker, around, PARTS)
    return TEMPLATE


@pytest.fixture
def new_town(server: Server, moved_in: str, turned) -> Iterator[Callable[[], Town]]:
    """Makes towns as everyone has just moved in."""
    with ExitStack() as stack:

        def town() -> Town:
            name = f"town_{next(_NUMBERS)}"
            stack.callback(server.drop, name)
            opened = stack.enter_context(server.opened(name, moved_in))
            return Town(opened, server.url("postgres", name), *turned())

        yield town


@pytest.fixture
def town(new_town: Callable[[], Town]) -> Town:
    """One town."""
    return new_town()
