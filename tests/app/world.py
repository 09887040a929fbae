"""A bank in a database of its own: two customers who have left marked words in every place that takes some,
one more of a household, and the staff; and what of them the database holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.parts import PARTS
from florin.app.wiring import administrator
from florin.app.worker import drain
from florin.customer.service import add_customer
from florin.kernel.database import Database
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.environment import Environment
from tests.app.leaving.conftest import Person, brought, customer_tables, moved_in, written
from tests.conftest import database_beside, settings_for
from tests.identity.authenticator import Authenticator
from tests.identity.conftest import Door

ORIGIN = "http://testserver"
PASSKEYS = "https://testserver"
OPEN = "florin-customer"
ROLES = ("auditor", "operator", "reviewer")


@dataclass
class World:
    """`victim` is whom others try to look at; `stranger` has as much; `mate` lives with `victim`."""

    database: Database
    env: Environment
    app: FastAPI
    admin: Engine
    victim: Person
    stranger: Person
    mate: str
    mate_id: UUID
    tables: list[str]
    cookies: dict[str, str] = field(default_factory=dict)

    def follow(self) -> None:
        """Lets everything follow that the log asks for."""
        drain(self.database.worker, self.env, PARTS)

    def cookie(self, who: str) -> str:
        """The cookie of a fresh session: "" of nobody, a role's or a persona's."""
        if not who:
            return ""
        with TestClient(self.app, headers={"origin": ORIGIN}) as http:
            body = {"role": who} if who in ROLES else {"persona": who}
            answer = http.post("/api/office/session" if who in ROLES else "/api/session", json=body)
            assert answer.status_code == 201, answer.text
            return "; ".join(f"{one.name}={one.value}" for one in http.cookies.jar)

    def rows_of(self, customer: UUID) -> dict[str, list[str]]:
        """Every row of every table that knows this customer, as its text, by table."""
        found = {}
        with self.admin.connect() as connection:
            for table, column in self._knowing():
                query = f"select t::text from {table} t where {column} = :c order by 1"
                found[table] = list(connection.execute(text(query), {"c": customer}).scalars())
        return found

    def state_of(self, customer: UUID) -> dict[str, str]:
        """A hash of these rows by table: the same while nobody changed anything of theirs."""
        # Who looked is written down, and a session says when it was last seen.
        left_out = {"florin.event_log", "florin.session", "florin.attempt", "florin.challenge"}
        rows = self.rows_of(customer)
        return {t: sha256("\n".join(r).encode()).hexdigest() for t, r in rows.items() if t not in left_out}

    def ids_of(self, customer: UUID) -> dict[str, str]:
        """One identifier of each kind that this customer has, by table; the newest."""
        found = {}
        with self.admin.connect() as connection:
            for table, column in self._knowing():
                if not self._has(connection, table, "id"):
                    continue
                query = f"select id::text from {table} where {column} = :c order by id desc limit 1"
                if value := connection.execute(text(query), {"c": customer}).scalar():
                    found[table.removeprefix("florin.")] = value
        return found

    def _knowing(self) -> Iterator[tuple[str, str]]:
        with self.admin.connect() as connection:
            for table in self.tables:
                yield table, "customer_id" if self._has(connection, table, "customer_id") else "id"

    def _has(self, connection: Any, table: str, column: str) -> bool:
        query = text("""select exists (select from pg_attribute where attrelid = cast(:t as regclass)
                        and attname = :c and not attisdropped)""")
        return connection.execute(query, {"t": table, "c": column}).scalar_one()


@contextmanager
def world(home: Path, env: Environment, name: str) -> Iterator[World]:
    """A world in the database `name` of the tests' server, where no limit stops whoever tries much."""
    told = {"demo": True, "origins": PASSKEYS, "attempts_per_address": 10**6, "challenges_per_address": 10**6}
    found = replace(env, settings=settings_for(home, attempts_per_account=10**6, **told))
    with database_beside(found.settings, name) as database:
        address = administrator(found.settings)
        assert address is not None
        admin = create_engine(
            address.set(database=name),
            poolclass=NullPool,
            connect_args={"options": "-c search_path=florin,derived,public"},
        )
        follow = lambda: drain(database.worker, found, PARTS)  # noqa: E731 - as the helpers want it
        victim, stranger = (_person(database, found, mark, follow) for mark in ("zqvictim", "zqother"))
        mate = f"zqmate{uuid4().hex[:8]}"
        mate_id = add_customer(
            database.app, found, name="Mate Reed", country="US", currency="USD", persona=mate
        )
        app = create_app(database, found)
        made = World(
            database,
            found,
            app,
            admin,
            victim,
            stranger,
            mate,
            mate_id,
            [*customer_tables(admin), "customer"],
        )
        _share_a_home(made)
        _make_more(made)
        try:
            yield made
        finally:
            for one in (victim, stranger):
                one.http.__exit__(None, None, None)


def _person(database: Database, env: Environment, mark: str, follow: Callable[[], None]) -> Person:
    one = moved_in(database, env, f"{mark}{uuid4().hex[:6]}")
    one.http.__enter__()
    assert one.http.post("/api/session", json={"persona": one.persona}).status_code == 201
    _live(database, env, one)
    follow()
    brought(one, follow)
    written(one)
    follow()
    return one


def _live(database: Database, env: Environment, one: Person) -> None:
    """Over a year in which more comes in than goes out, so that something is suggested; a hold and a plan."""
    with work(database.app, Caller.operator(one.id)) as unit:
        outside = ledger.external_account(unit, "USD", env.clock.now())
        words = {"text": f"{one.mark}entrytext", "counterparty": f"{one.mark}entryparty"}
        entries = [
            Entry("core", f"{one.id}:{day}:{amount}", day, "transfer", legs, words=words)
            for month in range(14)
            for day, amount in ((_month(month, 2), 420_000), (_month(month, 9), -130_000))
            for legs in [(Leg(one.here, amount), Leg(outside, -amount))]
        ]
        ledger.record(unit, entries, env.vault(one.id))
        today = unit.today(env.clock)
        ledger.authorise(unit, one.here, 1_000, source="core", reference=f"{one.id}:hold", day=today)
        ledger.plan_transfer(
            unit, one.here, None, Money(5_000, "USD"), identifier=new_id(), day=today + timedelta(days=3)
        )


def _month(back: int, day: int) -> date:
    months = 2026 * 12 + 10 - back
    return date(months // 12, months % 12 + 1, day)


def _share_a_home(made: World) -> None:
    token = made.victim.http.post("/api/household/invitations").json()["token"]
    with TestClient(made.app, headers={"origin": ORIGIN, "cookie": made.cookie(made.mate)}) as http:
        assert http.post("/api/household/join", json={"token": token}).status_code == 201


def _make_more(made: World) -> None:
    """An export, a wish to leave, a request of the staff about them, a passkey and recovery codes."""
    http = made.victim.http
    for path in ("export", "leave"):
        answer = http.post(f"/api/{path}")
        assert answer.status_code == 201, answer.text
    with TestClient(made.app, headers={"origin": ORIGIN, "cookie": made.cookie("operator")}) as office:
        asked = office.post(f"/api/office/customers/{made.victim.id}/erasure")
        assert asked.status_code == 202, asked.text
    device, door = Authenticator(origin=PASSKEYS), Door(http)
    assert door.register(device, name=f"{made.victim.mark}key").status_code == 201
    assert door.step_up(device, "recovery-codes").status_code == 204
    assert http.post("/api/identity/recovery-codes").status_code == 201


def share(made: World, shares: str) -> None:
    """What the victim shares with their household from now on, as the database keeps it."""
    with made.admin.begin() as connection:
        query = text("update household_member set shares = :s where customer_id = :c")
        assert connection.execute(query, {"s": shares, "c": made.victim.id}).rowcount == 1
