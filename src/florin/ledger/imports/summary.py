"""What an import did, as its customer is shown it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.ledger.imports import sql
from florin.ledger.imports.placing import Found
from florin.ledger.imports.rules import Prepared, Refusal
from florin.ledger.statements import StatementFile

SHOWN_LINES = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: its counts, and the summary shown to the customer."""

    counts: dict[str, int]
    summary: dict[str, Any]


def outcome_of(
    work: Work,
    identifier: UUID,
    file: StatementFile,
    found: Sequence[Found],
    posted: set[tuple[UUID, date, int, int]],
) -> Outcome:
    slots = iter(work.all(sql.SLOTS_OF, id=identifier))
    unclaimed = set(posted)
    shown = [_statement_summary(each, [next(slots) for _ in each.prepared], unclaimed) for each in found]
    counts = {name: sum(s[name] for s in shown) for name in ("added", "duplicates", "pending")}
    summary = {"statements": shown, "warnings": list(file.warnings), "format": file.format}
    if file.profile is not None:
        summary["profile"] = file.profile.to_dict()
    return Outcome(counts, summary)


def _statement_summary(
    found: Found, slots: Sequence[Any], unclaimed: set[tuple[UUID, date, int, int]]
) -> dict[str, Any]:
    statement = found.statement
    fresh = [_claim(s, unclaimed) for s in slots]
    count = Counter(p.status for p in found.prepared)
    days = [p.line.booked for p in found.prepared if p.status == "booked" and p.line.booked]
    moving = [p.minor or 0 for p in found.prepared if p.status == "booked"]
    added = sum(fresh)
    text = _amount_text(found.currency)
    return {
        "account_id": str(found.account),
        "is_new_account": found.fresh,
        "number": statement.account,
        "bank": statement.bank,
        "kind": "current" if statement.kind == "unknown" else statement.kind,
        "currency": found.currency,
        "opening": None if statement.opening is None else str(statement.opening),
        "closing": None if statement.closing is None else str(statement.closing),
        "credits": text(sum(m for m in moving if m > 0)),
        "debits": text(-sum(m for m in moving if m < 0)),
        "balanced": statement.balanced,
        "added": added,
        "duplicates": sum(1 for m in moving if m) - added,
        "pending": count["pending"],
        "refused": [_refusal(p.refusal) for p in found.prepared if p.refusal],
        "first": min(days, default=None),
        "last": max(days, default=None),
        "lines": [_shown_line(p, new) for p, new in zip(found.prepared[:SHOWN_LINES], fresh, strict=False)],
        "positions": len(statement.positions),
        "warnings": list(statement.warnings),
    }


def _claim(slot: Any, unclaimed: set[tuple[UUID, date, int, int]]) -> bool:
    """Whether this line's entry is new by this import; each new entry is claimed by one line."""
    key = (slot.account_id, slot.booked, slot.amount, slot.slot)
    if slot.slot is None or key not in unclaimed:
        return False
    unclaimed.remove(key)
    return True


def _shown_line(prepared: Prepared, fresh: bool) -> dict[str, Any]:
    line = prepared.line
    return {
        "booked": line.booked,
        "amount": str(line.amount),
        "text": line.text,
        "counterparty": line.counterparty,
        "status": prepared.status,
        "duplicate": prepared.status == "booked" and bool(prepared.minor) and not fresh,
    }


def _refusal(refusal: Refusal) -> dict[str, str]:
    return {"where": refusal.where, "reason": refusal.reason}


def _amount_text(currency: str) -> Callable[[int], str]:
    return lambda minor: amount_text(minor, currency)
