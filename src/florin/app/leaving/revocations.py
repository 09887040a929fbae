"""Which consents were taken back: a list outside the database and its backups, so that no restore brings one
back.

A line names no consent but what was consented to, and the consent up to which (their ids sort by time): a
backup may be older than the consent that was revoked in the end, and know only the one it took the place of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.consent import service as consents
from florin.kernel import appended
from florin.kernel.events import Event
from florin.kernel.work import Work
from florin.ports.environment import Environment

NAME = "revocations"
_ABOUT = "revoked consents"
_REVOKED = text("""
select id, purpose, source, account_id, revoked from consent
 where customer_id = :customer and id = any(cast(:ids as uuid[])) and ended_as = 'revoked' order by id
""")
_HOLDING = text("""
select id from consent
 where customer_id = :customer and purpose = :purpose and source = :source
   and account_id is not distinct from cast(:account as uuid) and id <= :until and ended is null order by id
""")


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a customer took back at a moment of the wall, and the consent that said it last."""

    customer: UUID
    consent: UUID
    purpose: str
    source: str
    account: UUID | None
    at: datetime


def place(home: Path) -> Path:
    """Where an installation keeps its list: beside its keys."""
    return home / NAME


def read(path: Path) -> list[Revocation]:
    """The list in its order, each once; empty where there is none; InvalidInput where it is no such list."""
    return list(dict.fromkeys(appended.read(path, _revocation, _ABOUT)))


def add(path: Path, revocations: Sequence[Revocation]) -> None:
    """Appends these, and waits until the disk has them."""
    told = [
        {
            "customer": str(r.customer),
            "consent": str(r.consent),
            "purpose": r.purpose,
            "source": r.source,
            "account": None if r.account is None else str(r.account),
            "at": r.at.isoformat(),
        }
        for r in revocations
    ]
    appended.append(path, lambda: told)


def on_revoked(unit: Work, env: Environment, events: Sequence[Event]) -> None:
    """Consents of one customer were revoked: the list says so."""
    ids = [each["consent"] for event in events for each in event.body["consents"]]
    rows = unit.all(_REVOKED, customer=unit.customer, ids=ids)
    add(place(env.settings.home), [Revocation(unit.customer, *row) for row in rows])


def revoke_again(unit: Work, env: Environment, one: Revocation) -> int:
    """Ends what the work's customer has of what they took back; how many consents that were."""
    rows = unit.all(
        _HOLDING,
        customer=unit.customer,
        purpose=one.purpose,
        source=one.source,
        account=one.account,
        until=one.consent,
    )
    for row in rows:
        consents.revoke(unit, env, row.id, at=one.at)
    return len(rows)


def _revocation(told: Mapping[str, Any]) -> Revocation:
    account = told["account"]
    return Revocation(
        UUID(told["customer"]),
        UUID(told["consent"]),
        str(told["purpose"]),
        str(told["source"]),
        None if account is None else UUID(account),
        datetime.fromisoformat(told["at"]),
    )
