"""A database with a trail of its own: what is tampered with in it disturbs no other test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Engine, create_engine, text

from florin.customer.service import add_customer
from florin.kernel.audit.sealer import seal_next
from florin.kernel.audit.verification import Verification, at_one_instant, verify
from florin.kernel.database import SEARCH_PATH, Database
from florin.kernel.ids import new_id
from florin.kernel.postgres import ADMIN, start_server
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.environment import Environment
from florin.ports.signing.embedded import FileSigning
from tests.conftest import database_beside, settings_for

DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class House:
    """A database, its superuser, and the environment with a signing key of its own."""

    database: Database
    admin: Engine
    env: Environment

    def customer(self) -> UUID:
        """A fresh customer."""
        return add_customer(self.database.app, self.env, name="Ann Lee", country="US", currency="USD")

    def account(self, customer: UUID, kind: str = "current") -> UUID:
        """An account of the customer here."""
        with work(self.database.app, Caller.operator(customer)) as unit:
            return ledger.open_account(
                unit,
                self.env.vault(customer),
                kind=kind,
                here=True,
                currency="USD",
                opened=date(2026, 1, 1),
                now=self.env.clock.now(),
                name=kind,
            )

    def pay(self, customer: UUID, target: UUID, minor: int) -> int:
        """Money from outside into an account; the journal entry's id."""
        with work(self.database.app, Caller.operator(customer)) as unit:
            outside = ledger.external_account(unit, "USD", self.env.clock.now())
            legs = (Leg(target, minor), Leg(outside, -minor))
            (booked,) = ledger.record(unit, [Entry("test", str(new_id()), DAY, "payment", legs)])
            return booked.entry

    def seal(self, most: int = 7) -> int:
        """Seals everything, in small seals; how many records."""
        found = list(
            iter(
                lambda: seal_next(self.database.worker, self.env.signing, self.env.clock.now(), most=most), 0
            )
        )
        return sum(found)

    def verify(self) -> Verification:
        """What `florin audit verify` finds."""
        with work(at_one_instant(self.database.app), Caller.operator()) as unit:
            return verify(unit, self.env.signing)

    def tampered(self, *statements: str, **values: object) -> Verification:
        """What is found after the owner of the server has changed something, past every trigger; undone
        afterwards."""
        with self.as_owner() as unit:
            for statement in statements:
                assert unit.run(text(statement), **values), statement
            return verify(unit, self.env.signing)

    @contextmanager
    def as_owner(self) -> Iterator[Work]:
        """A transaction of the server's superuser, past triggers and row security; rolled back at the end."""
        with self.admin.connect() as connection:
            connection.execute(text("set session_replication_role = replica"))
            connection.execute(text("select set_config('florin.caller', 'operator:test', true)"))
            yield Work(connection, Caller.operator())
            connection.rollback()

    def one(self, statement: str, **values: object) -> object:
        """One value, as the owner sees it."""
        with self.as_owner() as unit:
            return unit.scalar(text(statement), **values)


@contextmanager
def audited(home, env: Environment, name: str, keys) -> Iterator[House]:
    """A house in the database `name` of the tests' server, its signing key under `keys`."""
    url = start_server(home).url(ADMIN, name)
    with database_beside(settings_for(home), name) as database:
        admin = create_engine(url, connect_args={"options": SEARCH_PATH})
        yield House(database, admin, replace(env, signing=FileSigning(keys)))
        admin.dispose()
