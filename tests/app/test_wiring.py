"""A server by URL instead of the embedded one: set up at the first opening, left alone at the second."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from florin.app.parts import PARTS
from florin.app.wiring import environment, open_database
from florin.app.worker import drain
from florin.customer.service import add_customer
from florin.kernel.postgres import Server, role_passwords, start_server
from florin.kernel.settings import Settings
from florin.kernel.work import Caller, operator_work, work
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from tests.conftest import settings_for
from tests.ledger.imports.files import Told, Window, written

NAME = "elsewhere"
_STATE = text("""
select (select array_agg(version_num) from schema_version) as version,
       (select count(*) from pg_class where relnamespace in ('florin'::regnamespace, 'derived'::regnamespace))
         as relations,
       (select array_agg(array[rolname, rolpassword] order by rolname) from pg_authid
         where rolname like 'florin%') as roles,
       (select datacl::text from pg_database where datname = current_database()) as rights
""")


@pytest.fixture
def admin_url(database, home) -> Iterator[URL]:
    """A superuser's URL of a database that the platform team made, on the tests' own server."""
    url = database.app.url.set(username="postgres", password=role_passwords(home)["postgres"])
    _outside(url.set(database="postgres"), f"create database {NAME}")
    yield url.set(database=NAME)
    _outside(url.set(database="postgres"), f"drop database {NAME} with (force)")


def _outside(url: URL, statement: str) -> None:
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


def _state(url: URL) -> tuple:
    admin = create_engine(url, connect_args={"options": "-csearch_path=florin,public"})
    with admin.connect() as connection:
        found = tuple(connection.execute(_STATE).one())
    admin.dispose()
    return found


@pytest.fixture
def settings(home, admin_url) -> Settings:
    """The settings of a bank that has a server; its URL is written as platform teams write it."""
    url = admin_url.set(drivername="postgresql").render_as_string(hide_password=False)
    return settings_for(home, database_url=url)


def test_a_server_by_url_is_set_up_once_and_serves(settings, admin_url):
    env = environment(settings)
    name, content = written(
        (Told(0, 12_00, "PAYROLL", "a"), Told(1, -3_50, "COFFEE", "b")), Window("ofx", 0, 5)
    )
    with open_database(settings) as opened:
        for engine, role in ((opened.app, "florin_app"), (opened.worker, "florin_worker")):
            assert (engine.url.username, engine.url.database) == (role, NAME)
        ann = add_customer(opened.app, env, name="Ann Lee", country="US", currency="USD")
        with work(opened.app, Caller.operator(ann)) as unit:
            upload = imports.Upload(name, content)
            imports.bring(unit, imports.context_of(unit, env), upload, max_bytes=2**20)
        drain(opened.worker, env, PARTS)
        with operator_work(opened.app, "test") as unit:
            before = ledger.verify(unit)
    assert before.breaks == ()
    assert before.entries == 3  # two lines and the opening balance

    stands = _state(admin_url)
    with open_database(settings) as again, operator_work(again.app, "test") as unit:
        assert ledger.verify(unit) == before
    assert _state(admin_url) == stands


def test_a_set_up_that_was_cut_short_is_finished(settings, admin_url):
    with open_database(settings):
        done = _state(admin_url)
    _outside(admin_url, f"revoke create on database {NAME} from florin_owner")
    assert _state(admin_url)[3] != done[3]
    with open_database(settings):
        assert _state(admin_url)[3] == done[3]


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server on which no role of ours exists yet."""
    with tempfile.TemporaryDirectory(prefix="florin-test-", ignore_cleanup_errors=True) as folder:
        server = start_server(Path(folder))
        yield server
        server.stop()


def test_an_administrator_who_is_no_superuser_is_enough(own_server, tmp_path):
    """As on Aurora: one who may create roles and databases, for the first bank and for a second beside it."""
    superuser = make_url(own_server.url("postgres", "postgres"))
    _outside(superuser, "create role dba login createrole createdb password 'long enough'")
    dba = superuser.set(username="dba", password="long enough")
    for name in ("first", "first", "second"):
        settings = settings_for(tmp_path, database_url=dba.set(database=name).render_as_string(False))
        if name not in _databases(superuser):
            _outside(superuser, f"create database {name} owner dba")
        with open_database(settings) as opened, operator_work(opened.app, "test") as unit:
            assert ledger.verify(unit).entries == 0


def _databases(url: URL) -> set[str]:
    admin = create_engine(url)
    with admin.connect() as connection:
        found = set(connection.execute(text("select datname from pg_database")).scalars())
    admin.dispose()
    return found
