"""What a list of transactions is narrowed to, and the one condition that list, sum and export share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from florin.customer.transactions.rules.words import folded

FROM = """
  from derived.transaction t
 where t.customer_id = :customer and not (t.opening and t.statement_line_id is null)"""
# Joined to few rows only: to join ten thousand before they are narrowed costs more than the search itself.
MARKS = "left join derived.mark m on m.entry_id = t.entry_id and m.line = t.line"
_MARKED = "(t.entry_id, t.line) in (select m.entry_id, m.line from derived.mark m where {})"
_AMOUNT = "abs(t.amount) {} (cast(:{} as jsonb) ->> cast(t.currency as text))::bigint"
_CONDITIONS = {
    "patterns": "(t.search like all (cast(:patterns as text[])) or t.marked <> ''"
    " and t.search || ' ' || t.marked like all (cast(:patterns as text[])))",
    "accounts": "t.account_id = any (:accounts)",
    "since": "t.booked >= :since",
    "until": "t.booked <= :until",
    "status": "t.status = :status",
    "incoming": "(t.amount > 0) = :incoming",
    "least": _AMOUNT.format(">=", "least"),
    "most": _AMOUNT.format("<=", "most"),
    "kinds": "t.kind = any (:kinds)",
    "currencies": "t.currency = any (:currencies)",
    "counterparty": "t.counterparty = :counterparty",
    "own": "t.own_transfer = :own",
    "tags": _MARKED.format("m.tag_keys && cast(:tags as text[])"),
    "import_": "t.statement_line_id in (select id from statement_line where import_id = :import_)",
}
_HAS = {
    "note": _MARKED.format("m.note is not null"),
    "attachment": _MARKED.format("m.attachments > 0"),
    "split": _MARKED.format("jsonb_array_length(m.parts) > 0"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to.

    `least`, `most`: minor units without sign, by currency. Of several accounts, kinds, currencies or tags one
    is enough; of `has` (note, attachment, split) each must be there. `own`: only transfers between own
    accounts, or none.
    """

    query: str | None = None
    accounts: tuple[UUID, ...] = ()
    since: date | None = None
    until: date | None = None
    direction: str | None = None
    status: str | None = None
    least: Mapping[str, int] | None = None
    most: Mapping[str, int] | None = None
    kinds: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    counterparty: str | None = None
    own: bool | None = None
    tags: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    import_: UUID | None = None


def where(wanted: Filter) -> tuple[str, dict[str, Any]]:
    """The condition of a filter, to follow FROM, with the values that it binds."""
    values = _values(wanted)
    conditions = [_CONDITIONS[name] for name in values] + [_HAS[name] for name in wanted.has]
    return "".join(f"\n   and {condition}" for condition in conditions), values


def _values(wanted: Filter) -> dict[str, Any]:
    told = {
        "patterns": [_pattern(word) for word in folded(wanted.query or "").split()] or None,
        "accounts": list(wanted.accounts) or None,
        "since": wanted.since,
        "until": wanted.until,
        "status": wanted.status,
        "incoming": None if wanted.direction is None else wanted.direction == "in",
        "least": None if wanted.least is None else orjson.dumps(wanted.least).decode(),
        "most": None if wanted.most is None else orjson.dumps(wanted.most).decode(),
        "kinds": list(wanted.kinds) or None,
        "currencies": list(wanted.currencies) or None,
        "counterparty": wanted.counterparty or None,
        "own": wanted.own,
        "tags": [folded(tag) for tag in wanted.tags] or None,
        "import_": wanted.import_,
    }
    return {name: value for name, value in told.items() if value is not None}


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
