"""What the server's own files still hold of deleted rows: rewritten, and the write-ahead log let go of."""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from florin.app.wiring import administrator
from florin.kernel.logs import log
from florin.kernel.settings import Settings

# Tables that hold words in clear: all that is derived, names of securities, references of the core and of
# clients.
_IN_CLEAR = text("""
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and (n.nspname = 'derived'
    or (n.nspname = 'florin' and c.relname in ('customer', 'holding', 'hold', 'suggestion', 'consent')))
 order by 1
""")
# Whoever comes after a request to close a table waits behind it. So it waits for a moment alone, lets
# everybody pass, and asks again: else one long reader of a table would have all others stand still for as
# long.
_WAIT = "set lock_timeout = '100ms'"
_NOT_NOW = "55P03"  # lock_not_available
_ALONE = text("select pg_advisory_lock(hashtextextended('scrub', 0))")
PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 45.0


def scrub(settings: Settings) -> bool:
    """Rewrites the tables that hold words in clear, so that no page has a deleted row's bytes any more, and
    ends the segments of the write-ahead log that told of them. Whether all of it was done; where somebody
    keeps a table for longer than we have patience, it is for another time.

    Each table is closed to others while it is rewritten, which takes as long as what stays in it is large. On
    a server that a platform team set up, what its user may not do is left to that team, and logged.
    """
    address = administrator(settings)
    if address is None:
        log(__name__).warning("not scrubbed: no administrator's address of the database is known")
        return True
    engine = create_engine(address, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(_ALONE)  # two at once would only wait for each other
            connection.execute(text(_WAIT))
            if left := _rewritten(connection):
                log(__name__).info("not scrubbed yet: in use", tables=left)
                return False
        for statement in (
            "alter system set wal_recycle = off",  # a segment used again still holds what it was
            "select pg_reload_conf()",
            "select pg_switch_wal()",
            "checkpoint",
        ):
            _try(engine, statement)
        return True
    finally:
        engine.dispose()


def _rewritten(connection: Connection) -> list[str]:
    """Rewrites each table when nobody is using it; those that were always in use."""
    # Last the statistics of the planner, which quote values: by then those of the tables are fresh, and what
    # they replaced are dead rows.
    waiting = [*connection.execute(_IN_CLEAR).scalars(), "pg_catalog.pg_statistic"]
    end = time.monotonic() + PATIENCE_SECONDS
    while waiting := list(_in_use(connection, waiting)):
        if time.monotonic() > end:
            break
    return waiting


def _in_use(connection: Connection, tables: list[str]) -> Iterator[str]:
    for table in tables:
        try:
            connection.exec_driver_sql(f"vacuum (full, analyze) {table}")
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _NOT_NOW:
                raise
            yield table
            time.sleep(PAUSE_SECONDS)


def _try(engine: Engine, statement: str) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        log(__name__).warning(
            "not allowed on this server", statement=statement, error=type(error.orig).__name__
        )
