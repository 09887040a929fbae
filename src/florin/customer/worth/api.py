"""Net worth over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from florin.customer.worth import service, views
from florin.customer.worth.rules import month_ends
from florin.identity.access import Opened
from florin.kernel.api import MoneyOut
from florin.ledger.api import Kind
from florin.ledger.imports.sql import HOUSEHOLD

router = APIRouter(prefix="/api", tags=["net worth"])


class WorthPoint(BaseModel):
    """The end of one day: decimal text in the currency that the points are in; debts are not above zero.
    `complete` is false where an account of today was not known yet."""

    day: str
    net: str
    assets: str
    debts: str
    complete: bool


class WorthTotal(BaseModel):
    """The newest sum; debts are not above zero."""

    net: MoneyOut
    assets: MoneyOut
    debts: MoneyOut


class WorthChange(BaseModel):
    """How the net worth changed since the oldest point at which every account was known."""

    since: str
    amount: MoneyOut


class RateOut(BaseModel):
    """What one unit of `currency` is in the household's, at the ECB's reference rates of `day`; `stale` where
    they are more than a week old."""

    currency: str
    day: str
    per_unit: str | None
    stale: bool


class WorthOut(BaseModel):
    """Net worth in the household's currency: now, its change, and at the ends of months, each at its own
    rates. Currencies without a rate are `left_out`; `without` names accounts whose balance nobody told."""

    currency: str
    day: str
    total: WorthTotal | None
    change: WorthChange | None
    points: list[WorthPoint]
    rates: list[RateOut]
    left_out: list[str]
    without: list[str]


class CurrencyWorth(WorthTotal):
    """All accounts of one currency; `converted` is their net sum in the household's."""

    currency: str
    converted: MoneyOut | None
    points: list[WorthPoint]


class AccountWorth(BaseModel):
    """One account in the newest sum; before `since` it is not known what it held."""

    id: UUID
    name: str
    kind: Kind
    here: bool
    value: MoneyOut
    converted: MoneyOut | None
    since: str | None


class NetWorthOut(WorthOut):
    """Net worth with its parts."""

    currencies: list[CurrencyWorth]
    accounts: list[AccountWorth]


@router.get("/net-worth")
def get_net_worth(
    access: Opened,
    months: Annotated[int, Query(ge=1, le=1200), Field(description="How many month ends before today.")] = 36,
) -> NetWorthOut:
    """What the customer has and owes at the ends of past months and today."""
    with access.work() as work:
        currency = work.scalar(HOUSEHOLD, customer=access.customer)
        days = month_ends(work.today(access.env.clock), months)
        found = service.net_worth(work, access.env, currency=currency, days=days)
        return NetWorthOut.model_validate(views.net_worth_json(found))
