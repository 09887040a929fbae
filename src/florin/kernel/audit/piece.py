"""A piece of the trail in a file: one customer's records with proof that they stand in the sealed chain.

JSON lines, each in its one form: a head with the public key; each seal that holds records of the customer,
with its audit path to the root over all seals; under it the records, each with its text and its audit path to
the seal's root; at the end a signed statement: how many records and seals there are, that root, and the
digest of all lines before. Nothing but the file is needed to verify it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.kernel.audit import merkle
from florin.kernel.audit.seals import Header, hash_of, split
from florin.kernel.audit.signing import Jwk, Signing, canonical, thumbprint, verified
from florin.kernel.audit.verification import Bad, SealedTo, Verification
from florin.kernel.errors import NotFound
from florin.kernel.work import Work

PIECE, STATEMENT = "florin-audit-piece/1", "florin-audit-statement/1"
_OWN = text("select id from event_log where customer_id = :customer order by id")
_HASHES = text("select number, hash from audit_seal order by number")
_HOLDING = text("""
select distinct s.number from unnest(cast(:ids as bigint[])) as w(id)
  join audit_seal s on int8range(s.low, s.high, '[]') @> w.id
 order by s.number
""")
_SEAL = text("select number, header, signature, ids, leaves from audit_seal where number = :number")
_ID = re.compile(r'\{"id": (\d+),')
_TEXTS = text("select id, told from audit_own(:ids)")


def export(work: Work, signing: Signing, customer: UUID, file: BinaryIO, now: datetime) -> int:
    """Writes the customer's sealed records to `file`; how many. `work` is an operator's for the customer.

    Raises:
        NotFound: nothing of the trail is sealed yet. Unavailable: the key cannot be used.
    """
    hashes = [bytes(row.hash) for row in work.all(_HASHES)]
    if not hashes:
        raise NotFound("nothing of the audit trail is sealed yet")
    tree = merkle.levels([merkle.leaf_hash(each) for each in hashes])
    digest, records = hashlib.sha256(), 0
    key = signing.public_key()
    head = {"type": PIECE, "customer": str(customer), "key": dict(key), "seals": len(hashes)}
    for line in (head, *_lines(work, customer, tree)):
        told = canonical(line) + b"\n"
        digest.update(told)
        file.write(told)
        records += "text" in line
    statement = {
        "type": STATEMENT,
        "customer": str(customer),
        "records": records,
        "seals": len(hashes),
        "root": tree[-1][0].hex(),
        "lines": digest.hexdigest(),
        "key": thumbprint(key),
        "exported": now.isoformat(timespec="milliseconds"),
    }
    told = canonical(statement)
    signed = {"statement": told.decode(), "signature": signing.sign(told).hex()}
    file.write(canonical(signed) + b"\n")
    return records


def _lines(work: Work, customer: UUID, tree: list[list[bytes]]) -> Iterator[dict[str, Any]]:
    own = {row.id for row in work.all(_OWN, customer=customer)}
    numbers = [row.number for row in work.all(_HOLDING, ids=sorted(own))]
    for number in numbers:
        row = work.first(_SEAL, number=number)
        places = [(n, i) for n, i in enumerate(row.ids if row else ()) if i in own]
        if row is None or not places:
            continue
        proof = [each.hex() for each in merkle.path(tree, number - 1)]
        yield {"seal": row.header, "signature": bytes(row.signature).hex(), "path": proof}
        texts = {each.id: each.told for each in work.all(_TEXTS, ids=[i for _, i in places])}
        seal = merkle.levels(split(bytes(row.leaves)))
        for place, identifier in places:
            proof = [each.hex() for each in merkle.path(seal, place)]
            yield {"text": texts[identifier], "place": place, "path": proof}


# Verified with nothing but the file ------------------------------------------------------------


@dataclass
class _Reading:
    """What has been read of a piece, and what it must agree with."""

    customer: str = ""
    key: Jwk = field(default_factory=dict)
    seals: int = 0
    records: int = 0
    root: bytes | None = None
    header: Header | None = None
    place: int = -1
    last: str = ""
    digest: Any = field(default_factory=hashlib.sha256)


class _Found(Exception):
    """The first thing that is wrong."""

    def __init__(self, bad: Bad) -> None:
        super().__init__(bad.why)
        self.bad = bad


def verify_piece(path: Path, key: str | None = None) -> Verification:
    """Verifies an exported piece offline, line by line; with `key` also that it was signed by the key of that
    id. OSError where the file cannot be read."""
    reading = _Reading()
    try:
        with path.open("rb") as file:
            reached = _read(reading, iter(file), key)
    except _Found as found:
        return Verification(reading.records, None, found.bad)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return Verification(reading.records, None, Bad("unreadable"))
    return Verification(reading.records, reached, None)


def _read(reading: _Reading, lines: Iterator[bytes], key: str | None) -> SealedTo | None:
    _begin(reading, _line(next(lines, b"")), key)
    for told in lines:
        line = _line(told)
        if "statement" in line:
            if next(lines, None) is not None:
                raise _Found(Bad("file changed"))
            return _end(reading, line)
        reading.digest.update(told)
        if "seal" in line:
            _seal(reading, line)
        else:
            _record(reading, line)
    raise _Found(Bad("unreadable"))  # the end is missing


def _line(told: bytes) -> dict[str, Any]:
    """One line; ValueError where it is not JSON, and _Found where not in its one form."""
    line = orjson.loads(told)
    if canonical(line) + b"\n" != told:
        raise _Found(Bad("file changed"))
    return line


def _begin(reading: _Reading, line: Mapping[str, Any], key: str | None) -> None:
    if line.get("type") != PIECE:
        raise _Found(Bad("unreadable"))
    reading.customer, reading.key, reading.seals = line["customer"], line["key"], line["seals"]
    if key is not None and thumbprint(reading.key) != key:
        raise _Found(Bad("another key"))
    reading.digest.update(canonical(line) + b"\n")


def _seal(reading: _Reading, line: Mapping[str, Any]) -> None:
    header = Header.read(line["seal"])
    signed = verified(reading.key, line["seal"].encode(), _bytes(line["signature"]))
    leaf = merkle.leaf_hash(bytes.fromhex(hash_of(line["seal"])))
    root = merkle.root_by(leaf, header.number - 1, reading.seals, _siblings(line))
    later = reading.header is None or header.number > reading.header.number
    if not (signed and later and reading.root in (None, root) and header.key == thumbprint(reading.key)):
        raise _Found(Bad("seal broken", seal=str(header.number)))
    reading.header, reading.root, reading.place = header, root, -1


def _record(reading: _Reading, line: Mapping[str, Any]) -> None:
    header = reading.header
    if header is None:
        raise _Found(Bad("unreadable"))
    told = line["text"]
    named = _ID.match(told)
    identifier, number = named[1] if named else None, str(header.number)
    try:
        root = merkle.root_by(merkle.leaf_hash(told.encode()), line["place"], header.records, _siblings(line))
    except ValueError:
        root = b""
    if root.hex() != header.root or orjson.loads(told)["customer"] != reading.customer:
        raise _Found(Bad("changed", record=identifier, seal=number))
    if line["place"] <= reading.place:
        raise _Found(Bad("moved", record=identifier, seal=number))
    reading.records, reading.place, reading.last = reading.records + 1, line["place"], identifier or ""


def _end(reading: _Reading, line: Mapping[str, Any]) -> SealedTo | None:
    told = line["statement"]
    statement = orjson.loads(told)
    if not verified(reading.key, told.encode(), _bytes(line["signature"])):
        raise _Found(Bad("file changed"))
    if statement["type"] != STATEMENT or statement["key"] != thumbprint(reading.key):
        raise _Found(Bad("unreadable"))
    if statement["records"] != reading.records:
        raise _Found(Bad("missing" if reading.records < statement["records"] else "inserted"))
    root = reading.root.hex() if reading.root else statement["root"]
    agreed = (statement["customer"], statement["seals"], statement["root"], statement["lines"])
    if agreed != (reading.customer, reading.seals, root, reading.digest.hexdigest()):
        raise _Found(Bad("file changed"))
    last = reading.header
    return SealedTo(str(last.number), reading.last, last.sealed, last.key) if last else None


def _siblings(line: Mapping[str, Any]) -> list[bytes]:
    return [_bytes(each) for each in line["path"]]


def _bytes(told: str) -> bytes:
    """Hex in its one form: lower case, no space; _Found for any other."""
    found = bytes.fromhex(told)
    if found.hex() != told:
        raise _Found(Bad("file changed"))
    return found
