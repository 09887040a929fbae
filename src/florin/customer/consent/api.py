"""Consents over HTTP: what was allowed, giving and revoking, receipts, what each is worth, what is known."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from florin.customer.consent import ablation, inventory, receipt, service, views, worth_views
from florin.customer.consent.rules import Source, Wish
from florin.identity.access import SignedIn
from florin.kernel.api import MoneyOut
from florin.ledger.views import account_names

router = APIRouter(prefix="/api", tags=["consent"])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)]
Collected = Literal["customer", "bank", "demo"]
State = Literal["given", "revoked", "expired", "replaced"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class ConsentOut(BaseModel):
    """One consent: for one account, or (null) for all of the source, from `since` to `until`, its last day.

    `collected`: who asked for it: "customer" (given here), "bank" (which told us), "demo".
    """

    id: UUID
    purpose: str
    source: Source
    account: UUID | None
    account_name: str | None
    state: State
    since: Day
    until: Day
    ended: Day | None
    collected: Collected


class SourceStateOut(BaseModel):
    """What a purpose stands at for one source. "waits": given, but a purpose that it needs is not.

    `accounts`: how many there are, `covered`: how many of them a consent covers. `text`: what one agrees to
    for all accounts of the source, `text_one`: for a single one. A consent holds `longest_days` at most, by
    the rule `longest_by`.
    """

    source: Source
    title: str
    state: Literal["none", "given", "waits", "revoked", "expired"]
    since: Day | None
    until: Day | None
    accounts: int
    covered: int
    longest_days: int
    longest_until: Day
    longest_by: str
    text: str
    text_one: str
    consents: list[ConsentOut]


class PurposeOut(BaseModel):
    """What data may be used for: what is worked out under it (`derives`, kinds of /api/data), the purposes
    that it `needs`, and its legal basis."""

    id: str
    title: str
    does: str
    derives: list[str]
    needs: list[str]
    basis: str
    basis_source: str
    sources: list[SourceStateOut]


class ConsentsOut(BaseModel):
    """All purposes with their state, and the consents that have ended, newest first."""

    today: Day
    purposes: list[PurposeOut]
    past: list[ConsentOut]


class ConsentWish(BaseModel):
    """A consent to give: for one account of the source, or for all; until a day, or as long as may be."""

    model_config = ConfigDict(extra="forbid")

    purpose: Annotated[str, Field(max_length=40)]
    source: Source
    account: UUID | None = None
    until: date | None = None


class ConsentsGiven(BaseModel):
    """Consents to give together."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[ConsentWish], Field(min_length=1, max_length=50)]


class ConsentItemsOut(BaseModel):
    """The consents that were given."""

    items: list[ConsentOut]


class ReceiptOut(BaseModel):
    """The receipt of a consent as it stands now, and the same signed (a compact JWS)."""

    receipt: dict[str, Any]
    signature: str


class ValueOut(BaseModel):
    """A value in words, and as money or as a number (days, counts; a rate is a fraction)."""

    text: str
    money: MoneyOut | None
    number: str | None


class ChangeOut(BaseModel):
    """What one thing becomes; null: it is not known, or not there."""

    kind: str
    name: str
    how: Literal["came", "went", "changed"]
    label: str
    before: ValueOut | None
    after: ValueOut | None
    sentence: str


class WorthStepOut(BaseModel):
    """What giving (`give`) or revoking a purpose for a source would change; both null: everything at once.

    `also`: purposes given with it, for without them it has no effect. `yearly_...`: what all suggestions
    together are worth a year.
    """

    purpose: str | None
    source: Source | None
    give: bool
    also: list[str]
    accounts: int
    sentence: str
    changes: list[ChangeOut]
    yearly_before: MoneyOut
    yearly_after: MoneyOut


class WorthOfConsentsOut(BaseModel):
    """What each consent changes for this customer today."""

    items: list[WorthStepOut]


class DataSourceOut(BaseModel):
    """How much of a kind comes from accounts here or elsewhere."""

    source: Source
    count: int
    since: Day | None
    last: Day | None


class DataKindOut(BaseModel):
    """A kind of data: how much (null: its own page tells), since when, from where, used for what, how long.

    `uses`: "service" (the account itself, which needs no consent) or purposes of /api/consents.
    """

    id: str
    label: str
    count: int | None
    since: Day | None
    last: Day | None
    sources: list[DataSourceOut]
    origin: str
    origin_code: Literal["you", "bank", "statement", "derived"]
    uses: list[str]
    kept: str
    kept_code: Literal["service", "consent", "law", "session", "short"]


class DataOut(BaseModel):
    """What is known of the customer; `missing_consents`: purposes that nothing is done for."""

    today: Day
    items: list[DataKindOut]
    missing_consents: list[str]


@router.get("/consents")
def list_consents(access: SignedIn) -> ConsentsOut:
    """Every purpose, what it stands at for each source, and past consents."""
    with access.work() as work:
        return ConsentsOut.model_validate(views.consents_json(work, access.env))


@router.post("/consents", status_code=201)
def give_consents(wanted: ConsentsGiven, key: Key, access: SignedIn) -> ConsentItemsOut:
    """Consent, to several purposes at once where wished; what is given again takes the place of the old."""
    wishes = [Wish(each.purpose, each.source, each.account, each.until) for each in wanted.items]
    with access.work() as work:
        rows = service.give(work, access.env, wishes, key=key)
        names, today = account_names(work, access.env), work.today(access.env.clock)
        return ConsentItemsOut.model_validate(
            {"items": [views.consent_json(row, today, names) for row in rows]}
        )


@router.delete("/consents/{identifier}")
def revoke_consent(identifier: UUID, access: SignedIn) -> ConsentOut:
    """Take a consent back: from now on nothing is done under it, and what was derived is gone."""
    with access.work() as work:
        row = service.revoke(work, access.env, identifier)
        names, today = account_names(work, access.env), work.today(access.env.clock)
        return ConsentOut.model_validate(views.consent_json(row, today, names))


@router.get("/consents/worth")
def get_worth_of_consents(request: Request, access: SignedIn) -> WorthOfConsentsOut:
    """What each consent changes, by working the customer's own picture out with and without it; nothing of it
    is stored."""
    with access.work() as work:
        steps = ablation.worth(work, access.env, _measures(request)())
        return WorthOfConsentsOut.model_validate({"items": worth_views.worth_json(work, access.env, steps)})


@router.get("/consents/{identifier}/receipt")
def get_consent_receipt(identifier: UUID, access: SignedIn) -> ReceiptOut:
    """The receipt of a consent, signed by the bank."""
    with access.work() as work:
        told = receipt.receipt_json(work, access.env, service.one(work, identifier))
    return ReceiptOut(receipt=told, signature=receipt.signed(access.env, told))


@router.get("/data")
def get_data(access: SignedIn) -> DataOut:
    """What is known, since when, from which source, used for what and kept how long."""
    with access.work() as work:
        return DataOut.model_validate(inventory.inventory_json(work, access.env))


def _measures(request: Request) -> Callable[[], list[ablation.Measure]]:
    """What the parts measure of a consent, as the application was told."""
    return request.app.state.ablations
