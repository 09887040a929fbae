"""Restoring a backup: who was erased since does not come back, neither rows nor keys, and no consent that was
revoked since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, text

from florin.app.leaving import revocations, tombstones
from florin.app.leaving.archive import Archive
from florin.app.leaving.backup import run as program
from florin.app.leaving.erase import run as erase
from florin.app.leaving.revocations import Revocation
from florin.app.leaving.tombstones import Tombstone
from florin.app.parts import PARTS
from florin.app.wiring import NAME, administrator, environment, open_database, prepare
from florin.app.worker import drain
from florin.customer.service import rebuild
from florin.kernel.database import Database
from florin.kernel.errors import InvalidInput
from florin.kernel.ids import new_id
from florin.kernel.settings import Settings
from florin.kernel.work import Caller, work
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed
from florin.ports.signing import Head

_CUSTOMERS = text("select id from customer where erased is null order by created, id")
_ERASE_AGAIN = text("""
insert into florin.erasure (id, customer_id, state, by_customer, restored, asked, law_day)
select :id, c.id, 'begun', false, true, :now, :day from florin.customer c where c.id = :customer and
       c.erased is null
on conflict (customer_id) where state <> 'withdrawn' do update set state = 'begun', restored = true, law_day
       = :day
 where erasure.state = 'asked'
""")
# Transaction numbers of the log must lie in the past of this server too, else its readers would wait for
# them.
_NEWEST = text("""
select greatest((select max(tx) from florin.event_log), (select max(tx) from
       florin.event_cursor))::text::bigint
""")
_BURN = """
do $$ begin
  while pg_snapshot_xmin(pg_current_snapshot())::text::bigint <= {newest} loop
    perform pg_current_xact_id(); commit;
  end loop;
end $$
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought: `keyless` customers have rows but no key here, so that nobody can read them."""

    customers: int
    erased: int
    revoked: int
    rebuilt: int
    keyless: int

    def told(self) -> Mapping[str, Any]:
        """As the command line prints it."""
        return {
            "customers": self.customers,
            "erased": self.erased,
            "revoked": self.revoked,
            "rebuilt": self.rebuilt,
            "keyless": self.keyless,
        }


def restore(
    settings: Settings,
    file: Path,
    *,
    keys: Path | None = None,
    lists: Iterable[Path] = (),
    revoked: Iterable[Path] = (),
    force: bool = False,
) -> Restored:
    """Restores a backup of the database, and of the keys where told, into the home of these settings.

    The home's list of erased customers and those in `lists` are put together first, and so are its list of
    revoked consents and those in `revoked`. `force` replaces a database that is there; keys that are there
    stay.

    Raises:
        Conflict: there is a database, and no `force`. InvalidInput: a file is not what it should be.
    """
    stones, taken_back = _listed(settings.home, lists), _taken_back(settings.home, revoked)
    archive = Archive.read(keys) if keys else None
    address = administrator(settings)
    if address is None:
        raise InvalidInput("FLORIN_DATABASE_URL: must tell the user who sets up the database, to restore it")
    admin = create_engine(address, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        prepare(settings, force=force)
        program(
            "pg_restore",
            address,
            ["--exit-on-error", f"--dbname={address.database or NAME}", str(file.absolute())],
        )
        _catch_up(admin)
        if archive:
            archive.unpack(settings.home, stones)
        with open_database(settings) as database:
            env = environment(settings)
            _tell(database, env)
            erased = _erase_again(admin, database, env, stones, archive)
            ended = _revoke_again(database, env, taken_back)
            return _rebuilt(admin, database, env, erased, ended)
    finally:
        admin.dispose()


def _listed(home: Path, lists: Iterable[Path]) -> dict[UUID, Tombstone]:
    """Every list put together, and kept as this home's own before anything else happens."""
    for path in lists:
        found = tombstones.read(path)
        tombstones.add(tombstones.place(home), found.values())
    return tombstones.read(tombstones.place(home))


def _taken_back(home: Path, lists: Iterable[Path]) -> list[Revocation]:
    """The same of revoked consents."""
    own = revocations.place(home)
    for path in lists:
        known = {*revocations.read(own)}
        revocations.add(own, [each for each in revocations.read(path) if each not in known])
    return revocations.read(own)


def _catch_up(admin: Engine) -> None:
    """Lets transaction numbers pass until those of the restored log are behind us."""
    with admin.connect() as connection:
        newest = connection.execute(_NEWEST).scalar()
        if newest is not None:
            connection.exec_driver_sql("set synchronous_commit = off")
            connection.exec_driver_sql(_BURN.format(newest=int(newest)))


def _tell(database: Database, env: Environment) -> None:
    """The audit chain goes on from the last seal of the backup; that it was further is a record of it."""
    before = env.signing.head()
    with work(database.app, Caller.operator()) as unit:
        last = unit.first(text("select number, hash from audit_seal order by number desc limit 1"))
        head = Head(last.number, bytes(last.hash).hex()) if last else None
        env.signing.move_head(head)
        told = {"seal": str(head.number) if head else None, "was": str(before.number) if before else None}
        unit.emit("DatabaseRestored", None, told)


def _erase_again(
    admin: Engine,
    database: Database,
    env: Environment,
    stones: Mapping[UUID, Tombstone],
    archive: Archive | None,
) -> int:
    """Erases everybody on the list whom the backup still knows; how many that were.

    What the law keeps of them is sealed anew, where the archive has their personal key: it is read from
    there and
    never put back into the home.
    """
    lent = archive.lent(env) if archive else env
    count = 0
    for stone in stones.values():
        values = {"id": new_id(), "customer": stone.customer, "now": env.clock.now(), "day": stone.day}
        with admin.connect() as connection:
            count += connection.execute(_ERASE_AGAIN, values).rowcount
        erase(database.worker, lent, stone.customer)
    return count


def _revoke_again(database: Database, env: Environment, taken_back: Sequence[Revocation]) -> int:
    """Ends every consent on the list that the backup brought back, before anything is derived under it; how
    many that were."""
    count = 0
    for one in taken_back:
        with work(database.app, Caller.operator(one.customer)) as unit:
            count += 0 if unit.gone else revocations.revoke_again(unit, env, one)
    return count


def _rebuilt(admin: Engine, database: Database, env: Environment, erased: int, revoked: int) -> Restored:
    """Derives everybody's picture anew."""
    with admin.connect() as connection:
        connection.exec_driver_sql("set search_path = florin, derived, public")
        everyone: Sequence[UUID] = connection.execute(_CUSTOMERS).scalars().all()
    keyless = 0
    for customer in everyone:
        try:
            env.vault(customer)
        except KeyDestroyed:
            keyless += 1
            continue
        with work(database.app, Caller.operator(customer)) as unit:
            rebuild(unit, env)
    if not keyless:
        drain(database.worker, env, PARTS, seconds=600)
    return Restored(len(everyone), erased, revoked, len(everyone) - keyless, keyless)
