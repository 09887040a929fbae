"""What everyone may know: the bank's face, and in demo mode its people and the sample statement."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from florin.demo.people import PEOPLE, present
from florin.identity.access import AppEngine, Env
from florin.simulation.sample import sample_statement

router = APIRouter(prefix="/api", tags=["bank"])


class ColourOut(BaseModel):
    """One of the bank's colours on light and dark paper."""

    light: str
    dark: str


class PersonOut(BaseModel):
    """One of the demo's people; `own` is the empty one, for one's own statements."""

    id: str
    name: str
    line: str
    own: bool


class BankOut(BaseModel):
    """The bank that runs this Florin."""

    name: str
    logo: str | None
    accent: ColourOut | None
    ink: ColourOut | None
    country: str
    currency: str
    demo: bool
    savings_rate: str | None
    personas: list[PersonOut]


@router.get("/bank")
def get_bank(env: Env, engine: AppEngine) -> BankOut:
    """The bank's name, face and savings rate; in demo mode the people that may sign in."""
    bank = env.bank
    here = present(engine) if env.settings.demo else frozenset()
    people = [PersonOut(id=p.id, name=p.name, line=p.line, own=p.own) for p in PEOPLE if p.id in here]
    return BankOut(
        name=bank.name,
        logo="/api/bank/logo" if bank.logo else None,
        accent=ColourOut(light=bank.colours.accent, dark=bank.colours.accent_on_dark),
        ink=None,
        country=bank.country,
        currency=bank.currency,
        demo=env.settings.demo,
        savings_rate=str(bank.prices.savings_rate) if "savings" in bank.products else None,
        personas=people,
    )


@router.get("/bank/logo", response_class=Response)
def get_logo(env: Env) -> Response:
    """The bank's logo."""
    from florin.kernel.errors import NotFound

    if env.bank.logo is None:
        raise NotFound("this bank has no logo")
    kind = "image/svg+xml" if env.bank.logo.suffix == ".svg" else "image/png"
    return Response(env.bank.logo.read_bytes(), media_type=kind)


@router.get("/sample-statement", response_class=Response)
def get_sample(env: Env, form: Annotated[Literal["ofx", "camt"], Query(alias="format")] = "ofx") -> Response:
    """Six months of an invented household, labelled as an example, to try an import with."""
    content, name, kind = sample_statement(env.clock.business_date(), form)
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
