"""The database: roles that may not bypass row security, an engine for each, and the check that holds them
to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg.types.json import set_json_loads
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from florin.kernel.errors import FlorinError, Unavailable
from florin.kernel.postgres import ROLES

SEARCH_PATH = "-csearch_path=florin,derived,public"
_ROLE_FLAWS = text("""
select r.rolname from pg_roles r
 where r.rolname in ('florin_app', 'florin_worker')
   and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
        or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relowner = r.oid and n.nspname in ('florin', 'derived')))
""")
_UNFORCED = text("""
select c.relname from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('florin', 'derived')
 where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
   and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id')
""")


class UnsafeDatabase(FlorinError):
    """The server would let a forgotten WHERE show another customer's rows: Florin does not start on it."""


@contextmanager
def as_ours(refusals: Mapping[str, Callable[[], FlorinError]]) -> Iterator[None]:
    """What one of our functions in the database refuses (by SQLSTATE, such as FL004) as our error."""
    try:
        yield
    except DBAPIError as error:
        made = refusals.get(getattr(error.orig, "sqlstate", None) or "")
        if made is None:
            raise
        raise made() from None


@dataclass(frozen=True)
class Database:
    """Engines as the API (`app`) and the workers (`worker`); `close` lets go of the server."""

    app: Engine
    worker: Engine
    close: Callable[[], None]

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def engine(url: str | URL, *, size: int = 5) -> Engine:
    """An engine with Florin's search path; connections open at first use."""
    made = create_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_pre_ping=False,
        hide_parameters=True,  # an error's text must not quote what a person wrote
        connect_args={"options": SEARCH_PATH, "application_name": "florin"},
    )
    event.listen(made, "connect", _read_json_fast)
    return made


def _read_json_fast(connection: Any, _: Any) -> None:
    """JSON is read by orjson: a large import reads much of it."""
    set_json_loads(orjson.loads, connection)


def database(app: str | URL, worker: str | URL, close: Callable[[], None] = lambda: None) -> Database:
    """The database of a process; `close` runs after both engines are disposed of."""
    engines = engine(app, size=8), engine(worker, size=3)

    def _close() -> None:
        for each in engines:
            each.dispose()
        close()

    return Database(*engines, close=_close)


def ensure_roles(admin: Engine, passwords: dict[str, str], name: str) -> None:
    """Makes the roles and the database `name` where they are missing; safe to run again."""
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        have = set(connection.execute(text("select rolname from pg_roles")).scalars())
        for statement in _role_statements(have, passwords, connection.dialect.identifier_preparer.quote):
            connection.exec_driver_sql(statement)
        if not connection.execute(text("select 1 from pg_database where datname = :n"), {"n": name}).scalar():
            connection.exec_driver_sql(f'create database "{name}" owner florin_owner')


def _role_statements(have: set[str], passwords: dict[str, str], quote: Callable[[str], str]) -> Iterable[str]:
    if "florin_ledger" not in have:
        yield "create role florin_ledger nologin nosuperuser nobypassrls"
    for role in ROLES:
        secret = passwords[role].replace("'", "''")
        if (
            role in have
        ):  # rights are for a superuser alone to change; `check_safe` refuses what it finds wrong
            yield f"alter role {quote(role)} login password '{secret}'"
        else:
            rights = "login nosuperuser nobypassrls nocreaterole nocreatedb"
            yield f"create role {quote(role)} {rights} password '{secret}'"
    yield "grant florin_ledger to florin_owner"
    yield "grant florin_owner to current_user"


def check_safe(connection: Any) -> None:
    """Refuses a server on which a role could see past row security.

    Raises:
        UnsafeDatabase: a login role is superuser, bypasses row security or owns tables, or a table is
          unforced.
    """
    user, weak = connection.execute(
        text("select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    ).one()
    if weak:
        raise UnsafeDatabase(f"the role {user} is a superuser or bypasses row-level security")
    if flaws := list(connection.execute(_ROLE_FLAWS).scalars()):
        raise UnsafeDatabase(f"roles with too many rights: {', '.join(flaws)}")
    if tables := list(connection.execute(_UNFORCED).scalars()):
        raise UnsafeDatabase(f"tables without forced row-level security: {', '.join(tables)}")


def with_role(url: str | URL, role: str, password: str) -> URL:
    """The same server and database as `url`, as another role."""
    return make_url(url).set(username=role, password=password, drivername="postgresql+psycopg")


def ping(engine_: Engine) -> None:
    """Asks the server for a sign of life; Unavailable where it gives none."""
    try:
        with engine_.connect() as connection:
            connection.execute(text("select 1"))
    except OperationalError:
        raise Unavailable("the database does not answer") from None
