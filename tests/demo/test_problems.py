"""Each person is as it is told of them: what their sentences say is stored of them after they moved in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.customer.suggestions.views import Names, detail_json
from florin.demo import tables
from florin.demo.casting import chosen
from florin.demo.moving import MONTHS, SEED, move_in
from florin.demo.people import CURRENCIES, PEOPLE, Sight, region_of
from florin.demo.tables import State
from florin.kernel.money import to_decimal
from florin.kernel.work import Caller, operator_work, work
from florin.language.composer import compose
from florin.ledger.service import verify
from florin.ledger.views import accounts
from tests.demo.stored import stored
from tests.demo.stories import STORIES

OLDER = ("title", "sentence", "reason")  # what is said where a text or a slot of it is missing
OTHERS = [person for person in PEOPLE if not person.own]
# The day, the place and the seed must not matter; each takes some seconds, so these stand for all.
ELSEWHERE = [
    ("DE", date(2027, 1, 1), SEED),
    ("US", date(2027, 7, 31), SEED),
    ("US", date(2026, 11, 23), 7),
    ("DE", date(2026, 11, 23), 11),
]


def bank_in(env, country):
    """The tests' environment with a bank in that country."""
    currency = CURRENCIES[region_of(country)]
    return replace(env, bank=env.bank.model_copy(update={"country": country, "currency": currency}))


@pytest.fixture(scope="module", params=["US", "DE"])
def town(request, server, env):
    """Everyone with their whole past, in a database of their own, and the bank that they are with."""
    there = bank_in(env, request.param)
    with server.opened(f"whole_past_{request.param.lower()}") as opened:
        move_in(opened.app, there)
        drain(opened.worker, there, PARTS)
        yield opened, there


@pytest.fixture(scope="module")
def pasts(town):
    """What is stored of everyone, by persona."""
    opened, there = town
    with work(opened.app, Caller.operator()) as unit:
        known = tables.known(unit)
    assert all(each.ready for each in known.values())
    found = {}
    for person in OTHERS:
        with work(opened.app, Caller.operator(known[person.id].customer)) as unit:
            found[person.id] = stored(unit, there, person.id)
    return found


def test_everyone_has_a_story_that_is_asserted_and_claims_that_choose_their_life():
    assert set(STORIES) == {person.id for person in OTHERS}
    assert all(person.lives for person in OTHERS)


@pytest.mark.slow
@pytest.mark.parametrize("person", [person.id for person in OTHERS])
def test_what_is_said_of_them_is_stored_of_them(pasts, person):
    STORIES[person](pasts[person])


@pytest.mark.slow
def test_everyones_problem_shows_after_moving_in(pasts):
    missed = {}
    for person in OTHERS:
        past = pasts[person.id]
        for sight in person.sees:
            if why := _missed(sight, past.facts, past.kinds()):
                missed[person.id] = why
    assert missed == {}


@pytest.mark.slow
def test_own_transfers_of_all_their_years_are_marked(pasts):
    moves = [row for past in pasts.values() for row in past.rows if row.what == "money.own_transfer"]
    assert min(row.day for row in moves) < date(2024, 3, 1)
    assert len(moves) > 400
    assert all(row.own for row in moves)
    others = [row for past in pasts.values() for row in past.rows if row.what in ("home.rent", "opening")]
    assert not any(row.own for row in others)


@pytest.mark.slow
def test_everything_that_is_suggested_to_them_can_be_said(town, pasts):
    opened, there = town
    with work(opened.app, Caller.operator()) as unit:
        known = tables.known(unit)
    for person in OTHERS:
        with work(opened.app, Caller.operator(known[person.id].customer)) as unit:
            found = Names.of(unit, there)
            for language in ("en", "de"):
                names = Names(found.names, found.here, language)
                shown = [detail_json(row, names) for row in pasts[person.id].open]
                assert len({each["sentence"] for each in shown}) == len(shown) > 0, person.id
                said = {each[part] for each in shown for part in ("title", "sentence")}
                said |= {reason["text"] for each in shown for reason in each["reasons"]}
                older = {compose(language, f"suggestion.older.{part}", {}) for part in OLDER}
                assert not said & older, person.id


@pytest.mark.slow
def test_a_card_tells_its_limit(town):
    opened, there = town
    with work(opened.app, Caller.operator()) as unit:
        omar = tables.known(unit)["omar"].customer
    with work(opened.app, Caller.operator(omar)) as unit:
        limits = {each["kind"]: each["limit"] for each in accounts(unit, there)}
    assert limits == {"current": None, "card": {"amount": "4000.00", "currency": there.bank.currency}}


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
def test_the_ledger_holds_after_moving_in_and_jonas_counts_in_two_currencies(town):
    with operator_work(town[0].app, "test") as unit:
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
@pytest.mark.parametrize(("country", "began", "seed"), ELSEWHERE)
def test_they_are_as_told_whenever_and_wherever_they_move_in(env, country, began, seed):
    there = bank_in(env, country)
    state = State(seed, MONTHS, began, began, None, 20.0, False, env.clock.now())
    missed = {}
    for person in OTHERS:
        if why := chosen(there, state, person).missed:
            missed[person.id] = why
    assert missed == {}
