"""Finds the account of each statement in a file, and stores its lines, stated balances and holdings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from florin.kernel.errors import Conflict, InvalidInput
from florin.kernel.money import is_currency, round_minor, scale_of
from florin.kernel.work import Work
from florin.language.slots import Name
from florin.ledger import service as ledger
from florin.ledger.imports import sql
from florin.ledger.imports.rules import (
    Prepared,
    account_code,
    anchors,
    matching_text,
    scheme_of,
    stated_currency,
)
from florin.ledger.statements import Position, Statement, StatementFile
from florin.ports.keys.vault import Vault


@dataclass(slots=True)
class Found:
    """One statement of a file, and the account that it belongs to."""

    statement: Statement
    account: UUID
    fresh: bool
    currency: str
    prepared: list[Prepared] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What every step needs: the customer's vault, both clocks' readings, and the household's currency."""

    vault: Vault
    now: datetime
    today: date
    currency: str


def place(
    work: Work, context: Context, statement: Statement, file: StatementFile, account: UUID | None
) -> Found:
    """The account of a statement: the one that was named, one seen before, or a new one."""
    if account is not None:
        row = work.first(sql.ACCOUNT, id=account)
        if row is None:
            raise InvalidInput("there is no such account", reason="no-account")
        if (stated_currency(statement.currency) or row.currency) != row.currency:
            raise InvalidInput(
                f"the statement is in {statement.currency}, the account in {row.currency}",
                reason="other-currency",
                slots={"found": Name(statement.currency), "wanted": Name(row.currency)},
            )
        if row.here and work.caller.kind == "customer":
            raise Conflict(
                "this account is kept at this bank, which already knows its transactions", reason="kept-here"
            )
        return Found(statement, account, fresh=False, currency=row.currency)
    layout = f"{file.profile.delimiter}{file.profile.columns}" if file.profile else ""
    code = account_code(statement, scheme_of(file.format), layout)
    currency = stated_currency(statement.currency) or context.currency
    if not is_currency(currency):
        raise InvalidInput(
            f"the statement is in {currency}, which is no currency of ISO 4217",
            reason="strange-currency",
            slots={"found": Name(currency)},
        )
    row = work.first(
        sql.ACCOUNT_BY_CODE, customer=work.customer, mac=context.vault.code(code), currency=currency
    )
    if row is not None:
        return Found(statement, row.id, fresh=False, currency=currency)
    return Found(statement, _open(work, context, statement, code, currency), fresh=True, currency=currency)


def _open(work: Work, context: Context, statement: Statement, code: str, currency: str) -> UUID:
    days = [line.booked for line in statement.lines if line.booked]
    kind = "current" if statement.kind == "unknown" else statement.kind
    return ledger.open_account(
        work,
        context.vault,
        kind=kind,
        here=False,
        currency=currency,
        opened=min(days, default=context.today),
        now=context.now,
        name="",
        number=statement.account,
        match=code,
        bank=statement.bank,
        owner=statement.owner,
    )


def store_lines(
    work: Work, context: Context, identifier: UUID, file: StatementFile, found: Sequence[Found]
) -> None:
    vault = context.vault
    scheme = scheme_of(file.format)
    lines = [(each, p, p.line) for each in found for p in each.prepared]
    work.run(
        sql.ADD_LINES,
        customer=work.customer,
        id=identifier,
        scheme=scheme,
        accounts=[each.account for each, _, _ in lines],
        statuses=[p.status for _, p, _ in lines],
        bookeds=[line.booked for _, _, line in lines],
        values_=[line.value for _, _, line in lines],
        amounts=[p.minor for _, p, _ in lines],
        currencies=[each.currency for each, _, _ in lines],
        bank_macs=[vault.code(f"id {line.bank_id}") if line.bank_id else None for _, _, line in lines],
        text_macs=[vault.code(matching_text(line)) for _, _, line in lines],
        personals=[vault.seal_fields(_words(line)) for _, _, line in lines],
    )


def _words(line: Any) -> dict[str, Any]:
    names = ("text", "counterparty", "counterparty_account", "reference", "kind", "original", "where")
    return {name: getattr(line, name) for name in names} | {"amount": str(line.amount)}


def store_anchors(work: Work, identifier: UUID, found: Sequence[Found]) -> None:
    rows = [(f.account, day, minor) for f in found for day, minor in anchors(f.statement, f.currency)]
    accounts, days, amounts = ([r[i] for r in rows] for i in range(3))
    work.run(
        sql.ADD_ANCHORS, id=identifier, customer=work.customer, accounts=accounts, days=days, amounts=amounts
    )


def store_holdings(work: Work, identifier: UUID, found: Sequence[Found]) -> None:
    rows = [
        _holding(f, p) | {"id": identifier, "customer": work.customer, "line": number}
        for f in found
        for number, p in enumerate(f.statement.positions, 1)
    ]
    if rows:
        work.connection.execute(sql.ADD_HOLDING, rows)


def _holding(found: Found, position: Position) -> dict[str, Any]:
    """A holding as it is stored; its value only where it is in the account's currency."""
    same = (stated_currency(position.currency) or found.currency) == found.currency
    minor = None if position.value is None else round_minor(position.value.scaleb(scale_of(found.currency)))
    return {
        "account": found.account,
        "as_of": position.as_of,
        "security_id": position.security_id,
        "security": position.security,
        "units": position.units,
        "price": position.price,
        "value": minor if same else None,
        "currency": found.currency,
    }
