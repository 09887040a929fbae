"""Chooses adapters and opens what a process needs: the one place that knows which is embedded and which is
remote."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from florin.app.migrate import migrate
from florin.kernel.bank import bank_of
from florin.kernel.clock import system_clock
from florin.kernel.database import Database, check_safe, database, engine, ensure_roles, with_role
from florin.kernel.errors import Conflict, InvalidInput
from florin.kernel.postgres import ADMIN, role_passwords, start_server
from florin.kernel.settings import Settings, settings
from florin.ports.environment import Environment
from florin.ports.keys.embedded import FileKeys, key_among
from florin.ports.signing import Signing
from florin.ports.signing.embedded import FileSigning

NAME = "florin"


def environment(settings_: Settings) -> Environment:
    """Bank, clocks and adapters of these settings."""
    bank = bank_of(settings_.bank)
    keys, signing = FileKeys(settings_.home), _signing(settings_)
    return Environment(settings_, bank, system_clock(bank.time_zone), keys, signing)


def _signing(settings_: Settings) -> Signing:
    if (settings_.signing or settings_.cloud) == "embedded":
        return FileSigning(settings_.home)
    from florin.ports.signing.aws import KmsSigning

    if not settings_.signing_key:
        raise InvalidInput(
            "FLORIN_SIGNING_KEY: name the KMS key that signs (ECC_NIST_P256): id, ARN or alias"
        )
    return KmsSigning(settings_.signing_key)


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
        opened = database(
            _url("FLORIN_DATABASE_APP_URL", settings.database_app_url),
            _url("FLORIN_DATABASE_WORKER_URL", settings.database_worker_url),
        )
    elif settings.database_url:
        opened = _set_up(_url("FLORIN_DATABASE_URL", settings.database_url), settings.home)
    else:
        opened = _embedded(settings.home, name)
    with opened.app.connect() as connection:
        check_safe(connection)
    return opened


def keys_from(files: Mapping[str, bytes], customer: UUID, purpose: str) -> bytes:
    """A plain data key out of a backup of the folder of keys; KeyDestroyed where it has none."""
    return key_among(files, customer, purpose)


def prepare(settings: Settings, *, force: bool = False) -> None:
    """Makes an empty database, with its roles, for a backup to be restored into.

    Raises:
        Conflict: there is a database with a schema of Florin in it, and no `force`, which drops it.
    """
    address = administrator(settings)
    if address is None:
        raise InvalidInput("FLORIN_DATABASE_URL: must tell the user who sets up the database")
    name, passwords = str(address.database), role_passwords(settings.home)
    admin = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        if _filled(admin, address):
            if not force:
                raise Conflict(f"the database {name} is not empty; --force replaces it", reason="not-empty")
            with admin.connect() as connection:
                connection.exec_driver_sql(f'drop database "{name}" with (force)')
        ensure_roles(admin, passwords, name)
        within = create_engine(address)
        with within.begin() as connection:
            connection.exec_driver_sql("grant create on schema public to florin_owner")
            connection.exec_driver_sql(f'grant create on database "{name}" to florin_owner')
        within.dispose()
    finally:
        admin.dispose()


def _filled(admin: Engine, address: URL) -> bool:
    """Whether the database is there with Florin's schema in it."""
    there = text("select 1 from pg_database where datname = :name")
    with admin.connect() as connection:
        if connection.execute(there, {"name": address.database}).scalar() is None:
            return False
    within = create_engine(address)
    try:
        with within.connect() as connection:
            return connection.execute(text("select to_regnamespace('florin') is not null")).scalar_one()
    finally:
        within.dispose()


def administrator(settings: Settings) -> URL | None:
    """The address by which the whole server is looked after: of the embedded one (which is started), or of
    the user that sets up the platform team's; None where that team told no such user."""
    if settings.database_app_url and settings.database_worker_url:
        return None
    if settings.database_url:
        return _url("FLORIN_DATABASE_URL", settings.database_url)
    return make_url(start_server(settings.home).url(ADMIN, NAME))


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


def _set_up(url: URL, home: Path) -> Database:
    """Sets up roles and schema on a server of the platform team's, with passwords kept among our keys."""
    passwords = role_passwords(home)
    urls = {role: with_role(url, role, secret) for role, secret in passwords.items()}
    owner = engine(urls["florin_owner"], size=1)
    if not _ready(owner):
        admin = create_engine(url)
        ensure_roles(admin, passwords, str(url.database))
        with admin.begin() as connection:
            connection.exec_driver_sql("grant create on schema public to florin_owner")
            connection.exec_driver_sql(f'grant create on database "{url.database}" to florin_owner')
        admin.dispose()
    migrate(owner, urls["florin_owner"])
    owner.dispose()
    return database(urls["florin_app"], urls["florin_worker"])


def _url(variable: str, told: str) -> URL:
    """The URL that a variable tells, for the driver that we have; what is none is refused by its name."""
    try:
        url = make_url(told)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
        raise InvalidInput(f"{variable}: is no address such as postgresql://user:password@host/database")
    return url.set(drivername="postgresql+psycopg")


def _ready(owner: Engine) -> bool:
    """Whether roles and database exist, so that a start need not ask as administrator."""
    try:
        with owner.connect() as connection:
            return connection.execute(
                text("select has_database_privilege(current_database(), 'create')")
            ).scalar_one()
    except OperationalError:
        return False
