"""The demo over HTTP: its people, the day that they live in, and ways to pass the time."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from florin.demo import life, tables
from florin.demo.pace import LONGEST, SHORTEST
from florin.demo.people import PEOPLE, Person, region_of
from florin.demo.tables import Known, State
from florin.identity.access import AppEngine, Env, Language, SignedIn
from florin.kernel.errors import NotFound
from florin.kernel.work import Caller, work
from florin.language.composer import compose


def _demo(env: Env) -> None:
    """There is no such address where the bank is no demo."""
    if not env.settings.demo:
        raise NotFound("this bank is no demo", reason="no-demo")


router = APIRouter(prefix="/api/demo", tags=["demo"], dependencies=[Depends(_demo)])


class FaceOut(BaseModel):
    """What a face is drawn from: names of colours and shapes."""

    skin: str
    hair: str
    hair_colour: str
    beard: str
    glasses: str
    clothes: str
    age: int | None


class DemoPersonOut(BaseModel):
    """One of the demo's people.

    `own`: the visitor, who starts empty. `matter`: the sort of their problem ("short": less comes in than
    goes out, or it comes too late; "debt"; "thin": hardly a buffer; "idle": money that earns nothing).
    `ready`: they have moved in and their picture is there. `business_date`: the day that they live in.
    """

    id: str
    name: str
    city: str
    age: int | None
    line: str
    problem: str | None
    matter: str | None
    kind: str | None
    face: FaceOut
    own: bool
    ready: bool
    business_date: str | None


class LifeOut(BaseModel):
    """How the people's days pass: one each `seconds` of ours, those up to `until` without waiting.

    `moved`: when `day` began, by our clock. `live` is false where their days pass as ours.
    """

    day: str
    seconds: float
    paused: bool
    until: str | None
    live: bool
    moved: str


class DemoOut(BaseModel):
    """The demo's people and their life."""

    people: list[DemoPersonOut]
    life: LifeOut


class LifeChange(BaseModel):
    """What may be changed of how the days pass; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    paused: bool | None = None
    seconds: Annotated[float | None, Field(ge=SHORTEST, le=LONGEST)] = None


class Jump(BaseModel):
    """Where to: tomorrow, the next payday of who is signed in, or the first of the next month."""

    to: Literal["tomorrow", "payday", "month"]


@router.get("")
def get_demo(env: Env, engine: AppEngine, language: Language) -> DemoOut:
    """Everyone who lives here or is about to move in, and the day that they live in."""
    with work(engine, Caller.operator()) as unit:
        known, state = tables.known(unit), tables.state(unit)
    if state is None:
        raise NotFound("the demo's life has not begun", reason="no-demo")
    people = [_person(env, person, known.get(person.id), language) for person in PEOPLE]
    return DemoOut(people=people, life=_life(env, state))


@router.patch("/life")
def change_life(access: SignedIn, change: LifeChange) -> LifeOut:
    """Stops the days or lets them go on, or changes how long one takes."""
    with access.work() as unit:
        life.change(unit, access.env, paused=change.paused, seconds=change.seconds)
        return _life(access.env, tables.state(unit))


@router.post("/jump")
def jump(access: SignedIn, wish: Jump) -> LifeOut:
    """Lets the days up to another one pass without waiting, each with everything that it brings."""
    with access.work() as unit:
        life.jump(unit, access.env, wish.to)
        return _life(access.env, tables.state(unit))


def _person(env: Env, person: Person, known: Known | None, language: str) -> DemoPersonOut:
    home = person.homes[region_of(env.bank.country)]
    face = person.face
    day = (known.business_day or env.clock.business_date()) if known else None
    return DemoPersonOut(
        id=person.id,
        name=home.name,
        city=home.city,
        age=person.age,
        line=compose(language, f"demo.person.{person.id}.line", {}),
        problem=None if person.own else compose(language, f"demo.person.{person.id}.problem", {}),
        matter=person.matter,
        kind=person.kind,
        face=FaceOut(
            skin=face.skin,
            hair=face.hair,
            hair_colour=face.hair_colour,
            beard=face.beard,
            glasses=face.glasses,
            clothes=face.clothes,
            age=person.age,
        ),
        own=person.own,
        ready=known is not None and known.ready,
        business_date=day.isoformat() if day else None,
    )


def _life(env: Env, state: State | None) -> LifeOut:
    if state is None:
        raise NotFound("the demo's life has not begun", reason="no-demo")
    return LifeOut(
        day=state.day.isoformat(),
        seconds=state.seconds,
        paused=state.paused,
        until=state.until.isoformat() if state.until else None,
        live=env.settings.live,
        moved=state.moved.isoformat(),
    )
