"""What `florin statement check` and `show` say of a file, as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from florin.ledger.statements.figures import NO_CURRENCY
from florin.ledger.statements.statement import Line, Statement, StatementError, StatementFile


def checked(source: Path) -> dict[str, Any]:
    """The result of one file: what is in it, or why it is no statement; never raises for a bad file."""
    from florin.ledger.statements import read

    try:
        found = read(source)
    except StatementError as error:
        return _result(source, None) | {"error": str(error)}
    return _result(source, found)


def shown(found: StatementFile) -> Iterator[dict[str, Any]]:
    """One object a line, money out negative."""
    for statement in found.statements:
        for line in statement.lines:
            yield {
                "booked": _iso(line.booked),
                "value": _iso(line.value),
                "amount": _decimal(line.amount),
                "currency": _named(line.currency),
                "status": line.status,
                "counterparty": line.counterparty,
                "text": line.text,
                "reference": line.reference,
            }


def _result(source: Path, found: StatementFile | None) -> dict[str, Any]:
    statements = found.statements if found else ()
    return {
        "file": str(source),
        "ok": found is not None,
        "format": found.format if found else None,
        "statements": [_statement(statement) for statement in statements],
        "positions": [position for statement in statements for position in _positions(statement)],
        "warnings": list(_warnings(found)) if found else [],
        "error": None,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    booked = [line for line in statement.lines if line.status == "booked"]
    known = [balance for balance in (statement.opening, statement.closing) if balance is not None]
    return {
        "account": statement.account,
        "currency": _named(statement.currency),
        "opening": _decimal(statement.opening),
        "closing": _decimal(statement.closing),
        "transactions": len(booked),
        "pending": len(statement.lines) - len(booked),
        "credits": _decimal(_sum((line for line in booked if line.amount > 0), known)),
        "debits": _decimal(abs(_sum((line for line in booked if line.amount < 0), known))),
        "balanced": statement.balanced,
    }


def _sum(lines: Iterable[Line], balances: list[Decimal]) -> Decimal:
    """The sum in the finest scale of its lines; without lines, in that of the balances."""
    amounts = [line.amount for line in lines]
    if not amounts:
        scale = max((-_exponent(balance) for balance in balances), default=0)
        return Decimal((0, (0,), -scale))
    return sum(amounts, Decimal((0, (0,), min(map(_exponent, amounts)))))


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _positions(statement: Statement) -> Iterator[dict[str, Any]]:
    for position in statement.positions:
        yield {
            "account": statement.account,
            "security": position.security,
            "security_id": position.security_id,
            "id_type": position.id_type,
            "units": _decimal(position.units),
            "price": _decimal(position.price),
            "value": _decimal(position.value),
            "currency": _named(position.currency),
            "as_of": _iso(position.as_of),
        }


def _warnings(found: StatementFile) -> Iterator[str]:
    yield from found.warnings
    several = len(found.statements) > 1
    for number, statement in enumerate(found.statements, start=1):
        where = f"statement {number}: " if several else ""
        yield from (f"{where}{warning}" for warning in statement.warnings)


def _named(currency: str) -> str | None:
    return None if currency == NO_CURRENCY else currency


def _decimal(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
