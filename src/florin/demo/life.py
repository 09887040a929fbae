"""The living demo: its people's days pass, and what each brings is recorded once, whatever is killed."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Engine

from florin.customer.consent import service as consents
from florin.customer.facts.rules.calendar import month_start, months_later
from florin.demo import booking, tables
from florin.demo.course import Course, Courses, Resident
from florin.demo.moving import move_in_next, open_accounts
from florin.demo.people import PEOPLE
from florin.demo.tables import State
from florin.kernel.errors import Conflict
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry
from florin.ports.environment import Environment

DAY = timedelta(days=1)
IDLE = 60.0  # seconds; whoever changes the life wakes the workers
HELD = 0.5  # another process is at it
DAYS_AT_ONCE = 31  # of those that pass without waiting; then the log is read
WORKER = "life"
PAY = "salary"

_COURSES = Courses()


def tick(engine: Engine, env: Environment) -> float:
    """What the wall's time brings: the next person who is missing moves in, or the next day begins.

    Each in a transaction of its own, by one process at a time. Returns the seconds until the next is due.
    """
    if not env.settings.demo:
        return IDLE
    try:
        for _ in range(DAYS_AT_ONCE):
            with work(engine, Caller.worker(WORKER)) as unit:
                wait = _next(unit, env)
            if wait is not None:
                return wait
    except BaseException:
        _COURSES.forget()
        raise
    return 0.0


def _next(unit: Work, env: Environment) -> float | None:
    """Does what is due; the seconds to wait, None where the next may be due at once."""
    state = tables.taken(unit)
    if state is None:
        return HELD
    if move_in_next(unit, env, state) is not None:
        _tell(unit)
        return 0.0
    if wait := due_in(env, state):
        return wait
    _live(unit, env, state, state.day + DAY)
    return None


def due_in(env: Environment, state: State) -> float:
    """Seconds until the next day begins: none where a jump, or the real day, is ahead of the life's."""
    if state.day < max(state.until or state.day, env.clock.business_date()):
        return 0.0
    if state.paused or not env.settings.live:
        return IDLE
    return max(0.0, state.seconds - (env.clock.now() - state.moved).total_seconds())


def _live(unit: Work, env: Environment, state: State, day: date) -> None:
    """Everyone's day: it begins, and brings its lines."""
    residents = _residents(unit)
    consents.renew(unit, env, day)
    tables.begin_day(unit, day)
    if day.day == 1:
        tables.keep_balances(unit, day)
    courses = _told(unit, state, residents, month_start(day))
    _open_new(unit, env, courses, day)
    ledger.record_all(unit, _entries(unit, env, residents, courses, day), env.vault)
    tables.move(unit, day, env.clock.now())
    _tell(unit)


def _residents(unit: Work) -> list[Resident]:
    """Everyone who lives by the demo's days, for whom the unit works from now on."""
    here = {name: k.customer for name, k in tables.known(unit).items() if k.business_day is not None}
    unit.become(Caller.worker(WORKER, *here.values()))
    found = tables.casts(unit)
    own = [(person, here[person.id]) for person in PEOPLE if person.id in here]
    return [Resident(person, customer, found[customer]) for person, customer in own if customer in found]


def _told(unit: Work, state: State, residents: list[Resident], month: date) -> dict[UUID, Course]:
    """Everyone's course, told up to `month`."""
    courses = {each.customer: _COURSES.of(state, each, month) for each in residents}
    if any(course.month != month for course in courses.values()):
        balances = tables.balances(unit)
        for customer, course in courses.items():
            course.until(month, balances.get(customer, {}))
    return courses


def _open_new(unit: Work, env: Environment, courses: Mapping[UUID, Course], day: date) -> None:
    """Opens what households open on this day."""
    everyone = unit.caller
    for customer, course in courses.items():
        if new := [account for account in course.accounts if account.opened == day]:
            unit.become(Caller.worker(WORKER, customer))
            open_accounts(unit, env, new)
            unit.become(everyone)


def _entries(
    unit: Work,
    env: Environment,
    residents: list[Resident],
    courses: Mapping[UUID, Course],
    day: date,
) -> list[tuple[UUID, Entry]]:
    """The day's entries of everyone, each with its customer."""
    accounts = tables.accounts(unit)
    wanted = [(c, a.currency) for c, course in courses.items() for a in course.accounts]
    outside = ledger.external_accounts(unit, wanted, env.clock.now())
    made: list[tuple[UUID, Entry]] = []
    for resident in residents:
        person, customer = resident.person, resident.customer
        course = courses[customer]
        lines = [line for line in course.lines if line.booked == day]
        own = accounts.get(customer, {})
        found = booking.entries(person.id, lines, own, lambda c, of=customer: outside[of, c])
        new = [a for a in course.accounts if a.opened == day]
        found += booking.openings(person.id, new, own, lambda c, of=customer: outside[of, c])
        made += [(customer, entry) for entry in found]
    return made


def _tell(unit: Work) -> None:
    """Every open page hears that the life moved."""
    unit.wake("florin_events", "")
    unit.wake("florin_live", "*:life")


# Changed by those who watch ------------------------------------------------------------


def change(unit: Work, env: Environment, *, paused: bool | None, seconds: float | None) -> None:
    """Stops or goes on, or changes the pace; a day that has begun counts from now.

    Raises:
        Conflict: the people's days pass as ours here.
    """
    _living(unit, env)
    tables.change(unit, paused=paused, seconds=seconds, moved=env.clock.now())
    _tell(unit)


def jump(unit: Work, env: Environment, to: str) -> date:
    """Lets the days pass without waiting "tomorrow", until the next "payday" of the work's customer, or until
    the next "month" begins; the day that it goes to.

    Raises:
        Conflict: the people's days pass as ours here, or no payday of the customer is known.
    """
    state = _living(unit, env)
    day = max(state.day, state.until or state.day)
    if to == "month":
        target = months_later(month_start(day), 1)
    else:
        target = day + DAY if to == "tomorrow" else _payday(unit, state, day)
    tables.change(unit, until=target)
    _tell(unit)
    return target


def _living(unit: Work, env: Environment) -> State:
    state = tables.state(unit, change=True)
    if state is None or not env.settings.live:
        told = "the people's days pass as ours here: `florin demo` was started with --no-live"
        raise Conflict(told, reason="real-days")
    return state


def _payday(unit: Work, state: State, day: date) -> date:
    """The first day after `day` that brings the work's customer their pay, in this month or the next two."""
    customer = unit.customer
    known = {k.customer: name for name, k in tables.known(unit).items()}
    person = next((p for p in PEOPLE if p.id == known.get(customer) and not p.own), None)
    if person is None:
        told = "one's own days are the real ones; only the demo's people have a payday to jump to"
        raise Conflict(told, reason="own-days")
    course = Course(state, tables.casts(unit)[customer])
    course.until(months_later(month_start(day), -1), balances := tables.balances(unit).get(customer, {}))
    lines = course.until(months_later(month_start(day), 2), balances)
    days = [line.booked for line in lines if line.kind == PAY and line.amount > 0 and line.booked > day]
    if not days:
        raise Conflict("nothing is paid to this customer in the next two months", reason="no-payday")
    return min(days)
