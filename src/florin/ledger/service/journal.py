"""The front door to the journal: `record`, with its words kept apart, and what would reverse an entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

_RECORD = text("""
select n, entry_id, fresh from record(
  cast(:sources as text[]), cast(:refs as text[]), cast(:bookeds as date[]), cast(:kinds as text[]),
  cast(:reversed as bigint[]), cast(:bodies as jsonb[]), cast(:leg_entries as integer[]),
  cast(:leg_accounts as uuid[]), cast(:leg_amounts as bigint[]))
""")
_LEGS = text("""
select p.entry_id, e.booked, p.account_id, p.amount from posting p join entry e on e.id = p.entry_id
 where p.entry_id = any(:entries) order by p.entry_id, p.line
""")
_ORIGINAL = text("""
insert into original (entry_id, customer_id, personal)
select * from unnest(cast(:entries as bigint[]), cast(:customers as uuid[]), cast(:sealed as bytea[]))
on conflict do nothing
""")


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting: minor units in the account's currency, into the account positive."""

    account: UUID
    minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded; the legs of each currency sum to zero. `words` is kept encrypted."""

    source: str
    reference: str
    booked: date
    kind: str
    legs: tuple[Leg, ...]
    reverses: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry's id, and whether it is new or was recorded before."""

    entry: int
    fresh: bool


def record(work: Work, entries: Sequence[Entry], vault: Vault | None = None) -> list[Recorded]:
    """Records entries in one statement with their events; one known by (source, reference) changes nothing.

    `vault` seals the words of entries that have any. Balance, rights and accounts are checked by the
      database,
    whose errors undo the whole batch.
    """
    found = _record(work, entries)
    told = [(r.entry, e.words) for e, r in zip(entries, found, strict=True) if e.words and r.fresh]
    if told and vault is None:
        raise ValueError("entries with words need the customer's vault")
    if told and vault is not None:
        _keep_words(work, [(n, work.customer, vault.seal_fields(words)) for n, words in told])
    return found


def record_all(
    work: Work, entries: Sequence[tuple[UUID, Entry]], vaults: Callable[[UUID], Vault]
) -> list[Recorded]:
    """The same for entries of several of the work's customers, each beside the customer whose words it
    holds; `vaults` gives each customer's."""
    found = _record(work, [entry for _, entry in entries])
    told = [
        (r.entry, customer, vaults(customer).seal_fields(entry.words))
        for (customer, entry), r in zip(entries, found, strict=True)
        if entry.words and r.fresh
    ]
    _keep_words(work, told)
    return found


def _record(work: Work, entries: Sequence[Entry]) -> list[Recorded]:
    if not entries:
        return []
    rows = work.all(_RECORD, **_columns(entries))
    work.wake("florin_events", "")
    return [Recorded(row.entry_id, row.fresh) for row in rows]


def _columns(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    legs = [(n, leg) for n, entry in enumerate(entries, 1) for leg in entry.legs]
    return {
        "sources": [e.source for e in entries],
        "refs": [e.reference for e in entries],
        "bookeds": [e.booked for e in entries],
        "kinds": [e.kind for e in entries],
        "reversed": [e.reverses for e in entries],
        "bodies": [orjson.dumps(e.body).decode() for e in entries],
        "leg_entries": [n for n, _ in legs],
        "leg_accounts": [leg.account for _, leg in legs],
        "leg_amounts": [leg.minor for _, leg in legs],
    }


def _keep_words(work: Work, told: Sequence[tuple[int, UUID, bytes]]) -> None:
    """Keeps sealed words: entry, customer, what was sealed."""
    if told:
        entries, customers, sealed = (list(column) for column in zip(*told, strict=True))
        work.run(_ORIGINAL, entries=entries, customers=customers, sealed=sealed)


def reversals(work: Work, entries: Sequence[int], *, booked: date | None = None) -> list[Entry]:
    """The entries that undo `entries`: same legs negated, on the same day unless `booked` is given."""
    legs: dict[int, list[Any]] = {}
    for row in work.all(_LEGS, entries=list(entries)):
        legs.setdefault(row.entry_id, []).append(row)
    return [
        Entry(
            source="reversal",
            reference=str(entry),
            booked=booked or rows[0].booked,
            kind="reversal",
            legs=tuple(Leg(r.account_id, -r.amount) for r in rows),
            reverses=entry,
        )
        for entry, rows in legs.items()
    ]
