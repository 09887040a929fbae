"""Customers over HTTP, for staff: a list, one picture with the evidence of each fact, everyone's imports."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from florin.customer.api import FactDetailOut, FactOut
from florin.customer.home import fact_detail_json
from florin.customer.office import service, views
from florin.customer.service import customer
from florin.customer.suggestions.api import SuggestionOut
from florin.identity.office import SeesCustomers, SeesImports
from florin.kernel.api import MoneyOut
from florin.ledger.api import AccountOut

router = APIRouter(prefix="/api/office", tags=["office"])
EventPlace = Annotated[str | None, Query(pattern=r"^\d{1,18}$")]
Trouble = Literal["overdrawn", "nothing", "shrinking"]
ImportState = Literal["preview", "confirmed", "imported", "undoing", "undone", "failed"]


class OfficeCustomerOut(BaseModel):
    """A customer in the list; what is not known yet is null.

    `trouble`: why they are in trouble, each reason with its figure beside it: "overdrawn" (`overdraft_days`
    of the last 90), "nothing" (`liquid` below zero), "shrinking" (`monthly_net` below zero and `buffer_days`
    under 90); empty for who is in none. `since`: when they were added; `first_movement`: their first
    transaction.
    """

    id: UUID
    name: str
    country: str
    currency: str
    persona: str | None
    since: str
    accounts: int
    liquid: MoneyOut | None
    net_worth: MoneyOut | None
    overdraft_days: int | None
    monthly_net: MoneyOut | None
    buffer_days: int | None
    trouble: list[Trouble]
    open_suggestions: int
    first_movement: str | None
    last_movement: str | None


class OfficeCustomersOut(BaseModel):
    """A page of customers; `total` is told with the first."""

    items: list[OfficeCustomerOut]
    next: str | None
    total: int | None


class OpenedCustomerOut(BaseModel):
    """Whose picture is open."""

    id: UUID
    name: str
    country: str
    currency: str
    persona: str | None
    since: str
    first_movement: str | None
    business_date: str


class OfficeSuggestionOut(SuggestionOut):
    """A suggestion with when it was made and decided."""

    created: str
    decided: str | None


class OfficeImportOut(BaseModel):
    """An import; `file` is told only where its customer is open."""

    id: UUID
    customer: UUID
    state: ImportState
    format: str | None
    file: str | None
    added: int
    duplicates: int
    pending: int
    created: str
    finished: str | None


class OfficeImportsOut(BaseModel):
    """A page of everyone's imports, newest first."""

    items: list[OfficeImportOut]
    next: str | None


class EventOut(BaseModel):
    """An event of the log; `body` holds ids and codes only."""

    id: str
    time: str
    name: str
    customer: UUID | None
    body: dict[str, Any]


class EventsOut(BaseModel):
    """A page of events, newest first."""

    items: list[EventOut]
    next: str | None


class PictureOut(BaseModel):
    """Everything that is known of one customer, and what happened last."""

    customer: OpenedCustomerOut
    accounts: list[AccountOut]
    facts: list[FactOut]
    suggestions: list[OfficeSuggestionOut]
    imports: list[OfficeImportOut]
    events: list[EventOut]


class CustomersAsked(BaseModel):
    """The filter of the list; `trouble` and `open` narrow it only where they are true. Without `sort` those
    in trouble come by how bad it is (most days below zero, then the fewest days that the money lasts),
    any others newest first."""

    demo: bool | None = None
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    currency: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$")] = None
    trouble: bool = False
    open: bool = False
    sort: service.Sort | None = None
    cursor: Annotated[str | None, Field(max_length=120)] = None


@router.get("/customers")
def list_office_customers(
    access: SeesCustomers, asked: Annotated[CustomersAsked, Query()]
) -> OfficeCustomersOut:
    """Customers, a page at a time."""
    wanted = service.CustomerFilter(asked.demo, asked.country, asked.currency, asked.trouble, asked.open)
    with access.work() as unit:
        rows, following = service.customers(unit, access.env, wanted, asked.sort, asked.cursor)
        total = service.customer_count(unit, access.env, wanted) if asked.cursor is None else None
    items = [views.customer_json(row, access.env) for row in rows]
    return OfficeCustomersOut.model_validate({"items": items, "next": following, "total": total})


@router.get("/customers/{identifier}")
def get_office_customer(identifier: UUID, access: SeesCustomers) -> PictureOut:
    """One customer's picture; that it was opened is logged."""
    with access.opened(identifier, "picture") as unit:
        return PictureOut.model_validate(views.picture_json(unit, access.env))


@router.get("/customers/{identifier}/facts/{name}")
def get_office_fact(
    identifier: UUID,
    name: str,
    access: SeesCustomers,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$")] = None,
) -> FactDetailOut:
    """One fact of one customer with what it rests on; that it was opened is logged."""
    with access.opened(identifier, "fact") as unit:
        customer(unit, access.env, identifier)
        return FactDetailOut.model_validate(fact_detail_json(unit, access.env, name, int(cursor or 0)))


@router.get("/customers/{identifier}/events")
def list_office_events(identifier: UUID, access: SeesCustomers, cursor: EventPlace = None) -> EventsOut:
    """One customer's events, newest first; that they were opened is logged."""
    with access.opened(identifier, "events") as unit:
        customer(unit, access.env, identifier)
        rows, following = service.events_of(unit, int(cursor) if cursor else None)
        return EventsOut.model_validate({"items": views.events_json(rows), "next": following})


@router.get("/imports")
def list_office_imports(
    access: SeesImports, state: ImportState | None = None, cursor: UUID | None = None
) -> OfficeImportsOut:
    """Everyone's statement imports, newest first; file names stay sealed."""
    with access.work() as unit:
        rows, following = service.imports(unit, state, cursor)
    return OfficeImportsOut.model_validate(
        {"items": [views.import_json(row) for row in rows], "next": following}
    )
