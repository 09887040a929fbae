"""Lines that only shift a customer's own money are marked as such, however old they are when they arrive."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from florin.customer.facts import service as facts
from florin.customer.facts.service import LOOK_BACK
from florin.kernel.clock import Clock
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger

TODAY = date(2026, 11, 23)
EDGE = TODAY - LOOK_BACK
DAY = timedelta(days=1)
MARKED = text("""
select t.booked, a.kind || ' ' || t.currency as account, t.amount from derived.transaction t
  join account a on a.id = t.account_id
 where t.customer_id = :c and t.own_transfer order by t.booked, account, t.amount
""")
VERSIONS = text("select id, xmin::text from derived.transaction where customer_id = :c order by id")


@pytest.fixture
def house(database, env, customer, drain):
    """Two accounts in dollars and one in euros, for years; and a way to record lines, all at once."""
    vault, now = env.vault(customer), env.clock.now()
    with work(database.app, Caller.operator(customer)) as unit:
        opened = {"here": True, "opened": date(2023, 1, 1), "now": now}
        own = {
            "current": ledger.open_account(unit, vault, kind="current", currency="USD", name="A", **opened),
            "savings": ledger.open_account(unit, vault, kind="savings", currency="USD", name="B", **opened),
            "euro": ledger.open_account(unit, vault, kind="current", currency="EUR", name="C", **opened),
            "out": ledger.external_account(unit, "USD", now),
            "out_euro": ledger.external_account(unit, "EUR", now),
        }

    def record(*told):
        """Each told as (day, (account, amount)...): one entry with these legs."""
        with work(database.app, Caller.operator(customer)) as unit:
            entries = [
                ledger.Entry(
                    "test",
                    f"{customer}:{number}:{day}:{legs}",
                    day,
                    "transfer",
                    tuple(ledger.Leg(own[key], amount) for key, amount in legs),
                    words={"text": "X"},
                )
                for number, (day, *legs) in enumerate(told)
            ]
            ledger.record(unit, entries, vault)
        drain()

    return record


@pytest.fixture
def marked(for_customer, customer):
    """The (day, account, amount) of every line that is marked."""

    def found():
        with for_customer(customer) as unit:
            return [tuple(row) for row in unit.all(MARKED, c=customer)]

    return found


def moved(day, amount):
    """One entry from the current account to savings."""
    return day, ("current", -amount), ("savings", amount)


def out(day, amount):
    """A line of the current account alone."""
    return day, ("current", -amount), ("out", amount)


def into(day, amount):
    """A line of savings alone."""
    return day, ("out", -amount), ("savings", amount)


def both(day, amount, later=0):
    return [(day, "current USD", -amount), (day + later * DAY, "savings USD", amount)]


def test_transfers_of_three_years_that_arrive_at_once_are_all_marked(house, marked):
    days = [date(2023, 12, 5) + n * timedelta(days=30) for n in range(36)]
    bills = [out(day + 9 * DAY, 77_00) for day in days]
    house(*(moved(day, 100_00 + n) for n, day in enumerate(days)), *bills)
    assert marked() == [line for n, day in enumerate(days) for line in both(day, 100_00 + n)]
    assert sum(day < EDGE for day in days) > 15


@pytest.mark.parametrize("apart", [0, 1, 3])
def test_two_old_lines_of_two_statements_are_marked_where_they_are_at_most_three_days_apart(
    house, marked, apart
):
    day = EDGE - timedelta(days=300)
    house(out(day, 250_00), into(day + apart * DAY, 250_00), out(TODAY, 1_00))
    assert marked() == both(day, 250_00, apart)


def test_old_lines_that_only_look_alike_are_not_marked(house, marked):
    day = EDGE - timedelta(days=300)
    house(out(day, 250_00), into(day + 4 * DAY, 250_00), out(day, 90_00), into(day, 90_01))
    assert marked() == []


def test_the_second_of_two_old_lines_may_arrive_later(house, marked):
    day = EDGE - timedelta(days=300)
    house(out(day, 250_00))
    assert marked() == []
    house(into(day + DAY, 250_00))
    assert marked() == both(day, 250_00, 1)


def test_an_exchange_between_own_accounts_is_marked_on_both_sides(house, marked):
    for day in (EDGE - timedelta(days=300), TODAY - DAY):
        house((day, ("current", -110_00), ("out", 110_00), ("out_euro", -100_00), ("euro", 100_00)))
    assert [account for _, account, _ in marked()] == ["current EUR", "current USD"] * 2


def test_both_halves_stay_marked_while_the_years_pass_over_them(house, marked, env, for_customer, customer):
    day = EDGE + 5 * DAY
    house(out(day, 250_00), into(day + 3 * DAY, 250_00), out(TODAY, 1_00))
    assert marked() == both(day, 250_00, 3)
    for after in range(1, 14):
        then = TODAY + after * DAY
        clock = Clock(now=env.clock.now, business_date=lambda then=then: then)
        with for_customer(customer) as unit:
            facts.refresh(unit, replace(env, clock=clock))
        assert marked() == both(day, 250_00, 3), after


def test_a_half_that_was_reversed_leaves_the_other_unmarked(house, marked, database, env, customer, drain):
    day = EDGE - timedelta(days=300)
    house(out(day, 250_00), into(day, 250_00))
    with work(database.app, Caller.operator(customer)) as unit:
        entry = unit.scalar(
            text("select entry_id from derived.transaction where customer_id = :c and amount > 0"), c=customer
        )
        ledger.record(unit, ledger.reversals(unit, [entry]), env.vault(customer))
    drain()
    assert marked() == []


def test_looking_again_writes_nothing_where_nothing_moved(house, env, for_customer, customer, marked):
    house(*(moved(TODAY - n * timedelta(days=40), 100_00 + n) for n in range(25)))
    with for_customer(customer) as unit:
        before = [tuple(row) for row in unit.all(VERSIONS, c=customer)]
    with for_customer(customer) as unit:
        facts.refresh(unit, env)
        facts.refresh(unit, env, date(2023, 1, 1))
    with for_customer(customer) as unit:
        assert [tuple(row) for row in unit.all(VERSIONS, c=customer)] == before
    assert len(marked()) == 50
