"""The sealer: takes committed records in the order of the log and chains them batch by batch, each once."""

import time
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine, text

from florin.kernel.audit.seals import Place, hash_at, hash_of, header_of, last_place
from florin.kernel.audit.signing import Head, Signing
from florin.kernel.clock import Clock
from florin.kernel.errors import FlorinError, Unavailable
from florin.kernel.logs import log
from florin.kernel.work import Caller, Work, work

NAME = "audit"  # as the sealer's cursor is called
BATCH = 4096
REST = 10.0  # seconds between two looks at the log
SHARE = 4  # where much waits: so many times as long as sealing took, the workers do other things
REFUSED = 60.0  # seconds until a chain that does not fit its head is looked at again

# Not the cursor's row is locked: that would give this transaction a number, and all readers of the log would
# wait for it while a remote key signs.
_ALONE = text("select pg_try_advisory_xact_lock(hashtextextended('florin audit', 0))")
_CURSOR = text("select tx::text, id from event_cursor where consumer = :consumer")
_NEXT = text("select tx, id, found, leaves from audit_next(cast(:tx as xid8), :id, :most)")
_MOVE = text("""
insert into event_cursor (consumer, tx, id, moved)
values (:consumer, cast(:tx as xid8), :id, clock_timestamp())
on conflict (consumer) do update set tx = excluded.tx, id = excluded.id, moved = excluded.moved
""")
_SEALED = text("""
select exists (select from audit_seal s
                where int8range(s.low, s.high, '[]') @> cast(:id as bigint) and :id = any(s.ids))
""")
_ADD = text("""
insert into audit_seal (number, header, hash, signature, key_id, ids, leaves, low, high)
values (:number, :header, :hash, :signature, :key, :ids, :leaves, :low, :high)
""")


class ChainBroken(FlorinError):
    """The chain does not fit what is known of it outside the database: nothing more is sealed onto it."""


class Sealing(Protocol):
    """What the sealer needs of an environment."""

    @property
    def signing(self) -> Signing: ...
    @property
    def clock(self) -> Clock: ...


class _Rest:
    """When this process looks at the log again, by its monotonic clock."""

    until = 0.0


def tick(engine: Engine, env: Sealing) -> float:
    """Seals the next batch where it is time to; the seconds until it is time again.

    The workers call this in every round; it costs them nothing while it rests, and at most a fifth of their
    time where much waits.
    """
    if (left := _Rest.until - time.monotonic()) > 0:
        return left
    started = time.monotonic()
    try:
        sealed = seal_next(engine, env.signing, env.clock.now())
        rest = REST if sealed < BATCH else SHARE * (time.monotonic() - started)
    except (ChainBroken, Unavailable) as error:
        log(__name__).error("nothing was sealed", reason=error.detail)
        rest = REFUSED
    _Rest.until = time.monotonic() + rest
    return rest


def seal_next(engine: Engine, signing: Signing, now: datetime, *, most: int = BATCH) -> int:
    """Seals the next records, `most` at once; how many. 0 also where another process is at it.

    Seal and cursor are one transaction. The head outside follows it: a process that dies in between leaves it
    one seal behind, which the next one mends.

    Raises:
        ChainBroken: the chain ends before its head, or is another one. Unavailable: the key cannot be used.
    """
    with work(engine, Caller.worker(NAME)) as unit:
        if not unit.scalar(_ALONE):
            return 0
        before = _end(unit, signing)
        cursor = unit.first(_CURSOR, consumer=NAME)
        tx, identifier = (cursor.tx, cursor.id) if cursor else ("0", 0)
        found = unit.first(_NEXT, tx=tx, id=identifier, most=most)
        if found is None:
            return 0
        end = _seal(unit, signing, before, found, now)
        unit.run(_MOVE, tx=found.tx, id=found.id, consumer=NAME)
    signing.keep_head(Head(end.number, end.hash))
    return len(found.found)


def seal_all(engine: Engine, signing: Signing, now: datetime) -> None:
    """Seals everything that is committed, for a command that wants it now; what another process is sealing it
    leaves to that one."""
    while seal_next(engine, signing, now):
        pass


def _seal(unit: Work, signing: Signing, before: Place, found: object, now: datetime) -> Place:
    ids, leaves = list(found.found), bytes(found.leaves)  # pyright: ignore[reportAttributeAccessIssue] - a row
    if unit.scalar(_SEALED, id=ids[0]):
        raise ChainBroken("the sealer's place in the log was moved back; nothing is sealed twice")
    header = header_of(before, ids, leaves, signing.key_id, now)
    told = header.text()
    hashed = hash_of(told)
    unit.run(
        _ADD,
        number=header.number,
        header=told,
        hash=bytes.fromhex(hashed),
        signature=signing.sign(told.encode()),
        key=header.key,
        ids=ids,
        leaves=leaves,
        low=min(ids),
        high=max(ids),
    )
    return Place(header.number, hashed, header.total)


def _end(unit: Work, signing: Signing) -> Place:
    """Where the chain ends, held against its head outside; a head that a killed process left behind is
    brought up."""
    try:
        end = last_place(unit)
    except ValueError as error:
        raise ChainBroken(str(error)) from None
    head = signing.head()
    if problem := head_problem(unit, head, end):
        raise ChainBroken(f"the chain of seals does not fit its head: {problem}")
    if end.number and (head is None or head.number < end.number):
        signing.keep_head(Head(end.number, end.hash))
    return end


def head_problem(unit: Work, head: Head | None, end: Place) -> str | None:
    """What is wrong with the chain by its head outside: "tail cut", "head missing", "another chain"."""
    if head is None:
        return "head missing" if end.number > 1 else None  # the first may have been sealed a moment ago
    if head.number > end.number:
        return "tail cut"
    return None if hash_at(unit, head.number) == head.hash else "another chain"
