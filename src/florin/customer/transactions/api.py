"""Transactions over HTTP: list, search, sum, export, details."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from florin.customer.transactions import export, service, views
from florin.customer.transactions.filters import Filter
from florin.identity.access import Opened
from florin.kernel.api import MoneyOut
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.money import MoneyError, is_currency, scale_of, to_minor
from florin.kernel.work import Work
from florin.ledger.imports.sql import HOUSEHOLD

router = APIRouter(prefix="/api", tags=["transactions"])
Status = Literal["booked", "pending", "planned", "refused"]
_CURRENCIES = text("select distinct currency from account where customer_id = :customer")
Word = Annotated[str, Field(min_length=1, max_length=80)]


class MarksOut(BaseModel):
    """What the customer wrote on a transaction; parts and attachments by their number."""

    note: str | None
    tags: list[str]
    parts: int
    attachments: int


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
    marks: MarksOut | None


class PartOut(BaseModel):
    """A part of a transaction under the customer's own label."""

    label: str
    amount: MoneyOut


class AttachmentOut(BaseModel):
    """A file on a transaction; `size` in bytes."""

    id: UUID
    name: str
    type: Literal["image/png", "image/jpeg", "image/webp", "application/pdf"]
    size: int
    added: str


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
    """A transaction with the exact line that it came from, its journal entry and all that is written on it.

    `markable`: it is booked, so it can be written on.
    """

    reference: str | None
    counterparty_account: str | None
    original: str
    where: str | None
    import_: Annotated[ImportRef | None, Field(alias="import")]
    entry: EntryOut | None
    parts: list[PartOut]
    attachments: list[AttachmentOut]
    markable: bool


class TransactionsOut(BaseModel):
    """A page of transactions, newest first, and the cursor of the next."""

    items: list[TransactionOut]
    next: str | None


class SumOut(BaseModel):
    """In one currency: how many, what came in, and what went out less what came back (both without sign;
    `out` is negative where more came back). `aside`: how many are neither, because they only move the
    customer's own money or are not booked."""

    count: int
    in_: Annotated[MoneyOut, Field(alias="in")]
    out: MoneyOut
    aside: int


class SumsOut(BaseModel):
    """What a filter finds, together, with in and out as Home has them; of one account alone, or of transfers
    between own accounts alone, those transfers count too."""

    count: int
    sums: list[SumOut]


class FilterIn(BaseModel):
    """What a list is narrowed to: all of it must hold; of several accounts, kinds, currencies, tags one.

    `min` and `max` are amounts without sign, each in the transaction's own currency.
    """

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str | None, Field(max_length=100)] = None
    account: Annotated[list[UUID], Field(max_length=50)] = []
    since: Annotated[date | None, Field(alias="from")] = None
    until: Annotated[date | None, Field(alias="to")] = None
    direction: Literal["in", "out"] | None = None
    status: Status | None = None
    least: Annotated[Decimal | None, Field(alias="min", ge=0)] = None
    most: Annotated[Decimal | None, Field(alias="max", ge=0)] = None
    kind: Annotated[list[Word], Field(max_length=20)] = []
    currency: Annotated[list[Word], Field(max_length=20)] = []
    counterparty: Annotated[str | None, Field(max_length=300)] = None
    own: Literal["only", "without"] | None = None
    tag: Annotated[list[Word], Field(max_length=20)] = []
    has: Annotated[list[Literal["note", "attachment", "split"]], Field(max_length=3)] = []
    import_: Annotated[UUID | None, Field(alias="import")] = None


class ListIn(FilterIn):
    """A filter, and which page of the list."""

    cursor: Annotated[str | None, Field(max_length=60)] = None
    limit: Annotated[int, Field(ge=1, le=service.MOST)] = service.PAGE


class ExportIn(FilterIn):
    """A filter, and how the file is written."""

    format: Literal["csv", "json"] = "csv"


@router.get("/transactions")
def list_transactions(access: Opened, asked: Annotated[ListIn, Query()]) -> TransactionsOut:
    """Transactions by text and filter, newest first; planned transfers stand before them."""
    with access.work() as work:
        wanted = _filter(work, asked)
        found, after = service.listed(work, wanted, cursor=asked.cursor, limit=asked.limit)
        names = views.names(work, access.env)
        items = [views.transaction_json(row, names, work.language) for row in found]
        if asked.cursor is None:
            items = [*views.planned_json(work, wanted, names), *items]
    return TransactionsOut.model_validate({"items": items, "next": after})


@router.get("/transactions/sum")
def sum_transactions(access: Opened, asked: Annotated[FilterIn, Query()]) -> SumsOut:
    """What a filter finds, together: how many, and by currency what came in and went out."""
    with access.work() as work:
        return SumsOut.model_validate(views.sum_json(service.summed(work, _filter(work, asked))))


@router.get(
    "/transactions/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/json": {}}}},
)
def export_transactions(access: Opened, asked: Annotated[ExportIn, Query()]) -> StreamingResponse:
    """All transactions of a filter as a file, with notes, tags and parts."""
    with access.work() as work:
        wanted, today = _filter(work, asked), work.today(access.env.clock)
    written = export.as_csv if asked.format == "csv" else export.as_json

    def streamed() -> Iterator[str]:
        with access.work() as work:
            yield from export.in_chunks(written(export.records(work, access.env, wanted)))

    name = f"transactions-{today.isoformat()}.{asked.format}"
    return StreamingResponse(
        streamed(),
        media_type="text/csv; charset=utf-8" if asked.format == "csv" else "application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/transactions/{identifier}")
def get_transaction(identifier: str, access: Opened) -> TransactionDetailOut:
    """One transaction with its original line, its journal entry and what is written on it."""
    with access.work() as work:
        return TransactionDetailOut.model_validate(views.detail_json(work, access.env, identifier))


def _filter(work: Work, asked: FilterIn) -> Filter:
    """The filter that was asked for; InvalidInput names the field that cannot be."""
    if problems := list(_contradictions(asked)):
        raise InvalidInput("the filter cannot be met", fields=problems)
    return Filter(
        query=asked.q,
        accounts=tuple(asked.account),
        since=asked.since,
        until=asked.until,
        direction=asked.direction,
        status=asked.status,
        least=_by_currency(work, "min", asked.least, ROUND_CEILING),
        most=_by_currency(work, "max", asked.most, ROUND_FLOOR),
        kinds=tuple(asked.kind),
        currencies=tuple(asked.currency),
        counterparty=asked.counterparty,
        own=None if asked.own is None else asked.own == "only",
        tags=tuple(asked.tag),
        has=tuple(asked.has),
        import_=asked.import_,
    )


def _contradictions(asked: FilterIn) -> Iterator[FieldError]:
    if asked.since and asked.until and asked.until < asked.since:
        yield FieldError("to", "must not be before `from`", "before-from")
    if asked.least is not None and asked.most is not None and asked.most < asked.least:
        yield FieldError("max", "must not be less than `min`", "below-min")
    for n, code in enumerate(asked.currency):
        if not is_currency(code):
            yield FieldError(f"currency.{n}", f"{code!r} is not a currency code of ISO 4217", "no-currency")


def _by_currency(work: Work, field: str, amount: Decimal | None, rounding: str) -> Mapping[str, int] | None:
    """`amount` in minor units of each currency of the customer; the household's must hold it exactly."""
    if amount is None:
        return None
    try:
        to_minor(amount, work.scalar(HOUSEHOLD, customer=work.customer))
    except MoneyError as error:
        raise InvalidInput(
            "the amount is no amount", fields=[FieldError(field, str(error), error.code)]
        ) from None
    found = [row.currency for row in work.all(_CURRENCIES, customer=work.customer)]
    return {code: int(amount.scaleb(scale_of(code)).to_integral_value(rounding)) for code in found}
