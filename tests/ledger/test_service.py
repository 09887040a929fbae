"""The journal: it always balances, records a reference once, and finds its own breaks."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from florin.customer.service import add_customer
from florin.kernel.database import with_role
from florin.kernel.errors import Conflict, InvalidInput, NotFound
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg

DAY = date(2026, 11, 23)


class Books:
    """A customer with two accounts here, the first with 100.00."""

    def __init__(self, database, env):
        self.database, self.env = database, env
        self.customer = add_customer(database.app, env, name="Ann", country="US", currency="USD")
        with self.open() as unit:
            self.current, self.savings = (self._account(unit, kind) for kind in ("current", "savings"))
            self.outside = ledger.external_account(unit, "USD", env.clock.now())
            ledger.record(unit, [self.entry("start", 100_00)])

    def _account(self, unit, kind, currency="USD"):
        return ledger.open_account(
            unit,
            self.env.vault(self.customer),
            kind=kind,
            here=True,
            currency=currency,
            opened=DAY - timedelta(days=400),
            now=self.env.clock.now(),
            name=kind,
        )

    def open(self):
        return work(self.database.app, Caller.operator(self.customer))

    def entry(self, reference, minor, day=DAY):
        legs = (Leg(self.current, minor), Leg(self.outside, -minor))
        return Entry("test", f"{self.customer}:{reference}", day, "card", legs)


@pytest.fixture
def books(database, env):
    return Books(database, env)


def test_a_reference_is_recorded_once_also_within_one_batch(books):
    one = books.entry("a", -5_00)
    with books.open() as unit:
        first, second = ledger.record(unit, [one, one])
        assert (first.fresh, second.fresh) == (True, False)
        assert first.entry == second.entry
        (again,) = ledger.record(unit, [one])
        assert (again.entry, again.fresh) == (first.entry, False)
        assert ledger.available(unit, books.current) == Money(95_00, "USD")


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        (lambda b: (Leg(b.current, -100), Leg(b.outside, 99)), "does not balance"),
        (lambda b: (Leg(b.current, -100),), "does not balance"),
        (lambda b: (Leg(b.current, 0), Leg(b.outside, 0)), "check constraint"),
        (lambda b: (), "has no legs"),
        (lambda b: (Leg(new_id(), -100), Leg(b.outside, 100)), "unknown account"),
    ],
)
def test_what_is_no_entry_is_refused_whole(books, legs, why):
    bad = Entry("test", f"{books.customer}:bad", DAY, "card", legs(books))
    good = books.entry("good", -1_00)

    def both():
        with books.open() as unit:
            ledger.record(unit, [good, bad])

    with pytest.raises(DBAPIError, match=why):
        both()
    with books.open() as unit:
        assert ledger.available(unit, books.current) == Money(100_00, "USD")
        assert ledger.record(unit, [good])[0].fresh, "the whole batch was undone, its references too"


def test_an_entry_may_hold_several_currencies_each_in_balance(books):
    with books.open() as unit:
        euro = books._account(unit, "current", "EUR")
        world = ledger.external_account(unit, "EUR", books.env.clock.now())
        legs = (Leg(books.current, -11_00), Leg(books.outside, 11_00), Leg(euro, 10_00), Leg(world, -10_00))
        ledger.record(unit, [Entry("test", f"{euro}", DAY, "exchange", legs)])
        assert ledger.balances_on(unit, DAY)[euro] == Money(10_00, "EUR")
    mixed = Entry("test", f"{euro}:2", DAY, "exchange", (Leg(books.current, -10_00), Leg(euro, 10_00)))
    with pytest.raises(DBAPIError, match="does not balance"), books.open() as unit:
        ledger.record(unit, [mixed])


@settings(max_examples=20)
@given(amounts=st.lists(st.integers(-50_00, 50_00).filter(bool), min_size=1, max_size=8), data=st.data())
def test_the_journal_always_balances_and_reversing_everything_leads_back(database, env, amounts, data):
    books = Books(database, env)
    days = [DAY - timedelta(days=data.draw(st.integers(0, 60))) for _ in amounts]
    made = [books.entry(str(n), a, d) for n, (a, d) in enumerate(zip(amounts, days, strict=True))]
    with books.open() as unit:
        booked = ledger.record(unit, made)
        for day in days:
            expected = sum(a for a, d in zip(amounts, days, strict=True) if d <= day) + (
                100_00 if day >= DAY else 0
            )
            assert ledger.balances_on(unit, day)[books.current].minor == expected
        assert unit.scalar(text("select coalesce(sum(amount), 0) from posting")) == 0
        ledger.record(unit, ledger.reversals(unit, [b.entry for b in booked]))
        assert all(m.minor == 0 for day in days if day < DAY for m in ledger.balances_on(unit, day).values())
        assert ledger.available(unit, books.current) == Money(100_00, "USD")
        assert ledger.verify(unit).breaks == ()


def test_an_entry_is_reversed_once(books):
    with books.open() as unit:
        (booked,) = ledger.record(unit, [books.entry("a", -5_00)])
        first = ledger.record(unit, ledger.reversals(unit, [booked.entry]))
        second = ledger.record(unit, ledger.reversals(unit, [booked.entry]))
        assert (first[0].fresh, second[0].fresh) == (True, False)
        assert ledger.available(unit, books.current) == Money(100_00, "USD")


def test_a_hold_sets_money_aside_until_it_is_settled_or_released(books):
    with books.open() as unit:
        held = ledger.authorise(
            unit, books.current, 30_00, source="card", reference=f"{books.customer}:1", day=DAY
        )
        again = ledger.authorise(
            unit, books.current, 30_00, source="card", reference=f"{books.customer}:1", day=DAY
        )
        assert held == again
        assert ledger.available(unit, books.current) == Money(70_00, "USD")
        assert ledger.balances_on(unit, DAY)[books.current] == Money(100_00, "USD")
        with pytest.raises(Conflict):
            ledger.authorise(
                unit, books.current, 70_01, source="card", reference=f"{books.customer}:2", day=DAY
            )
        for _ in range(2):
            ledger.settle(
                unit, source="card", reference=f"{books.customer}:1", entry=books.entry("meal", -28_00)
            )
        assert ledger.available(unit, books.current) == Money(72_00, "USD")
        with pytest.raises(Conflict):
            ledger.release(unit, source="card", reference=f"{books.customer}:1")
        ledger.authorise(unit, books.current, 10_00, source="card", reference=f"{books.customer}:3", day=DAY)
        ledger.release(unit, source="card", reference=f"{books.customer}:3")
        assert ledger.available(unit, books.current) == Money(72_00, "USD")
        with pytest.raises(NotFound):
            ledger.settle(unit, source="card", reference="none", entry=books.entry("x", -1))
        with pytest.raises(InvalidInput):
            ledger.authorise(unit, books.current, 0, source="card", reference="zero", day=DAY)


def test_holds_and_plans_whose_day_has_passed_are_let_go(books):
    from florin.app.worker import expire
    from florin.kernel.clock import fixed_clock

    with books.open() as unit:
        ledger.authorise(unit, books.current, 30_00, source="card", reference=f"{books.customer}:1", day=DAY)
        plan = Money(20_00, "USD")
        ledger.plan_transfer(unit, books.current, books.savings, plan, identifier=new_id(), day=DAY)
        assert ledger.available(unit, books.current) == Money(50_00, "USD")
    from dataclasses import replace

    later = replace(books.env, clock=fixed_clock(books.env.clock.now() + timedelta(days=10)))
    expire(books.database.worker, later)
    with books.open() as unit:
        assert ledger.available(unit, books.current) == Money(80_00, "USD"), "the hold went, the plan stands"
    latest = replace(books.env, clock=fixed_clock(books.env.clock.now() + timedelta(days=30)))
    expire(books.database.worker, latest)
    with books.open() as unit:
        assert ledger.available(unit, books.current) == Money(100_00, "USD")


def test_a_transfer_needs_available_money_and_happens_once(books):
    with books.open() as unit:
        for _ in range(2):
            ledger.transfer(
                unit, books.current, books.savings, 60_00, reference=f"{books.customer}:1", day=DAY
            )
        balances = ledger.balances_on(unit, DAY)
        assert (balances[books.current].minor, balances[books.savings].minor) == (40_00, 60_00)

    def too_much():
        with books.open() as unit:
            ledger.transfer(
                unit, books.current, books.savings, 40_01, reference=f"{books.customer}:2", day=DAY
            )

    with pytest.raises(Conflict):
        too_much()
    with books.open() as unit:
        assert ledger.available(unit, books.current) == Money(40_00, "USD")
        with pytest.raises(NotFound):
            ledger.transfer(unit, books.current, new_id(), 1, reference="x", day=DAY)


def test_verify_finds_a_balance_that_its_postings_do_not_give(books, home):
    password = json.loads((home / "keys" / "postgres.json").read_text())["postgres"]
    url = with_role(books.database.app.url.render_as_string(hide_password=False), "postgres", password)
    admin = create_engine(url)
    tamper = text("update florin.balance set amount = amount + :by where account_id = :account")
    try:
        with admin.begin() as connection:
            connection.execute(tamper, {"by": 1, "account": books.current})
        with books.open() as unit:
            (found,) = ledger.verify(unit).breaks
        assert (found["kind"], found["account"], found["expected"], found["found"]) == (
            "balance",
            books.current,
            100_00,
            100_01,
        )
    finally:
        with admin.begin() as connection:
            connection.execute(tamper, {"by": -1, "account": books.current})
        admin.dispose()


def test_words_are_sealed_and_cannot_be_kept_without_the_key(books):
    told = Entry(
        "test", f"{books.customer}:w", DAY, "card", books.entry("w", -1_00).legs, words={"text": "MARKED"}
    )
    with pytest.raises(ValueError, match="vault"), books.open() as unit:
        ledger.record(unit, [told])
    with books.open() as unit:
        vault = books.env.vault(books.customer)
        (booked,) = ledger.record(unit, [told], vault)
        row = unit.first(text("select personal from original where entry_id = :e"), e=booked.entry)
        assert row is not None
        assert b"MARKED" not in bytes(row.personal)
        assert vault.open_fields(row.personal) == {"text": "MARKED"}
