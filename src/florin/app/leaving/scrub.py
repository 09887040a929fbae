"""What the server's own files still hold of deleted rows: rewritten, and the write-ahead log let go of."""

from sqlalchemy import create_engine, text
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
_PATIENCE = "set lock_timeout = '30s'"


def scrub(settings: Settings) -> None:
    """Rewrites the tables that hold words in clear, so that no page has a deleted row's bytes any more, and
    ends
    the segments of the write-ahead log that told of them.

    Each table is closed to others while it is rewritten; whoever cannot get it within half a minute tries
    again
    later. On a server that a platform team set up, what its user may not do is left to that team, and logged.
    """
    address = administrator(settings)
    if address is None:
        log(__name__).warning("not scrubbed: no administrator's address of the database is known")
        return
    engine = create_engine(address, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(text(_PATIENCE))
            for table in connection.execute(_IN_CLEAR).scalars().all():
                connection.exec_driver_sql(f"vacuum (full, analyze) {table}")
        for statement in (
            "alter system set wal_recycle = off",  # a segment used again still holds what it was
            "select pg_reload_conf()",
            "select pg_switch_wal()",
            "checkpoint",
        ):
            _try(engine, statement)
    finally:
        engine.dispose()


def _try(engine, statement: str) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        log(__name__).warning(
            "not allowed on this server", statement=statement, error=type(error.orig).__name__
        )
