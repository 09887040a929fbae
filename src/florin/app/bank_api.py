"""What everyone may know: the bank's face, and in demo mode its people and the sample statement."""

from html import escape
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from florin.demo.people import PEOPLE, region_of
from florin.identity.access import AppEngine, Env
from florin.identity.service import personas
from florin.kernel.colour import PAPER
from florin.simulation.sample import sample_statement

router = APIRouter(prefix="/api", tags=["bank"])
_SVG = "image/svg+xml"
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" \
fill="{accent}"/><text x="16" y="23" text-anchor="middle" font-family="Fraunces, Georgia, serif" \
font-size="20" fill="{paper}">{initial}</text></svg>
"""


class ColourOut(BaseModel):
    """One of the bank's colours on light and dark paper."""

    light: str
    dark: str


class PersonOut(BaseModel):
    """One of the demo's people; `own` is the empty one, for one's own statements."""

    id: str
    name: str
    own: bool


class BankOut(BaseModel):
    """The bank that runs this Florin."""

    name: str
    logo: str | None
    accent: ColourOut | None
    ink: ColourOut | None
    country: str
    currency: str
    languages: list[str]
    demo: bool
    savings_rate: str | None
    personas: list[PersonOut]


@router.get("/bank")
def get_bank(env: Env, engine: AppEngine) -> BankOut:
    """The bank's name, face and savings rate; in demo mode the people that may sign in."""
    bank = env.bank
    here = personas(engine) if env.settings.demo else {}
    region = region_of(bank.country)
    people = [PersonOut(id=p.id, name=p.homes[region].name, own=p.own) for p in PEOPLE if p.id in here]
    return BankOut(
        name=bank.name,
        logo="/api/bank/logo" if bank.logo else None,
        accent=ColourOut(light=bank.colours.accent, dark=bank.colours.accent_on_dark),
        ink=ColourOut(light=bank.colours.ink, dark=bank.colours.ink_on_dark),
        country=bank.country,
        currency=bank.currency,
        languages=list(bank.languages),
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
    kind = _SVG if env.bank.logo.suffix == ".svg" else "image/png"
    return Response(env.bank.logo.read_bytes(), media_type=kind)


@router.get("/bank/icon.svg", response_class=Response)
def get_favicon(env: Env) -> Response:
    """The bank's initial on its accent: what a browser shows beside the title."""
    colours, initial = env.bank.colours, escape(env.bank.name[:1].upper())
    return Response(_ICON.format(accent=colours.accent, paper=PAPER, initial=initial), media_type=_SVG)


@router.get("/sample-statement", response_class=Response)
def get_sample(env: Env, form: Annotated[Literal["ofx", "camt"], Query(alias="format")] = "ofx") -> Response:
    """Six months of an invented household, labelled as an example, to try an import with."""
    content, name, kind = sample_statement(env.clock.business_date(), form)
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
