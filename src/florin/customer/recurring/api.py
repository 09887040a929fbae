"""What comes, over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from florin.customer.consent import service as consents
from florin.customer.recurring import service, views
from florin.customer.transactions.api import TransactionOut
from florin.identity.access import Opened
from florin.kernel.api import Figure, MoneyOut
from florin.ledger.imports.sql import HOUSEHOLD
from florin.ledger.views import account_names

router = APIRouter(prefix="/api", tags=["upcoming"])


class UpcomingItemOut(BaseModel):
    """Something that comes on a day: a bill or income that has come again and again, a planned transfer, or
    money set aside. `amount` is the usual one (money out is negative), `least` and `most` its band; `sure` a
    fraction: how likely it comes. `returned`: when a bill that is late was asked for and sent back. A planned
    transfer or a hold lapses on its day at the latest."""

    id: UUID
    opens: Annotated[str | None, Field(description="The sheet that says why, as in the page's address.")]
    day: str
    kind: Literal["income", "bill", "planned", "hold"]
    name: str
    account: UUID
    account_name: str
    amount: MoneyOut
    least: MoneyOut
    most: MoneyOut
    cadence: Literal["weekly", "biweekly", "semi_monthly", "monthly", "quarterly", "yearly"] | None
    sure: str | None
    late: bool
    returned: str | None
    apart: Annotated[bool, Field(description="Listed before the next pay, and not part of its sum.")]
    evidence_count: int


class ApartOut(BaseModel):
    """Bills before the next pay that are listed and not part of its sum: a card pays them ("card"), or they
    are in another currency ("currency")."""

    why: Literal["card", "currency"]
    bills: int
    amount: MoneyOut
    least: MoneyOut
    most: MoneyOut


class BeforePayOut(BaseModel):
    """The bills before the next pay that leave the accounts one pays from, added up at what is expected of
    each, with the band; a sum, not a balance. `bills` counts what is added up, `apart` what is not."""

    day: str
    name: str
    bills: int
    amount: MoneyOut
    least: MoneyOut
    most: MoneyOut
    apart: list[ApartOut]


class UpcomingOut(BaseModel):
    """What comes until a day, by day; `before_pay` is null where no pay is expected. `missing` "consent":
    only planned transfers and holds are told, for the customer has not allowed bills and income to be looked
    for."""

    today: str
    until: str
    items: list[UpcomingItemOut]
    before_pay: BeforePayOut | None
    more: Annotated[int, Field(description="How many lines of it are left out.")]
    missing: Literal["consent"] | None


class SeriesOut(BaseModel):
    """Why something is expected: the series in words, its figures and what it rests on, newest first."""

    id: UUID
    name: str
    kind: Literal["income", "bill"]
    sentence: str
    definition: str
    figures: list[Figure]
    next: list[str]
    evidence: list[TransactionOut]
    evidence_count: int
    evidence_next: str | None


@router.get("/upcoming")
def list_upcoming(access: Opened, days: Annotated[int, Query(ge=1, le=400)] = service.DAYS) -> UpcomingOut:
    """Bills and income that are expected, planned transfers and holds of the next `days` days."""
    with access.work() as work:
        currency = work.scalar(HOUSEHOLD, customer=access.customer)
        found = service.coming(work, access.env, currency=currency, days=days)
        shown = views.coming_json(found, account_names(work, access.env))
        unasked = not found.expected and consents.missing(work, access.env)
        return UpcomingOut.model_validate({**shown, "more": 0, "missing": "consent" if unasked else None})


@router.get("/upcoming/{identifier}")
def get_upcoming(
    identifier: UUID, access: Opened, cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$")] = None
) -> SeriesOut:
    """One series with what it rests on; `cursor` is where the next page of evidence starts."""
    with access.work() as work:
        shown = views.series_json(work, access.env, identifier, int(cursor or 0))
        return SeriesOut.model_validate(shown)
