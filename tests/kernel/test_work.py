"""Whose data: the database shows a caller their own rows, whatever the statement asks for."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from florin.customer.service import add_customer
from florin.kernel.work import Caller, operator_work, work
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from florin.ledger.service import Entry, Leg
from florin.simulation.sample import sample_statement

TABLES = text("""
select n.nspname || '.' || quote_ident(c.relname) from pg_class c join pg_namespace n on n.oid =
  c.relnamespace
 where n.nspname in ('florin', 'derived') and c.relkind = 'r'
   and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id')
   and c.relname <> 'session' and has_table_privilege(c.oid, 'select') order by 1
""")


@pytest.fixture(scope="module")
def rich(database, env):
    """A customer with rows in nearly every table."""
    from florin.app.parts import PARTS
    from florin.app.worker import drain

    customer = add_customer(database.app, env, name="Rich", country="US", currency="USD")
    content, name, _ = sample_statement(date(2026, 11, 23))
    with work(database.app, Caller.operator(customer)) as unit:
        around = imports.context_of(unit, env)
        imports.run(
            unit,
            around,
            imports.preview(unit, around, imports.Upload(name, content), max_bytes=2**24),
            max_bytes=2**24,
        )
    drain(database.worker, env, PARTS)
    return customer


@pytest.mark.parametrize("role", ["app", "worker"])
def test_a_forgotten_where_returns_nothing_of_others(database, rich, customer, role):
    engine = getattr(database, role)
    filled = 0
    for (table,) in _rows(engine, TABLES):
        if role == "worker" and table in ("florin.event_log", "florin.event_failure"):
            continue  # a worker reads the log, ids and codes only, across customers
        with work(engine, Caller.customer(rich)) as unit:
            own = unit.scalar(text(f"select count(*) from {table}"))
            filled += own > 0
        with work(engine, Caller.customer(customer)) as unit:
            assert (
                unit.scalar(text(f"select count(*) from {table} where customer_id <> :me"), me=customer) == 0
            ), table
        with engine.connect() as connection:
            assert connection.execute(text(f"select count(*) from {table}")).scalar() == 0, (
                f"{table} without a caller"
            )
    assert filled >= (10 if role == "app" else 9)  # some tables are the API's alone


def test_entries_and_customers_of_others_are_not_shown(database, rich, customer):
    with work(database.app, Caller.customer(customer)) as unit:
        assert unit.all(text("select id from customer")) == [(customer,)]
        assert unit.scalar(text("select count(*) from entry")) == 0
    with work(database.app, Caller.customer(rich)) as unit:
        assert unit.scalar(text("select count(*) from entry")) > 200


def test_no_one_writes_rows_for_others(database, rich, customer):
    statements = (
        "insert into session (secret_hash, customer_id, created, expires) values ('x', :other, now(), now())",
        "insert into event_log (name, customer_id, body) values ('Forged', :other, '{}')",
        "insert into suggestion_mute (customer_id, kind, until) values (:other, 'x', now())",
    )
    for statement in statements:
        with (
            pytest.raises(DBAPIError, match="row-level security"),
            work(database.app, Caller.customer(customer)) as unit,
        ):
            unit.run(text(statement), other=rich)


def test_only_who_owns_an_account_can_debit_it(database, env, rich, customer):
    with work(database.app, Caller.operator(rich)) as unit:
        (theirs, *_) = ledger.balances_on(unit, date(2026, 11, 23))
    with work(database.app, Caller.operator(customer)) as unit:
        mine = ledger.external_account(unit, "USD", env.clock.now())
    theft = Entry("test", "theft", date(2026, 11, 23), "transfer", (Leg(theirs, -100), Leg(mine, 100)))
    with (
        pytest.raises(DBAPIError, match="no right to debit"),
        work(database.app, Caller.customer(customer)) as unit,
    ):
        ledger.record(unit, [theft])


def test_a_customer_cannot_bring_money_from_outside_into_an_account_here(database, env, customer):
    with work(database.app, Caller.operator(customer)) as unit:
        outside = ledger.external_account(unit, "USD", env.clock.now())
        here = ledger.open_account(
            unit,
            env.vault(customer),
            kind="current",
            here=True,
            currency="USD",
            opened=date(2026, 1, 1),
            now=env.clock.now(),
            name="Mine",
        )
    gift = Entry("test", f"gift {here}", date(2026, 11, 23), "transfer", (Leg(outside, -100), Leg(here, 100)))
    with (
        pytest.raises(DBAPIError, match="from outside"),
        work(database.app, Caller.customer(customer)) as unit,
    ):
        ledger.record(unit, [gift])
    with work(database.app, Caller.operator(customer)) as unit:
        assert ledger.record(unit, [gift])[0].fresh


def test_the_journal_is_append_only_and_its_tables_are_closed(database, rich):
    for statement in (
        "update posting set amount = 1",
        "delete from posting",
        "insert into posting values (1)",
        "truncate entry",
        "delete from entry",
        "select * from seen",
        "select * from session",
        "update balance set amount = 0",
    ):
        with (
            pytest.raises(DBAPIError, match=r"permission denied|append-only"),
            work(database.app, Caller.customer(rich)) as unit,
        ):
            unit.run(text(statement))


def test_an_operator_sees_all_customers_and_the_log_says_so(database, rich, customer):
    with operator_work(database.app, "a test") as unit:
        assert {rich, customer} <= set(unit.caller.customers)
    with database.worker.connect() as connection:
        reasons = connection.execute(
            text("select body ->> 'reason' from event_log where name = 'OperatorAccess'")
        ).scalars()
        assert "a test" in set(reasons)
    with (
        pytest.raises(DBAPIError, match="only an operator"),
        work(database.app, Caller.customer(customer)) as unit,
    ):
        unit.all(text("select * from operator_customers('curious')"))


def test_an_error_undoes_the_whole_unit_of_work(database, env, customer):
    def broken():
        with work(database.app, Caller.operator(customer)) as unit:
            ledger.external_account(unit, "USD", env.clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with work(database.app, Caller.operator(customer)) as unit:
        assert unit.scalar(text("select count(*) from account")) == 0


def _rows(engine, statement):
    with engine.connect() as connection:
        return list(connection.execute(statement))
