"""The customer over HTTP: signing in to the demo, Home, facts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi import Request as HttpRequest
from pydantic import BaseModel, Field

from florin.customer import home as home_page
from florin.customer import service
from florin.customer.recurring.api import UpcomingOut
from florin.customer.suggestions.api import SuggestionOut
from florin.customer.transactions.api import TransactionOut
from florin.customer.worth.api import WorthOut
from florin.identity import service as identity
from florin.identity.access import Access, AppEngine, Env, Language, Opened, SignedIn
from florin.identity.cookies import enter
from florin.identity.realms import CUSTOMERS
from florin.identity.shapes import How
from florin.identity.visit import device_of
from florin.kernel.api import DayAmount, Figure, MoneyOut
from florin.kernel.work import Caller, work
from florin.ledger.api import AccountOut
from florin.ledger.views import account_names

router = APIRouter(prefix="/api", tags=["customer"])


class CustomerOut(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    country: str
    currency: str
    persona: str | None


class SessionOut(BaseModel):
    """The session: its customer, the bank's day, and how it began: one begun by a recovery code may only
    read."""

    customer: CustomerOut
    business_date: str
    how: How


class CustomerChange(BaseModel):
    """What a customer may change of themselves."""

    currency: str


class SignIn(BaseModel):
    """One of the demo's people."""

    persona: str


class FactOut(BaseModel):
    """One fact; where it is not `known`, its sentence says what is missing, and `missing` is the code of it
    ("consent": the customer has not allowed it to be worked out)."""

    name: str
    label: str
    sentence: str
    value: MoneyOut | None
    number: str | None
    unit: Literal["money", "days", "rate", "count"]
    as_of: str
    known: bool
    missing: str | None
    evidence_count: int
    definition: str


class FactDetailOut(FactOut):
    """A fact with the figures and transactions that it rests on."""

    figures: list[Figure]
    evidence: list[TransactionOut]
    evidence_next: str | None


class FactsOut(BaseModel):
    """All facts, in the order of their table."""

    items: list[FactOut]


class MonthOut(BaseModel):
    """Money in and out of the current month, own transfers left out."""

    label: str
    in_: Annotated[MoneyOut, Field(alias="in")]
    out: MoneyOut


class HomeCustomerOut(BaseModel):
    """Who the page greets."""

    name: str


class HomeOut(BaseModel):
    """The first page: what there is, what is suggested, what is known; `missing_consents`: the purposes that
    nothing is done for, since the customer has not consented to them (any more)."""

    customer: HomeCustomerOut
    as_of: str
    empty: bool
    net: list[MoneyOut]
    converted: MoneyOut | None
    liquid: MoneyOut | None
    at_hand: list[MoneyOut]
    course: list[DayAmount]
    month: MonthOut | None
    accounts: list[AccountOut]
    facts: list[FactOut]
    suggestions: list[SuggestionOut]
    recent: list[TransactionOut]
    comes: UpcomingOut | None
    worth: WorthOut | None
    missing_consents: list[str]


@router.post("/session", status_code=201)
def sign_in(
    wanted: SignIn,
    request: HttpRequest,
    response: Response,
    env: Env,
    engine: AppEngine,
    language: Language,
) -> SessionOut:
    """Sign in as one of the demo's people; only in demo mode."""
    begun = identity.start_persona_session(engine, env, wanted.persona, device_of(request))
    enter(request, response, CUSTOMERS, begun)
    return _session(Access(engine, env, begun.session.customer, language, begun.session))


@router.get("/session")
def get_session(access: SignedIn) -> SessionOut:
    """Who is signed in."""
    return _session(access)


@router.patch("/session")
def change_session(change: CustomerChange, access: SignedIn) -> SessionOut:
    """Choose what to count in; every fact follows."""
    with access.work() as unit:
        service.count_in(unit, change.currency)
    return _session(access)


@router.get("/home")
def get_home(access: Opened) -> HomeOut:
    """Everything that the first page shows."""
    with access.work() as unit:
        return HomeOut.model_validate(home_page.home(unit, access.env))


@router.get("/facts")
def list_facts(access: Opened) -> FactsOut:
    """All facts about the customer's money."""
    with access.work() as unit:
        names = account_names(unit, access.env)
        return FactsOut.model_validate({"items": home_page.facts_json(unit, access.env, names)})


@router.get("/facts/{name}")
def get_fact(
    name: str, access: Opened, cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$")] = None
) -> FactDetailOut:
    """One fact with what it rests on, newest first; `cursor` is where the next page of evidence starts."""
    with access.work() as unit:
        shown = home_page.fact_detail_json(unit, access.env, name, int(cursor or 0))
        return FactDetailOut.model_validate(shown)


def _session(access: Access) -> SessionOut:
    with work(access.engine, Caller.customer(access.customer)) as unit:
        who = service.customer(unit, access.env, access.customer)
        today = unit.today(access.env.clock)
    shown = {
        "id": str(who.id),
        "name": who.name,
        "country": who.country,
        "currency": who.currency,
        "persona": who.persona,
    }
    told = {"customer": shown, "business_date": today.isoformat(), "how": access.session.how}
    return SessionOut.model_validate(told)
