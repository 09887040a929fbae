"""Maker and checker: what one member of staff asks for, another decides; the database holds them apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.kernel.clock import Clock
from florin.kernel.database import as_ours
from florin.kernel.errors import Conflict, NotAllowed, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Work

OPEN_FOR = timedelta(days=14)  # then a request lapses: who decides must not sign what others have forgotten
PAGE = 50

_ASK = text("""
select approval_ask(:fresh, :kind, :customer, cast(:subject as jsonb), :reason, :at, :until)
""")
_DECIDE = text("select kind, customer_id, subject, asked_by from approval_decide(:id, :verdict, :at)")
_LIST = text("""
select * from approvals(cast(:waiting as boolean), cast(:before_at as timestamptz), cast(:before_id as uuid),
                        :at, :most)
""")
_OF = text("select kind, customer_id, subject, asked_by, decided_by from approval_of(:id)")
_REFUSALS = {
    "FL004": lambda: NotAllowed("your role in this bank may not do this", reason="role"),
    "FL005": lambda: NotFound("there is nothing to decide (any more)", reason="approval"),
    "FL006": lambda: Conflict("another member of staff must decide", reason="four-eyes"),
}


@dataclass(frozen=True, slots=True)
class Approved:
    """What another member of staff has said yes to: `subject` holds ids and codes."""

    id: UUID
    kind: str
    customer: UUID | None
    subject: Mapping[str, Any]
    asked_by: UUID
    decided_by: UUID


def ask(
    unit: Work,
    clock: Clock,
    kind: str,
    subject: Mapping[str, Any],
    *,
    reason: str,
    customer: UUID | None = None,
) -> UUID:
    """Asks, as the member of staff whose work this is, for something that needs a second one; its id.

    The same thing asked for twice is one request. `subject` holds ids and codes only.

    Raises:
        NotAllowed: the caller is no member of staff whose role may ask.
    """
    now = clock.now()
    sent = orjson.dumps(subject, option=orjson.OPT_SORT_KEYS).decode()
    values = {"kind": kind, "customer": customer, "subject": sent, "reason": reason}
    with as_ours(_REFUSALS):
        return unit.scalar(_ASK, fresh=new_id(), at=now, until=now + OPEN_FOR, **values)


def decide(unit: Work, clock: Clock, identifier: UUID, verdict: str) -> None:
    """Says "approved" or "refused" as another member of staff than who asked, who alone may say "withdrawn".

    What was approved is carried out by a worker, once.

    Raises:
        NotFound: nothing waits under this id; it was decided, or lapsed.
        Conflict: the one who asked cannot decide, nor another withdraw.
        NotAllowed: the caller's role may not.
    """
    with as_ours(_REFUSALS):
        unit.run(_DECIDE, id=identifier, verdict=verdict, at=clock.now())


def listed(
    unit: Work, clock: Clock, *, waiting: bool | None = None, cursor: str | None = None
) -> tuple[list[Any], str | None]:
    """A page of requests, newest first, and the place of the next (None at the end)."""
    at, _, identifier = (cursor or "").partition("_")
    with as_ours(_REFUSALS):
        rows = unit.all(
            _LIST,
            waiting=waiting,
            before_at=at or None,
            before_id=identifier or None,
            at=clock.now(),
            most=PAGE + 1,
        )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.asked.isoformat()}_{last.id}" if last else None


def approved(unit: Work, identifier: UUID) -> Approved | None:
    """What a worker may carry out under this id; None where nobody has said yes."""
    row = unit.first(_OF, id=identifier)
    return None if row is None else Approved(identifier, *row)
