"""The living demo: days pass by the wall, each recorded once, felt by who lives there and by nobody else."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from florin.app.worker import expire
from florin.demo import life, tables
from florin.demo.course import Course, settled
from florin.demo.life import HELD, IDLE, jump, tick
from florin.demo.moving import Wish, begin, move_in
from florin.demo.people import PEOPLE, Person, region_of
from florin.demo.tables import State
from florin.kernel.errors import Conflict, InvalidInput
from florin.kernel.work import Caller, operator_work, work
from florin.ledger import service as ledger
from tests.demo.conftest import MONTHS, TODAY, Town, person

OTHERS = [each for each in PEOPLE if not each.own]


@pytest.fixture(autouse=True)
def _fresh():
    """Each test as in a process of its own."""
    life._COURSES.forget()


def balances(town: Town, persona: str) -> dict[str, int]:
    """Minor units by the simulation's keys."""
    with work(town.database.app, Caller.operator(town.customer(persona))) as unit:
        keys = {id: key for key, id in tables.accounts(unit)[unit.customer].items()}
        found = ledger.balances_on(unit, date.max)
        return {keys[id]: money.minor for id, money in found.items()}


def test_a_day_begins_when_its_time_has_come(town):
    assert tick(town.database.worker, town.env) == pytest.approx(20)
    town.wall.turn(19.5)
    assert tick(town.database.worker, town.env) == pytest.approx(0.5)
    assert town.state.day == TODAY
    town.wall.turn(0.5)
    assert tick(town.database.worker, town.env) == pytest.approx(20)
    assert town.state.day == TODAY + timedelta(days=1)
    town.wall.turn(3600)  # a machine that slept goes on with one day, not with all that it slept through
    tick(town.database.worker, town.env)
    assert town.state.day == TODAY + timedelta(days=2)


def test_after_days_of_living_every_balance_is_the_simulations(town):
    town.tick(12)
    assert town.state.day == date(2026, 12, 5)
    for each in OTHERS:
        course, lines = town.told(each)
        expected = Counter({a.key: a.opening for a in course.accounts})
        for line in lines:
            expected[line.account] += line.amount
        assert balances(town, each.id) == dict(expected), each.id
    with operator_work(town.database.app, "test") as unit:
        assert ledger.verify(unit).breaks == ()


def test_the_same_seed_lives_the_same_life_and_a_restart_changes_nothing(new_town):
    one, other = new_town(), new_town()
    one.tick(10)
    for _ in range(10):
        life._COURSES.forget()
        other.tick()
    assert one.recorded() == other.recorded()
    references = Counter((row[0], row[5]) for row in one.recorded())
    assert max(references.values()) == 1


def test_nothing_of_a_day_stays_if_it_is_cut_short(town, monkeypatch):
    before = town.recorded()
    move = tables.move

    def cut(*arguments):
        move(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "move", cut)
    with pytest.raises(KeyboardInterrupt):
        town.tick()
    assert (town.state.day, town.recorded()) == (TODAY, before)
    monkeypatch.undo()
    town.tick(0)
    tick(town.database.worker, town.env)
    assert town.state.day == TODAY + timedelta(days=1)


def test_two_processes_pass_each_day_once(town):
    town.wall.turn(20)
    start = threading.Barrier(2)
    wishes: list[float] = []

    def run() -> None:
        start.wait()
        wishes.append(tick(town.database.worker, town.env))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert town.state.day == TODAY + timedelta(days=1)
    assert max(Counter((row[0], row[5]) for row in town.recorded()).values()) == 1
    assert all(wish in (HELD, 20.0) for wish in wishes)


def test_who_holds_the_life_is_waited_for(town):
    town.wall.turn(20)
    with work(town.database.worker, Caller.worker("other")) as unit:
        assert tables.taken(unit) is not None
        assert tick(town.database.worker, town.env) == HELD
    assert town.state.day == TODAY


def test_moved_money_is_felt_in_the_next_month_and_after_a_restart(town):
    customer = town.customer("jonas")
    with work(town.database.worker, Caller.worker("test", customer)) as unit:
        own = tables.accounts(unit)[customer]
        ledger.transfer(unit, own["savings"], own["current"], 100_00, reference="felt", day=TODAY)
    town.tick(10)
    with work(town.database.app, Caller.operator(customer)) as unit:
        (kept,) = tables.balances(unit)[customer].values()
        found = ledger.balances_on(unit, date(2026, 11, 30))
        assert kept == {key: found[id].minor for key, id in own.items()}
    _, lines = town.told(person("jonas"))
    told = {f"jonas:{line.reference}" for line in lines if line.booked > TODAY}
    known = {row[0] for row in town.recorded() if row[1] > TODAY}
    twins = {f"jonas:{line.reference}" for line in lines if line.twin and line.amount > 0}
    assert told - twins <= known


def test_the_visitor_lives_in_real_time(town):
    town.tick(3)
    town.drain()
    with work(town.database.app, Caller.operator(town.customer("you"))) as unit:
        assert unit.own_day is None
        assert unit.today(town.env.clock) == TODAY
    with work(town.database.app, Caller.operator(town.customer("maya"))) as unit:
        assert unit.today(town.env.clock) == TODAY + timedelta(days=3)
    expire(town.database.worker, town.env)
    days = told_days(town)
    assert days[town.customer("you")] == {TODAY.isoformat()}
    assert days[town.customer("maya")] == {(TODAY + timedelta(days=n)).isoformat() for n in (1, 2, 3)}


def told_days(town: Town) -> dict[UUID, set[str]]:
    """The days that each customer was told of."""
    found: dict[UUID, set[str]] = {}
    with town.database.worker.connect() as connection:
        rows = connection.execute(
            text("select customer_id, body ->> 'day' as day from event_log where name = 'DayBegan'")
        )
        for row in rows:
            found.setdefault(row.customer_id, set()).add(row.day)
    return found


def test_a_day_of_living_changes_the_picture(town):
    def stands() -> dict[str, tuple]:
        with work(town.database.app, Caller.operator(town.customer("maya"))) as unit:
            rows = unit.all(text("select name, as_of, value from derived.fact"))
        return {row.name: (row.as_of, row.value) for row in rows}

    before = stands()
    town.tick(12)
    town.drain()
    after = stands()
    assert {as_of for as_of, _ in after.values()} == {TODAY + timedelta(days=12)}
    assert before["liquid"][1] != after["liquid"][1]


def test_paused_time_stands_still_and_goes_on_from_where_it_was(town):
    customer = town.customer("maya")
    with work(town.database.app, Caller.customer(customer)) as unit:
        life.change(unit, town.env, paused=True, seconds=None)
    assert town.tick(3) == IDLE
    assert town.state.day == TODAY
    with work(town.database.app, Caller.customer(customer)) as unit:
        life.change(unit, town.env, paused=False, seconds=None)
    assert tick(town.database.worker, town.env) == pytest.approx(20)
    town.tick()
    assert town.state.day == TODAY + timedelta(days=1)


def test_the_pace_is_changed(town):
    with work(town.database.app, Caller.customer(town.customer("maya"))) as unit:
        life.change(unit, town.env, paused=None, seconds=5)
    assert tick(town.database.worker, town.env) == pytest.approx(5)
    town.tick(4, seconds=5)
    assert town.state.day == TODAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("to", "day"), [("tomorrow", TODAY + timedelta(days=1)), ("month", date(2026, 12, 1))]
)
def test_a_jump_passes_the_days_between_without_waiting_even_when_paused(town, to, day):
    with work(town.database.app, Caller.customer(town.customer("maya"))) as unit:
        life.change(unit, town.env, paused=True, seconds=None)
        assert jump(unit, town.env, to) == day
    assert town.state.until == day
    assert tick(town.database.worker, town.env) == IDLE
    assert (town.state.day, town.state.until) == (day, None)
    town.wall.turn(60)
    tick(town.database.worker, town.env)
    assert town.state.day == day


def test_a_jump_to_payday_ends_on_a_day_that_brings_pay(town):
    with work(town.database.app, Caller.customer(town.customer("maya"))) as unit:
        day = jump(unit, town.env, "payday")
    tick(town.database.worker, town.env)
    assert town.state.day == day > TODAY
    _, lines = town.told(person("maya"))
    paid = [line.booked for line in lines if line.kind == "salary" and line.booked > TODAY]
    assert paid == [day] or set(paid) == {day}


def test_a_second_jump_goes_on_from_the_first(town):
    with work(town.database.app, Caller.customer(town.customer("maya"))) as unit:
        assert jump(unit, town.env, "month") == date(2026, 12, 1)
        assert jump(unit, town.env, "month") == date(2027, 1, 1)
    tick(town.database.worker, town.env)
    tick(town.database.worker, town.env)
    assert town.state.day == date(2027, 1, 1)


def test_the_visitor_has_no_payday_to_jump_to(town):
    with work(town.database.app, Caller.customer(town.customer("you"))) as unit, pytest.raises(Conflict):
        jump(unit, town.env, "payday")


def test_without_living_the_days_pass_as_ours(town):
    settings = town.env.settings.model_copy(update={"live": False})
    still = replace(town.env, settings=settings)
    town.wall.turn(3600)
    assert tick(town.database.worker, still) == IDLE
    assert town.state.day == TODAY
    town.wall.turn(3 * 86400)
    assert tick(town.database.worker, still) == IDLE
    assert town.state.day == TODAY + timedelta(days=3)
    with work(town.database.app, Caller.customer(town.customer("maya"))) as unit:
        with pytest.raises(Conflict, match="--no-live"):
            jump(unit, still, "tomorrow")
        with pytest.raises(Conflict, match="--no-live"):
            life.change(unit, still, paused=True, seconds=None)


def test_a_life_that_was_left_for_days_catches_up_with_the_real_day(town):
    town.wall.turn(10 * 86400)
    begin(town.database.app, town.env)
    tick(town.database.worker, town.env)
    assert town.state.day == TODAY + timedelta(days=10)


def test_where_the_bank_is_no_demo_nothing_happens(town):
    real = replace(town.env, settings=town.env.settings.model_copy(update={"demo": False}))
    town.wall.turn(60)
    assert tick(town.database.worker, real) == IDLE
    assert town.state.day == TODAY


@pytest.mark.parametrize(("wish", "flag"), [(Wish(months=12), "--months"), (Wish(seed=9), "--seed")])
def test_another_past_than_they_came_with_is_refused_by_the_flags_name(town, wish, flag):
    with pytest.raises(InvalidInput, match=f"^{flag}: "):
        begin(town.database.app, town.env, wish)
    begin(town.database.app, town.env, Wish(months=MONTHS, seed=1))


def test_a_pace_told_at_a_later_start_holds_from_then_on(town):
    begin(town.database.app, town.env, Wish(seconds=3))
    assert town.state.seconds == 3
    begin(town.database.app, town.env)
    assert town.state.seconds == 3


def test_moving_in_again_adds_nobody_and_brings_as_many_months_as_told(town):
    before = town.recorded()
    move_in(town.database.app, town.env)
    assert town.recorded() == before
    days = [row[1] for row in before if ":opening:" not in row[0]]
    assert date(2026, 8, 1) <= min(days) <= date(2026, 8, 3)
    assert TODAY - timedelta(days=2) <= max(days) <= TODAY
    assert {row[0].split(":")[0] for row in before} == {each.id for each in OTHERS}


def test_a_life_goes_on_as_it_began_whatever_is_told_of_new_people(town):
    """A bank that has moved, for all that decides how people are cast: those who are here are cast already.

    As newcomers they would have other accounts: what they hold would be no balance of theirs.
    """
    before = {each.id: keys(town, each.id) for each in OTHERS}
    town.tick(10)  # into the next month: what was held as it began is kept
    life._COURSES.forget()
    moved = town.env.bank.model_copy(update={"country": "DE", "currency": "EUR"})
    town.env = replace(town.env, bank=moved)
    town.tick(25)
    assert town.state.day == TODAY + timedelta(days=35)
    assert {each.id: keys(town, each.id) for each in OTHERS} == before
    others = {each.id: cast_anew(town, each) for each in OTHERS}
    assert any(others[name] != own for name, own in before.items()), "as newcomers they would be others"
    with operator_work(town.database.app, "test") as unit:
        assert ledger.verify(unit).breaks == ()


def keys(town: Town, persona: str) -> set[str]:
    """The simulation's keys of someone's accounts."""
    with work(town.database.app, Caller.operator(town.customer(persona))) as unit:
        return set(tables.accounts(unit)[unit.customer])


def cast_anew(town: Town, each: Person) -> set[str]:
    """The keys of the accounts that they would have if they moved in today."""
    state = town.state
    cast = each.cast(region_of(town.env.bank.country), state.seed, state.began)
    return {account.key for account in Course(state, cast).accounts}


@pytest.mark.parametrize("each", OTHERS, ids=lambda each: each.id)
def test_whose_accounts_are_settled_lives_the_same_life(each):
    began = date(2026, 11, 23)
    state = State(1, 2, began, began, None, 20.0, False, datetime(2026, 11, 23, tzinfo=UTC))
    cast = each.cast("EA", 5, began)
    course = Course(state, cast)
    again = Course(state, settled(cast, course.accounts))
    assert again.accounts == course.accounts
    month = date(2026, 11, 1)
    assert again.until(month, {}) == course.until(month, {})
