"""Chooses adapters and opens what a process needs: the one place that knows which is embedded and which is
remote."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from florin.app.migrate import migrate
from florin.kernel.bank import bank_of
from florin.kernel.clock import system_clock
from florin.kernel.database import Database, check_safe, database, engine, ensure_roles, with_role
from florin.kernel.postgres import ADMIN, role_passwords, start_server
from florin.kernel.settings import Settings, settings
from florin.ports.environment import Environment
from florin.ports.keys.embedded import FileKeys

NAME = "florin"


def environment(settings_: Settings) -> Environment:
    """Bank, clocks and adapters of these settings."""
    bank = bank_of(settings_.bank)
    return Environment(settings_, bank, system_clock(bank.time_zone), FileKeys(settings_.home))


def open_all() -> tuple[Database, Environment]:
    """Everything a process needs, from `FLORIN_*`."""
    found = settings()
    env = environment(found)
    return open_database(found), env


def open_database(settings: Settings, *, name: str = NAME) -> Database:
    """The database of these settings, its schema brought up to date.

    Raises:
        UnsafeDatabase: a role on the server could see past row-level security.
    """
    if settings.database_app_url and settings.database_worker_url:
        opened = database(settings.database_app_url, settings.database_worker_url)
    elif settings.database_url:
        opened = _set_up(settings.database_url, settings.home)
    else:
        opened = _embedded(settings.home, name)
    with opened.app.connect() as connection:
        check_safe(connection)
    return opened


def _embedded(home: Path, name: str) -> Database:
    server = start_server(home)
    urls = {
        role: with_role(server.url(ADMIN, name), role, server.passwords[role]) for role in server.passwords
    }
    try:
        owner = engine(urls["florin_owner"], size=1)
        if not _ready(owner):
            admin = create_engine(server.url(ADMIN, "postgres"))
            ensure_roles(admin, server.passwords, name)
            admin.dispose()
        migrate(owner, urls["florin_owner"])
        owner.dispose()
    except BaseException:
        server.stop()
        raise
    return database(urls["florin_app"], urls["florin_worker"], close=server.stop)


def _set_up(url: str, home: Path) -> Database:
    """Sets up roles and schema on a server of the platform team's, with passwords kept among our keys."""
    passwords = role_passwords(home)
    admin_url = make_url(url).set(drivername="postgresql+psycopg")
    admin = create_engine(admin_url)
    ensure_roles(admin, passwords, str(admin_url.database))
    with admin.begin() as connection:
        connection.exec_driver_sql(f'grant create on database "{admin_url.database}" to florin_owner')
        connection.exec_driver_sql("grant create on schema public to florin_owner")
    admin.dispose()
    urls = {role: with_role(url, role, secret) for role, secret in passwords.items()}
    owner = engine(urls["florin_owner"], size=1)
    migrate(owner, urls["florin_owner"])
    owner.dispose()
    return database(urls["florin_app"], urls["florin_worker"])


def _ready(owner: Engine) -> bool:
    """Whether roles and database exist, so that a start need not ask as administrator."""
    from sqlalchemy.exc import OperationalError

    try:
        with owner.connect() as connection:
            connection.execute(text("select 1"))
    except OperationalError:
        return False
    return True
