"""Brings a database to this version's schema: roles, tables, the durable jobs' tables."""

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(owner: Engine, url: URL) -> None:
    """Runs what is missing of the one history as `florin_owner`; nothing where the schema is new enough."""
    if _is_current(owner):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with owner.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    _migrate_jobs(url)
    with owner.begin() as connection:
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
