"""A seal: some thousand records of the log under one signature, chained to the seal before."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import text

from florin.kernel.audit import merkle
from florin.kernel.audit.signing import canonical
from florin.kernel.work import Work

TYPE = "florin-audit-seal/1"
SIZE = 32  # bytes of a hash
NOTHING = "00" * SIZE  # what the first seal follows on
_HASH = text("select hash from audit_seal where number = :number")
_LAST = text("select number, header, hash from audit_seal order by number desc limit 1")


@dataclass(frozen=True, slots=True)
class Header:
    """What is signed of a seal: its `number` and `records`, how many stand under all up to it (`total`), the
    Merkle `root` of their leaves and digest of their `ids` (hex), the hash of the seal before, the key."""

    number: int
    records: int
    total: int
    root: str
    ids: str
    previous: str
    key: str
    sealed: str

    def text(self) -> str:
        """The text that is hashed and signed."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return canonical({"type": TYPE, **told}).decode()

    @staticmethod
    def read(told: str) -> "Header":
        """The header of its text; ValueError where it is not exactly what `text` writes."""
        content: Any = orjson.loads(told)
        if not isinstance(content, dict) or content.pop("type", None) != TYPE:
            raise ValueError("this is no seal")
        try:
            header = Header(**content)
        except TypeError:
            raise ValueError("this is no seal") from None
        if header.text() != told:
            raise ValueError("this seal is written in another way")
        return header


@dataclass(frozen=True, slots=True)
class Place:
    """Where the chain ends: the last seal's number and hash (hex), and how many records it has sealed."""

    number: int = 0
    hash: str = NOTHING
    total: int = 0


def header_of(before: Place, ids: Sequence[int], leaves: bytes, key: str, now: datetime) -> Header:
    """The header of the seal that follows `before` over these records."""
    return Header(
        number=before.number + 1,
        records=len(ids),
        total=before.total + len(ids),
        root=merkle.root(split(leaves)).hex(),
        ids=ids_digest(ids),
        previous=before.hash,
        key=key,
        sealed=now.isoformat(timespec="milliseconds"),
    )


def hash_of(header: str) -> str:
    """The hash (hex) of a header's text, to which the next seal is chained."""
    return sha256(header.encode()).hexdigest()


def split(leaves: bytes) -> list[bytes]:
    """Leaves one by one, of those that a seal keeps in a row."""
    return [leaves[n : n + SIZE] for n in range(0, len(leaves), SIZE)]


def ids_digest(ids: Sequence[int]) -> str:
    """The digest (hex) of ids as eight bytes each, the greatest first."""
    return sha256(struct.pack(f">{len(ids)}q", *ids)).hexdigest()


def last_place(work: Work) -> Place:
    """The end of the chain as the database has it; ValueError where that seal is broken."""
    row = work.first(_LAST)
    if row is None:
        return Place()
    header = Header.read(row.header)
    if (header.number, hash_of(row.header)) != (row.number, row.hash.hex()):
        raise ValueError("the last seal is broken")
    return Place(header.number, row.hash.hex(), header.total)


def hash_at(work: Work, number: int) -> str | None:
    """The hash (hex) of a seal; None where there is none of that number."""
    found = work.scalar(_HASH, number=number)
    return None if found is None else found.hex()
