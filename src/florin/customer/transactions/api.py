"""Transactions over HTTP: list, search, details."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from florin.customer.transactions import service, views
from florin.identity.access import SignedIn
from florin.kernel.api import MoneyOut
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.money import MoneyError, to_minor
from florin.ledger.imports.sql import HOUSEHOLD

router = APIRouter(prefix="/api", tags=["transactions"])
Status = Literal["booked", "pending", "planned", "refused"]


class TransactionOut(BaseModel):
    """One line of an account; `amount` is None only for a refused line, whose original tells it."""

    id: str
    account: UUID
    account_name: str
    booked: str
    value: str | None
    amount: MoneyOut | None
    counterparty: str | None
    text: str
    status: Status
    kind: str | None
    own_transfer: bool


class ImportRef(BaseModel):
    """The import that a transaction came by."""

    id: UUID
    file: str
    imported: str | None


class LegOut(BaseModel):
    """One leg of a journal entry."""

    account_name: str
    amount: MoneyOut


class EntryOut(BaseModel):
    """The journal entry of a transaction."""

    id: str
    source: str
    reference: str
    legs: list[LegOut]


class TransactionDetailOut(TransactionOut):
    """A transaction with the exact line that it came from and its journal entry."""

    reference: str | None
    counterparty_account: str | None
    original: str
    where: str | None
    import_: Annotated[ImportRef | None, Field(alias="import")]
    entry: EntryOut | None


class TransactionsOut(BaseModel):
    """A page of transactions, newest first, and the cursor of the next."""

    items: list[TransactionOut]
    next: str | None


@router.get("/transactions")
def list_transactions(
    access: SignedIn,
    q: Annotated[str | None, Query(max_length=100)] = None,
    account: UUID | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
    direction: Literal["in", "out"] | None = None,
    status: Status | None = None,
    least: Annotated[Decimal | None, Query(alias="min", ge=0)] = None,
    most: Annotated[Decimal | None, Query(alias="max", ge=0)] = None,
    import_: Annotated[UUID | None, Query(alias="import")] = None,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=service.MOST)] = service.PAGE,
) -> TransactionsOut:
    """Transactions by text, account, dates, direction, amount or import; planned transfers stand first."""
    with access.work() as work:
        currency = work.scalar(HOUSEHOLD, customer=access.customer)
        wanted = service.Filter(
            query=q,
            account=account,
            since=since,
            until=until,
            direction=direction,
            status=status,
            least=_minor("min", least, currency),
            most=_minor("max", most, currency),
            import_=import_,
        )
        found, after = service.listed(work, wanted, cursor=cursor, limit=limit)
        names = views.names(work, access.env)
        items = [views.transaction_json(row, names) for row in found]
        if cursor is None and import_ is None and status in (None, "planned"):
            items = [*views.planned_json(work, wanted, names), *items]
    return TransactionsOut.model_validate({"items": items, "next": after})


@router.get("/transactions/{identifier}")
def get_transaction(identifier: str, access: SignedIn) -> TransactionDetailOut:
    """One transaction with its original line and its journal entry."""
    with access.work() as work:
        if identifier.startswith("p"):
            return TransactionDetailOut.model_validate(
                views.planned_detail_json(work, access.env, identifier)
            )
        row, legs = service.detail(work, identifier)
        return TransactionDetailOut.model_validate(views.detail_json(work, access.env, row, legs))


def _minor(field: str, amount: Decimal | None, currency: str) -> int | None:
    try:
        return None if amount is None else to_minor(amount, currency)
    except MoneyError as error:
        raise InvalidInput("the amount is no amount", fields=[FieldError(field, str(error))]) from None
