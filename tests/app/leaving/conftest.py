"""Somebody who has left words of their own in every place that takes some, and two members of staff."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.leaving.erase import agree, propose, run
from florin.app.wiring import administrator
from florin.customer.consent.rules import everything
from florin.customer.service import add_customer
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg, NewAccount

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 30


def marked(mark: str, place: str) -> str:
    """A word that stands nowhere else: what a search for what was left behind looks for."""
    return f"{mark}{place}"


def statement(mark: str) -> bytes:
    """A CSV statement of an account elsewhere, full of a person's words."""
    days = [date(2026, 11, 20) - timedelta(days=7 * n) for n in range(12)]
    head = "Date,Description,Counterparty,Amount\n"
    lines = [
        f"{day},{marked(mark, 'stmttext')} {n},{marked(mark, 'stmtparty')},-{20 + n}.50"
        for n, day in enumerate(days)
    ]
    pay = [
        f"2026-{month:02d}-01,Pay {marked(mark, 'pay')},{marked(mark, 'payer')},2400.00"
        for month in range(5, 12)
    ]
    return (head + "\n".join([*lines, *pay]) + "\n").encode()


@dataclass
class Person:
    """Somebody with an account here and one elsewhere; every word of theirs begins with `mark`."""

    id: UUID
    mark: str
    persona: str
    http: TestClient
    here: UUID
    places: list[str] = field(default_factory=list)


@pytest.fixture
def person(database, env, drain) -> Iterator[Callable[..., Person]]:
    """Makes people who have written in every place that takes words."""
    opened: list[TestClient] = []

    def made(**wish: Any) -> Person:
        mark = f"zq{uuid4().hex[:10]}"
        one = moved_in(database, env, mark, **wish)
        opened.append(one.http)
        one.http.__enter__()
        assert one.http.post("/api/session", json={"persona": one.persona}).status_code == 201
        drain()
        brought(one, drain)
        written(one)
        return one

    yield made
    for http in opened:
        http.__exit__(None, None, None)


def moved_in(database, env, mark: str, *, here: bool = True, words: int = 3) -> Person:
    """Somebody with an account here, some entries on it, and not signed in yet."""
    persona = f"{mark}-persona"
    name = f"{marked(mark, 'name')} Reed"
    values = {"country": "US", "currency": "USD", "persona": persona, "consents": everything()}
    customer = add_customer(database.app, env, name=name, **values)
    account = new_id()
    if here:
        with work(database.app, Caller.operator(customer)) as unit:
            new = NewAccount(
                account,
                customer,
                "current",
                True,
                "USD",
                date(2020, 1, 1),
                marked(mark, "accname"),
                marked(mark, "number"),
            )
            ledger.open_accounts(unit, [new], env.vault, env.clock.now())
            outside = ledger.external_account(unit, "USD", env.clock.now())
            entries = [
                Entry(
                    "core",
                    f"{customer}:{n}",
                    date(2026, 11, 1) + timedelta(days=n % 20) if n else date(2020, 2, 1),
                    "transfer",
                    (Leg(account, 500 + n), Leg(outside, -500 - n)),
                    words={"text": marked(mark, "entrytext"), "counterparty": marked(mark, "entryparty")},
                )
                for n in range(words)
            ]
            ledger.record(unit, entries, env.vault(customer))
    http = TestClient(create_app(database, env), headers={"origin": "http://testserver"})
    return Person(customer, mark, persona, http, account)


def brought(one: Person, drain: Callable[[], None]) -> None:
    """Two statement files: one imported, one only looked at."""
    name = f"{marked(one.mark, 'filename')}.csv"
    for content, confirmed in (
        (statement(one.mark), True),
        (statement(one.mark).replace(b",-2", b",-7"), False),
    ):
        answer = one.http.post("/api/imports", files={"file": (name, content, "text/csv")})
        (shown,) = answer.json()["items"]
        assert shown["state"] == "preview", shown
        if confirmed:
            assert one.http.post(f"/api/imports/{shown['id']}/confirm").status_code == 202
            drain()


def written(one: Person) -> None:
    """A name for the account elsewhere; note, tag, part and attachment on a transaction."""
    mark = one.mark
    elsewhere = next(a["id"] for a in one.http.get("/api/accounts").json()["items"] if not a["here"])
    renamed = one.http.patch(f"/api/accounts/{elsewhere}", json={"name": marked(mark, "nick")})
    assert renamed.status_code == 200, renamed.text
    line = one.http.get("/api/transactions", params={"q": marked(mark, "stmttext")}).json()["items"][0]
    said = {"note": marked(mark, "note"), "tags": [marked(mark, "tag")]}
    assert one.http.patch(f"/api/transactions/{line['id']}", json=said).status_code == 200
    whole = line["amount"]["amount"]
    rest = f"{float(whole) + 5:.2f}"
    parts = [{"label": marked(mark, "part"), "amount": "-5.00"}, {"label": "rest", "amount": rest}]
    split = one.http.put(f"/api/transactions/{line['id']}/parts", json={"parts": parts})
    assert split.status_code == 200, split.text
    file = (f"{marked(mark, 'attached')}.png", PNG + marked(mark, "picture").encode())
    attached = one.http.post(f"/api/transactions/{line['id']}/attachments", files={"file": file})
    assert attached.status_code == 201, attached.text


@pytest.fixture
def staff(env, database) -> tuple[UUID, UUID, UUID]:
    """A reviewer, an operator and an auditor, made for this test."""
    ids = tuple(new_id() for _ in range(3))
    roles = ("reviewer", "operator", "auditor")
    with administered(env).begin() as connection:
        for member, role in zip(ids, roles, strict=True):
            values = {"id": member, "name": f"Staff {member.hex[-6:]}", "role": role, "now": env.clock.now()}
            connection.execute(
                text("insert into florin.staff (id, name, role, created) values (:id, :name, :role, :now)"),
                values,
            )
    return ids[0], ids[1], ids[2]


def administered(env) -> Engine:
    """The database as its superuser, who sees what row security hides."""
    address = administrator(env.settings)
    assert address is not None
    return create_engine(address, poolclass=NullPool)


def erased(database, env, customer: UUID, staff: tuple[UUID, ...]) -> None:
    """Erases somebody, as two members of staff want it."""
    approval = propose(database.app, env, customer, staff[0])
    agree(database.app, env, customer, approval, staff[1])
    assert run(database.worker, env, customer)


def everything_in(engine: Engine) -> Iterator[tuple[str, str]]:
    """Every row of every table of every schema, as text, with the table's name."""
    tables = text("""
        select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'm', 't') and n.nspname <> 'pg_toast' order by 1, 2""")
    with engine.connect() as connection:
        for schema, table in connection.execute(tables).all():
            rows = connection.execution_options(yield_per=1000).execute(
                text(f'select t::text from "{schema}"."{table}" t')
            )
            for (row,) in rows:
                yield f"{schema}.{table}", row


def found_in(engine: Engine, mark: str) -> dict[str, str]:
    """The tables in which a mark stands, each with a row; bytes also as their hex."""
    wanted = (mark, mark.encode().hex())
    return {table: row[:300] for table, row in everything_in(engine) if any(w in row for w in wanted)}


def counts(engine: Engine, customer: UUID) -> dict[str, int]:
    """How many rows each table with a customer has of this one."""
    with engine.connect() as connection:
        return {
            table: connection.execute(
                text(f"select count(*) from {table} where customer_id = :c"), {"c": customer}
            ).scalar_one()
            for table in customer_tables(engine)
        }


def customer_tables(engine: Engine) -> list[str]:
    """Every table that knows a customer, by a column `customer_id` or by a reference to `customer`."""
    query = text("""
        select distinct n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid =
        c.relnamespace
          left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
                                   and k.confrelid = 'florin.customer'::regclass
         where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
           and (k.oid is not null or exists (
                  select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id'
                     and not a.attisdropped)) order by 1""")
    with engine.connect() as connection:
        return list(connection.execute(query).scalars())


def told(path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text())
