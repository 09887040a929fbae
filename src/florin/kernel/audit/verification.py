"""Whether the audit trail holds: every seal, every sealed record and the money it tells of, and the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, text

from florin.kernel.audit import merkle
from florin.kernel.audit.sealer import head_problem
from florin.kernel.audit.seals import Header, Place, hash_of, ids_digest, split
from florin.kernel.audit.signing import Signing
from florin.kernel.work import Work

Why = Literal[
    "changed",  # the record, or the entry and postings it tells of, is not what was sealed
    "missing",  # a sealed record is gone
    "inserted",  # a record stands where all are sealed, and no seal holds it
    "moved",  # the order of records is another one
    "seal broken",  # a seal is not what was signed, or does not follow the one before
    "seal missing",
    "tail cut",  # the chain ends before its head outside the database
    "head missing",
    "another chain",  # a seal is not the one that its head outside names
    "not recorded",  # an entry of the journal that no record tells of
    "file changed",  # an exported piece is not what was signed, in none of its records
    "unreadable",  # no exported piece, or not the whole of one
    "another key",  # signed, but not by the key that was asked for
]


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing that is wrong: which record, seal or journal entry (by id), and why."""

    why: Why
    record: str | None = None
    seal: str | None = None
    entry: str | None = None

    def json(self) -> dict[str, str | None]:
        """As commands and events tell it."""
        return {"record": self.record, "why": self.why, "seal": self.seal, "entry": self.entry}


@dataclass(frozen=True, slots=True)
class SealedTo:
    """Up to where all is sealed: the last seal, its last record, when (ISO, UTC), and by which key."""

    seal: str
    record: str
    time: str
    key: str

    def json(self) -> dict[str, str]:
        """As commands and events tell it."""
        return {"seal": self.seal, "record": self.record, "time": self.time, "key": self.key}


@dataclass(frozen=True, slots=True)
class Verification:
    """How many records were verified, up to where they are sealed, and the first bad one, if any."""

    records: int
    sealed_to: SealedTo | None
    first_bad: Bad | None

    def json(self) -> dict[str, Any]:
        """As commands and events tell it."""
        return {
            "records": self.records,
            "sealed_to": None if self.sealed_to is None else self.sealed_to.json(),
            "ok": self.first_bad is None,
            "first_bad": None if self.first_bad is None else self.first_bad.json(),
        }


_SEAL = text("select * from audit_seal where number >= :number order by number limit 1")
_LIVE = text("select found, leaves from audit_leaves(:ids)")
_PASSED = text("select audit_passed()")
_STRAY = text("select audit_stray()")
_UNRECORDED = text("select audit_unrecorded()")


def at_one_instant(engine: Engine) -> Engine:
    """The same engine, each of whose transactions sees the database as it was when it began."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def verify(work: Work, signing: Signing) -> Verification:
    """Verifies the whole chain against the records, and its end against the head that lies outside.

    Reads seal by seal, so that it needs little memory; `work` is of an engine that `at_one_instant` gives.
    Records that came after the last seal are not judged; `sealed_to` says up to where they are.
    """
    end, reached = Place(), None
    for row in _seals(work):
        if bad := _seal_problem(row, end, signing) or _records_problem(work, row):
            return Verification(end.total, reached, bad)
        header = Header.read(row.header)
        end = Place(header.number, row.hash.hex(), header.total)
        reached = SealedTo(str(header.number), str(row.ids[-1]), header.sealed, header.key)
    return Verification(end.total, reached, _end_problem(work, signing, end))


def _seals(work: Work) -> Iterator[Any]:
    number = 1
    while (row := work.first(_SEAL, number=number)) is not None:
        yield row
        number = row.number + 1


def _seal_problem(row: Any, before: Place, signing: Signing) -> Bad | None:
    """What is wrong with a seal in itself, or in its place after the one before."""
    if row.number != before.number + 1:
        return Bad("seal missing", seal=str(before.number + 1))
    broken = Bad("seal broken", seal=str(row.number))
    try:
        header = Header.read(row.header)
    except ValueError:
        return broken
    leaves = split(bytes(row.leaves))
    told = (
        header.number,
        header.previous,
        header.records,
        header.total,
        header.ids,
        header.key,
        header.root,
        hash_of(row.header),
    )
    found = (
        row.number,
        before.hash,
        len(row.ids),
        before.total + len(leaves),
        ids_digest(row.ids),
        row.key_id,
        merkle.root(leaves).hex(),
        row.hash.hex(),
    )
    if told != found or not signing.verify(row.header.encode(), bytes(row.signature), row.key_id):
        return broken
    return None


def _records_problem(work: Work, row: Any) -> Bad | None:
    """The first sealed record that does not stand as it was sealed."""
    live = work.first(_LIVE, ids=row.ids)
    found, leaves = ([], b"") if live is None else (list(live.found), bytes(live.leaves))
    if found == row.ids and leaves == bytes(row.leaves):
        return None
    now = dict(zip(found, split(leaves), strict=True))
    for identifier, leaf in zip(row.ids, split(bytes(row.leaves)), strict=True):
        if now.get(identifier) != leaf:
            why: Why = "changed" if identifier in now else "missing"
            return Bad(why, record=str(identifier), seal=str(row.number))
    return Bad("seal broken", seal=str(row.number))


def _end_problem(work: Work, signing: Signing, end: Place) -> Bad | None:
    """What is wrong where the seals in themselves hold: at the chain's end, or beside it."""
    if problem := head_problem(work, signing.head(), end):
        return Bad(_HEAD[problem], seal=str(end.number + (problem == "tail cut")))
    if (work.scalar(_PASSED) or 0) != end.total:
        stray = work.scalar(_STRAY)
        return Bad("seal broken") if stray is None else Bad("inserted", record=str(stray))
    unrecorded = work.scalar(_UNRECORDED)
    return None if unrecorded is None else Bad("not recorded", entry=str(unrecorded))


_HEAD: dict[str, Why] = {
    "tail cut": "tail cut",
    "head missing": "head missing",
    "another chain": "another chain",
}
