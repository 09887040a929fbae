"""Each person's problem can really be seen: in the facts and suggestions that stand after they moved in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.customer.facts import service as facts
from florin.customer.suggestions import service as suggestions
from florin.demo import tables
from florin.demo.casting import chosen
from florin.demo.moving import MONTHS, SEED, move_in
from florin.demo.people import CURRENCIES, PEOPLE, Sight, region_of
from florin.demo.tables import State
from florin.kernel.money import to_decimal
from florin.kernel.work import Caller, operator_work, work
from florin.ledger.service import verify

OTHERS = [person for person in PEOPLE if not person.own]
# The day and the place must not matter; each takes some seconds, so two stand for all.
ELSEWHERE = [("DE", date(2027, 1, 1)), ("US", date(2027, 7, 31))]


@pytest.fixture(scope="module")
def home_town(server, env):
    """Everyone with their whole past, in a database of their own."""
    with server.opened("whole_past") as opened:
        move_in(opened.app, env)
        drain(opened.worker, env, PARTS)
        yield opened


@pytest.mark.slow
def test_everyones_problem_shows_after_moving_in(home_town, env):
    with work(home_town.app, Caller.operator()) as unit:
        known = tables.known(unit)
    assert all(each.ready for each in known.values())
    missed = {}
    for person in OTHERS:
        with work(home_town.app, Caller.operator(known[person.id].customer)) as unit:
            stored = facts.stored(unit)
            kinds = {row.kind for row in suggestions.listed(unit, env)}
        for sight in person.sees:
            if why := _missed(sight, stored, kinds):
                missed[person.id] = why
    assert missed == {}


def _missed(sight: Sight, stored: dict, kinds: set[str]) -> str | None:
    if sight.suggestion:
        return None if sight.suggestion in kinds else f"{sight.suggestion} not in {sorted(kinds)}"
    fact = stored[sight.fact]
    if not fact.known:
        return f"{fact.name} is unknown: {fact.missing}"
    value = to_decimal(int(fact.value), fact.currency) if fact.unit == "money" else Decimal(fact.value)
    fits = (sight.least is None or value >= Decimal(sight.least)) and (
        sight.most is None or value <= Decimal(sight.most)
    )
    return None if fits else f"{fact.name} is {value}"


@pytest.mark.slow
def test_the_ledger_holds_after_moving_in_and_jonas_counts_in_two_currencies(home_town):
    with operator_work(home_town.app, "test") as unit:
        assert verify(unit).breaks == ()
        customer = tables.known(unit)["jonas"].customer
        currencies = unit.all(
            text("select distinct currency from account where customer_id = :c and kind <> 'external'"),
            c=customer,
        )
        twins = unit.scalar(
            text("""select count(*) from (
                      select p.entry_id from posting p join account a on a.id = p.account_id
                       where a.kind <> 'external' group by p.entry_id
                      having count(distinct p.account_id) > 1) x""")
        )
    assert {row.currency for row in currencies} == {"USD", "EUR"}
    assert twins > 20 * 3, "transfers between own accounts are one entry with both legs"


@pytest.mark.slow
@pytest.mark.parametrize(("country", "began"), ELSEWHERE)
def test_the_problems_show_whenever_and_wherever_they_move_in(env, country, began):
    region = region_of(country)
    bank = env.bank.model_copy(update={"country": country, "currency": CURRENCIES[region]})
    there = replace(env, bank=bank)
    state = State(SEED, MONTHS, began, began, None, 20.0, False, env.clock.now())
    missed = {}
    for person in OTHERS:
        if why := chosen(there, state, person).missed:
            missed[person.id] = why
    assert missed == {}
