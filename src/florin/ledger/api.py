"""Accounts over HTTP."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from florin.identity.access import Opened
from florin.kernel.api import DayAmount, MoneyOut
from florin.ledger import views
from florin.ledger.imports.service import tell_balance
from florin.ledger.imports.sql import HOUSEHOLD

router = APIRouter(prefix="/api", tags=["accounts"])
Kind = Literal["current", "savings", "card", "loan", "mortgage", "investment", "cash", "unknown"]


class AccountOut(BaseModel):
    """One account: what it holds, what is free of it, how its balance went. `limit`: the most that may be
    owed on a card, null where that is not known."""

    id: UUID
    name: str
    kind: Kind
    here: bool
    bank: str | None
    number: str | None
    currency: str
    balance: MoneyOut
    balance_known: bool
    available: MoneyOut
    held: MoneyOut
    planned: MoneyOut
    rate: str | None
    rate_source: Literal["told", "estimated", "terms"] | None
    limit: MoneyOut | None
    last_booked: str | None
    transactions: int
    course: list[DayAmount]


class AccountsOut(BaseModel):
    """All accounts, their sums by currency, and one sum where all rates are known."""

    items: list[AccountOut]
    net: list[MoneyOut]
    converted: MoneyOut | None


class AccountChange(BaseModel):
    """What a customer may change of an account."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=100)] = ""
    kind: Kind = "unknown"
    rate: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    balance: Annotated[Decimal, Field(description="What it holds today.")] | None = None


@router.get("/accounts")
def list_accounts(access: Opened) -> AccountsOut:
    """All accounts of the customer, those of this bank first."""
    with access.work() as work:
        found = views.accounts(work, access.env)
        currency = work.scalar(HOUSEHOLD, customer=access.customer)
        sums = views.net(found, currency)
        total = views.converted_net(work, sums, currency, work.today(access.env.clock))
    return AccountsOut.model_validate(
        {"items": found, "net": [views.money(m, c) for c, m in sums], "converted": total}
    )


@router.get("/accounts/{account}")
def get_account(account: UUID, access: Opened) -> AccountOut:
    """One account."""
    with access.work() as work:
        return AccountOut.model_validate(views.account(work, access.env, account))


@router.patch("/accounts/{account}")
def change_account(account: UUID, change: AccountChange, access: Opened) -> AccountOut:
    """Rename an account; tell the kind or the yearly rate of one at another bank."""
    with access.work() as work:
        changes = change.model_dump(exclude_unset=True)
        if change.balance is not None:
            tell_balance(work, access.env, account, change.balance)
        return AccountOut.model_validate(views.change_account(work, access.env, account, changes))
