"""The unit of work: one transaction, opened for a caller, whose rows alone the database shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, text

from florin.kernel.clock import Clock

_SET_CALLER = text("select day, gone from begin_work(:customers, :caller, cast(:only as uuid))")
_READ_ONLY = text("set local transaction_read_only = on")
_EMIT = text(
    "insert into event_log (name, customer_id, body) values (:name, :customer, cast(:body as jsonb))"
)
_EMIT_EACH = text("""
insert into event_log (name, customer_id, body)
select :name, customer, body from unnest(cast(:customers as uuid[]), cast(:bodies as jsonb[]))
  as t(customer, body)
""")
_EVERYONE = text("select coalesce(array_agg(id), '{}') from operator_customers(:reason)")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a customer, another of their household, an operator at the command line, a member of staff or
    a worker; for which customers, and in which language they are answered."""

    kind: str
    name: str
    customers: tuple[UUID, ...] = ()
    language: str = "en"

    @staticmethod
    def customer(customer: UUID, language: str = "en") -> "Caller":
        """A signed-in customer, for their own rows."""
        return Caller("customer", str(customer), (customer,), language)

    @staticmethod
    def member(member: UUID, owner: UUID, language: str = "en") -> "Caller":
        """A signed-in customer, for the rows that another of their household shares with them."""
        return Caller("member", str(member), (owner,), language)

    @staticmethod
    def operator(*customers: UUID) -> "Caller":
        """The person at the command line, for the customers that the command names."""
        return Caller("operator", "command line", customers)

    @staticmethod
    def staff(member: UUID, *customers: UUID, language: str = "en") -> "Caller":
        """A member of staff in the office, for the one customer whose picture is open, or for none."""
        return Caller("staff", str(member), customers, language)

    @staticmethod
    def worker(name: str, *customers: UUID) -> "Caller":
        """A worker, for the customers of the events that it handles."""
        return Caller("worker", name, customers)


@dataclass(slots=True)
class Work:
    """An open transaction for a caller; what it emits becomes visible with its commit.

    `gone`: its one customer was erased; then it sees no rows, and there is nothing to do for them.
    """

    connection: Connection
    caller: Caller
    own_day: date | None = None
    gone: bool = False
    wakes: set[str] = field(default_factory=set)

    @property
    def customer(self) -> UUID:
        """The one customer that this work is for."""
        (only,) = self.caller.customers
        return only

    @property
    def language(self) -> str:
        """The language that texts of this work are said in."""
        return self.caller.language

    def today(self, clock: Clock) -> date:
        """The business date for this work's customer: their own where the demo gave them one, else the
        bank's."""
        return self.own_day or clock.business_date()

    def all(self, statement: Any, /, **values: Any) -> list[Any]:
        """All rows of a statement."""
        return list(self.connection.execute(statement, values).all())

    def first(self, statement: Any, /, **values: Any) -> Any | None:
        """The first row, or None."""
        return self.connection.execute(statement, values).first()

    def scalar(self, statement: Any, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, values).scalar()

    def run(self, statement: Any, /, **values: Any) -> int:
        """Runs a statement; the number of rows that it touched."""
        return self.connection.execute(statement, values).rowcount

    def emit(self, name: str, customer: UUID | None, body: Mapping[str, Any] | None = None) -> None:
        """Writes an event in this transaction; `body` holds ids and codes only."""
        values = {"name": name, "customer": customer, "body": orjson.dumps(body or {}).decode()}
        self.connection.execute(_EMIT, values)
        self.wake("florin_events", "")

    def emit_each(self, name: str, customers: Sequence[UUID], bodies: Sequence[Mapping[str, Any]]) -> None:
        """Writes one event for each customer, with its body, in one statement."""
        told = [orjson.dumps(body).decode() for body in bodies]
        self.connection.execute(_EMIT_EACH, {"name": name, "customers": list(customers), "bodies": told})
        self.wake("florin_events", "")

    def wake(self, channel: str, payload: str) -> None:
        """Notifies listeners of `channel` once this transaction commits."""
        if (key := f"{channel}:{payload}") not in self.wakes:
            self.wakes.add(key)
            self.connection.execute(
                text("select pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
            )

    def read_only(self) -> None:
        """From now on the database lets nothing be written in this transaction."""
        self.connection.execute(_READ_ONLY)

    def become(self, caller: Caller) -> None:
        """Goes on as another caller in the same transaction (a worker, from one customer to the next)."""
        self.caller = caller
        self.own_day, self.gone = _announce(self.connection, caller)


@contextmanager
def work(engine: Engine, caller: Caller) -> Iterator[Work]:
    """A transaction for `caller`: committed at the end, rolled back on any error."""
    with engine.begin() as connection:
        yield Work(connection, caller, *_announce(connection, caller))


@contextmanager
def operator_work(engine: Engine, reason: str) -> Iterator[Work]:
    """A transaction of an operator over all customers; that it was opened, and why, stands in the event
    log."""
    with engine.begin() as connection:
        _announce(connection, Caller.operator())
        everyone = connection.execute(_EVERYONE, {"reason": reason}).scalar() or []
        caller = Caller.operator(*everyone)
        yield Work(connection, caller, *_announce(connection, caller))


def _announce(connection: Connection, caller: Caller) -> tuple[date | None, bool]:
    """Tells the database who asks; the business day of the one customer where they have their own, and
    whether they were erased."""
    only = caller.customers[0] if len(caller.customers) == 1 else None
    values = {"customers": _array(caller.customers), "caller": f"{caller.kind}:{caller.name}", "only": only}
    day, gone = connection.execute(_SET_CALLER, values).one()
    return day, gone


def _array(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(str(each) for each in ids) + "}"
