"""The unit of work: one transaction, opened for a caller, whose rows alone the database shows."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, text

_SET_CALLER = text(
    "select set_config('florin.customers', :customers, true), set_config('florin.caller', :caller, true)"
)
_EMIT = text(
    "insert into event_log (name, customer_id, body) values (:name, :customer, cast(:body as jsonb))"
)
_EVERYONE = text("select coalesce(array_agg(id), '{}') from operator_customers(:reason)")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a customer, an operator at the command line, or a worker; and for which customers."""

    kind: str
    name: str
    customers: tuple[UUID, ...] = ()

    @staticmethod
    def customer(customer: UUID) -> "Caller":
        """A signed-in customer, for their own rows."""
        return Caller("customer", str(customer), (customer,))

    @staticmethod
    def operator(*customers: UUID) -> "Caller":
        """The person at the command line, for the customers that the command names."""
        return Caller("operator", "command line", customers)

    @staticmethod
    def worker(name: str, *customers: UUID) -> "Caller":
        """A worker, for the customers of the events that it handles."""
        return Caller("worker", name, customers)


@dataclass(slots=True)
class Work:
    """An open transaction for a caller; what it emits becomes visible with its commit."""

    connection: Connection
    caller: Caller
    wakes: set[str] = field(default_factory=set)

    @property
    def customer(self) -> UUID:
        """The one customer that this work is for."""
        (only,) = self.caller.customers
        return only

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

    def wake(self, channel: str, payload: str) -> None:
        """Notifies listeners of `channel` once this transaction commits."""
        if (key := f"{channel}:{payload}") not in self.wakes:
            self.wakes.add(key)
            self.connection.execute(
                text("select pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
            )

    def become(self, caller: Caller) -> None:
        """Goes on as another caller in the same transaction (a worker, from one customer to the next)."""
        self.caller = caller
        _announce(self.connection, caller)


@contextmanager
def work(engine: Engine, caller: Caller) -> Iterator[Work]:
    """A transaction for `caller`: committed at the end, rolled back on any error."""
    with engine.begin() as connection:
        _announce(connection, caller)
        yield Work(connection, caller)


@contextmanager
def operator_work(engine: Engine, reason: str) -> Iterator[Work]:
    """A transaction of an operator over all customers; that it was opened, and why, stands in the event
    log."""
    with engine.begin() as connection:
        _announce(connection, Caller.operator())
        everyone = connection.execute(_EVERYONE, {"reason": reason}).scalar() or []
        caller = Caller.operator(*everyone)
        _announce(connection, caller)
        yield Work(connection, caller)


def _announce(connection: Connection, caller: Caller) -> None:
    values = {"customers": _array(caller.customers), "caller": f"{caller.kind}:{caller.name}"}
    connection.execute(_SET_CALLER, values)


def _array(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(str(each) for each in ids) + "}"
