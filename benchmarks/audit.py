"""The audit trail: records sealed and verified a second, and what an import of 10,000 lines pays for it."""

from collections.abc import Iterator

from sqlalchemy import text

from benchmarks.material.homes import House, house
from benchmarks.material.statements import FORMATS, lines
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.kernel.audit.sealer import seal_all
from florin.kernel.audit.verification import at_one_instant, verify
from florin.kernel.database import engine, with_role
from florin.kernel.postgres import role_passwords
from florin.kernel.work import Caller, work
from florin.ledger.imports import service

# The same database as if there were no audit trail: nobody says who, nothing more is indexed or recorded.
_WITHOUT = (
    "alter table event_log alter column actor set default ''",
    "drop index event_log_actor",
    "drop trigger record_bank_entries on posting",
)
_RECORDS = text("select count(*) from event_log")


def figures(runs: int) -> Iterator[Figure]:
    """Imports in turn into a house with a trail and one without, each sealed; then the whole is verified."""
    content = FORMATS["ofx"](lines())
    with house() as kept, house() as without:
        take_away(without)
        _warm(kept, without, content)
        bare, imports, sealing, sealed = zip(
            *(_round(kept, without, content) for _ in range(runs)), strict=True
        )
        count = _records(kept)
        verified = [count / seconds(lambda: _verify(kept)) for _ in range(runs)]
    whole = [took + seal for took, seal in zip(imports, sealing, strict=True)]
    without_any = ("the same without a trail", bare)
    yield figure("audit.import", "s", imports, without_any)
    yield figure("audit.import_and_seal", "s", whole, without_any)
    yield figure("audit.seal", "records/s", sealed, ("verifying them", verified))


def _warm(kept: House, without: House, content: bytes) -> None:
    """A first import into both, which pays for cold caches, and its records sealed."""
    for around in (kept, without):
        _import(around, content)
    _seal(kept)


def _round(kept: House, without: House, content: bytes) -> tuple[float, float, float, float]:
    """Seconds of an import without a trail and with one, of sealing it, and records sealed a second."""
    before = _records(kept)
    bare, imported = _import(without, content), _import(kept, content)
    added = _records(kept) - before
    took = seconds(lambda: _seal(kept))
    return bare, imported, took, added / took


def take_away(around: House) -> None:
    """Takes the trail out of a house, as its owner."""
    url = with_role(around.database.app.url, "florin_owner", role_passwords(around.home)["florin_owner"])
    owner = engine(url, size=1)
    with owner.begin() as connection:
        for statement in _WITHOUT:
            connection.execute(text(statement))
    owner.dispose()


def _import(around: House, content: bytes) -> float:
    """Seconds until a customer's import and everything that follows from it stand."""
    customer = around.customer()

    def bring() -> None:
        with work(around.database.app, Caller.operator(customer)) as unit:
            upload = service.Upload("statement.ofx", content)
            most = around.env.settings.statement_max_bytes
            service.bring(unit, service.context_of(unit, around.env), upload, max_bytes=most)
        drain(around.database.worker, around.env, PARTS)

    return seconds(bring)


def _seal(around: House) -> None:
    seal_all(around.database.worker, around.env.signing, around.env.clock.now())


def _verify(around: House) -> None:
    with work(at_one_instant(around.database.app), Caller.operator()) as unit:
        found = verify(unit, around.env.signing)
    if found.first_bad is not None:
        raise ValueError(found.json())


def _records(around: House) -> int:
    with work(around.database.worker, Caller.worker("bench")) as unit:
        return unit.scalar(_RECORDS)
