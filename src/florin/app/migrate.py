"""Brings a database to this version's schema: roles, tables, the durable jobs' tables."""

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from florin.market.service import load_history

SCRIPTS = Path(__file__).parent / "migrations"
# What the office shows of durable work; inputs and results stay closed to it.
_OFFICE_READS = (
    "grant usage on schema jobs to florin_ledger",
    "grant select (workflow_uuid, status, created_at, updated_at, started_at_epoch_ms, completed_at, "
    "recovery_attempts, error) on jobs.workflow_status to florin_ledger",
    "grant select (workflow_uuid, error) on jobs.workflow_output to florin_ledger",
)


def migrate(owner: Engine, url: URL) -> None:
    """Runs what is missing of the one history as `florin_owner`, and reads the exchange rates that ship with
    Florin; nothing where all that is there."""
    if not _is_current(owner):
        _upgrade(owner, url)
    with owner.begin() as connection:
        load_history(connection)


def _upgrade(owner: Engine, url: URL) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with owner.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    _migrate_jobs(url)
    with owner.begin() as connection:
        for grant in _OFFICE_READS:
            connection.execute(text(grant))
        connection.execute(text(f"comment on schema florin is '{_latest()}'"))


def _latest() -> str:
    """The newest revision among the scripts, by file name: cheaper than loading Alembic at every start."""
    return max(path.stem for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _is_current(owner: Engine) -> bool:
    with owner.connect() as connection:
        statement = text("select obj_description(to_regnamespace('florin'), 'pg_namespace')")
        return connection.execute(statement).scalar() == _latest()


def _migrate_jobs(url: URL) -> None:
    import logging

    from dbos import DBOS

    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS.migrate(url.render_as_string(hide_password=False), schema="jobs", application_role="florin_worker")
