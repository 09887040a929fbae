"""Whether the ids that a bank puts on its lines identify them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from florin.ledger.statements.statement import Line, Statement


def with_sound_ids(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements, without ids where one account's file gives one id to two different lines.

    Such ids are row numbers or belong to a batch: they identify nothing, and none of that account is kept.
    """
    read = tuple(statements)
    accounts: dict[str | None, list[Line]] = {}
    for statement in read:
        accounts.setdefault(statement.account, []).extend(statement.lines)
    shared = {account: found for account, lines in accounts.items() if (found := _first_shared(lines))}
    return tuple(
        _without_ids(each, shared[each.account]) if each.account in shared else each for each in read
    )


def _first_shared(lines: list[Line]) -> Line | None:
    seen: dict[str, tuple[date | None, Decimal]] = {}
    for line in lines:
        if line.bank_id and line.status == "booked":
            said = (line.booked, line.amount)
            if seen.setdefault(line.bank_id, said) != said:
                return line
    return None


def _without_ids(statement: Statement, shared: Line) -> Statement:
    said = (shared.bank_id or "")[:40]
    warning = f"the bank's id {said} stands at two different lines ({shared.where}): its ids are not used"
    lines = tuple(replace(line, bank_id=None) for line in statement.lines)
    return replace(statement, lines=lines, warnings=(*statement.warnings, warning))
