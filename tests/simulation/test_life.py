"""One household: its lines explain its balances, its transfers have twins, its past does not change."""

from collections import defaultdict
from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florin.kernel.errors import InvalidInput
from florin.kernel.money import is_currency
from florin.simulation.life import Life, Lifetime, lifetimes
from florin.simulation.merchants.categories import categories
from florin.simulation.parameters import parameters, sets
from florin.simulation.shapes import EVENTS, KINDS, NEVER, REGIONS, Cast, Event, EventName, Kind, Month

FIRST = date(2024, 1, 1)
MONTHS = 14


def lived(cast: Cast, months: int = MONTHS, name: str = "baseline") -> tuple[Life, list[Month]]:
    life = Life(cast, FIRST, parameters(name))
    return life, [life.month() for _ in range(months)]


casts = st.builds(
    Cast,
    kind=st.sampled_from(KINDS),
    region=st.sampled_from(REGIONS),
    seed=st.integers(0, 2**64 - 1),
    events=st.lists(
        st.builds(
            Event, st.sampled_from(EVENTS), st.dates(FIRST, date(2025, 2, 1)).map(lambda d: d.replace(day=1))
        ),
        max_size=4,
    ).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(casts, st.sampled_from(sets()))
def test_lines_explain_balances_and_own_transfers_come_in_pairs(cast: Cast, name: str):
    life, months = lived(cast, name=name)
    balance = {account.key: account.opening for account in life.accounts}
    currency = {account.key: account.currency for account in life.accounts}
    own = {"money.own_transfer", "money.card_payment", "money.investing", "home.mortgage"}
    known = categories()
    for month in months:
        lines = {line.reference: line for line in month.lines}
        assert len(lines) == len(month.lines) == len(month.truths)
        for line, truth in zip(month.lines, month.truths, strict=True):
            assert line.reference == truth.reference
            assert truth.category in known
            assert line.amount
            assert line.currency == currency[line.account]
            assert is_currency(line.currency)
            assert line.descriptor.strip()
            balance[line.account] += line.amount
            if line.twin:
                twin = lines[line.twin]
                assert (twin.amount, twin.currency, twin.booked) == (-line.amount, line.currency, line.booked)
                assert twin.twin == line.reference
                assert twin.account != line.account
            elif truth.category in own:
                assert line.kind in ("valuation", "refund"), line
    assert balance == life.balances


@settings(max_examples=10, deadline=None)
@given(casts)
def test_lines_are_in_order_of_days_and_within_their_month(cast: Cast):
    _, months = lived(cast, 5)
    for at, month in enumerate(months, 1):
        assert {(line.booked.year, line.booked.month) for line in month.lines} <= {(2024, at)}
        assert all(one.booked <= other.booked for one, other in pairwise(month.lines))
        assert [line.reference for line in month.lines] == [
            f"m2024-{at:02}:{n}" for n in range(1, len(month.lines) + 1)
        ]


@settings(max_examples=10, deadline=None)
@given(casts)
def test_the_same_cast_lives_the_same_life_however_long_it_is_asked_for(cast: Cast):
    assert lived(cast, 3)[1] == lived(cast, 6)[1][:3]


def test_another_seed_lives_another_life():
    one, other = (lived(Cast("salaried", "US", seed), 1)[1] for seed in (1, 2))
    assert one != other


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_card_goes_beyond_its_limit_by_purchases_and_no_savings_below_zero(kind, region):
    life, months = lived(
        Cast(
            kind,
            region,
            5,
            {"has_card": True, "has_savings": True, "card_limit": 150_000, "opening_card": -140_000},
        )
    )
    balance = {account.key: account.opening for account in life.accounts}
    for line in (line for month in months for line in month.lines):
        balance[line.account] += line.amount
        if line.account == "savings":
            assert balance["savings"] >= 0
        if line.account == "card" and line.kind == "card":
            fees = 60_000  # interest and late fees may come on top of the limit
            assert balance["card"] >= -150_000 - fees


def test_traits_are_what_the_author_said():
    traits = {
        "monthly_net_income": 512_345,
        "pay_cycle": 0,
        "pay_day": 10,
        "opening_current": 77_00,
        "has_loan": True,
        "opening_loan": -500_000,
        "city": 0,
    }
    life, months = lived(Cast("salaried", "US", 3, traits), 1)
    accounts = {account.key: account for account in life.accounts}
    assert (accounts["current"].opening, accounts["loan"].opening) == (77_00, -500_000)
    pay = [line for line in months[0].lines if line.kind == "salary"]
    assert [(line.amount, line.booked) for line in pay] == [(512_345, date(2024, 1, 10))]


@pytest.mark.parametrize(
    ("traits", "said"), [({"shoe_size": 43}, "no trait 'shoe_size'"), ({"balance": 3}, "no trait")]
)
def test_a_trait_that_does_not_exist_is_named(traits, said):
    with pytest.raises(InvalidInput, match=said):
        Life(Cast("student", "EA", 1, traits), FIRST)


def test_a_life_begins_on_the_first():
    with pytest.raises(InvalidInput, match="first of a month"):
        Life(Cast("student", "EA", 1), date(2024, 1, 2))


def test_a_scripted_event_happens_in_its_month_and_is_told_only_by_the_truth():
    events = (Event("job_loss", date(2024, 3, 1)), Event("car_breakdown", date(2024, 5, 1)))
    _, months = lived(Cast("salaried", "EA", 11, {"car": True, "pay_cycle": 0}, events), 8)
    causes = [{truth.event for truth in month.truths if truth.event} for month in months]
    assert "job_loss" in causes[2]
    assert "car_breakdown" in causes[4]
    paid = [sum(line.kind == "salary" for line in month.lines) for month in months]
    assert paid[0] == paid[1] == 1
    assert paid[3] == 0
    benefit = [
        truth for month in months[3:5] for truth in month.truths if truth.category == "income.unemployment"
    ]
    assert benefit
    assert all(truth.event == "job_loss" for truth in benefit)


def test_money_that_was_moved_is_felt():
    """Someone in the red is given savings: no overdraft fee then, and life goes on from there."""
    cast = Cast(
        "salaried",
        "US",
        21,
        {"opening_current": -20_000, "opening_savings": 100, "planning": 0.0, "propensity": 1.3},
    )
    poor, rich = Life(cast, FIRST), Life(cast, FIRST)
    before, after = poor.month(), rich.month({"current": 3_000_000, "savings": 500_000})
    assert any(truth.category == "fees.overdraft" for truth in before.truths)
    assert not any(truth.category == "fees.overdraft" for truth in after.truths)
    moved = sum(line.amount for line in after.lines if line.account == "current")
    assert rich.balances["current"] == 3_000_000 + moved


def test_a_card_that_was_paid_down_costs_less_interest():
    cast = Cast(
        "salaried",
        "US",
        4,
        {"has_card": True, "card_full": False, "opening_card": -600_000, "card_limit": 900_000},
    )

    def interest(month: Month) -> int:
        return -sum(line.amount for line in month.lines if line.account == "card" and line.kind == "interest")

    full, eased = interest(Life(cast, FIRST).month()), interest(Life(cast, FIRST).month({"card": -100_000}))
    assert 0 < eased < full / 3


def test_a_balance_of_an_account_that_is_not_there_is_refused():
    life = Life(Cast("student", "US", 1, {"has_investment": False}), FIRST)
    with pytest.raises(InvalidInput, match="no account 'investment'"):
        life.month({"investment": 1})


def test_every_kind_has_what_makes_it_what_it_is():
    marks: dict[Kind, str] = {
        "self_employed": "business.sales",
        "retired": "income.pension",
        "student": "income.student_support",
        "gig": "income.gig",
        "migrant": "money.remittance",
        "family": "income.salary",
    }
    for kind, category in marks.items():
        for region in REGIONS:
            _, months = lived(Cast(kind, region, 2), 6)
            assert category in {truth.category for month in months for truth in month.truths}, (kind, region)


def test_subscriptions_recur_and_rise_and_groceries_do_not_recur():
    seen = defaultdict(list)
    for seed in range(6):
        _, months = lived(Cast("couple", "US", seed), MONTHS)
        for at, month in enumerate(months):
            for line, truth in zip(month.lines, month.truths, strict=True):
                if truth.category == "fun.streaming":
                    assert truth.recurring
                    seen[seed, line.counterparty].append(-line.amount)
                assert not (truth.category == "food.groceries" and truth.recurring), at
    assert any(len(prices) > 8 and max(prices) > min(prices) for prices in seen.values())


def test_a_bill_that_is_sent_back_comes_after_its_debit_on_that_day():
    found = 0
    for seed in range(12):
        _, months = lived(Cast("gig", "US", seed, {}, (Event("job_loss", date(2024, 3, 1)),)), 10, "harsh")
        for month in months:
            lines = month.lines
            for at, back in enumerate(lines):
                whole = [
                    (before, x)
                    for before, x in enumerate(lines)
                    if x.booked == back.booked
                    and x.amount == -back.amount
                    and x.counterparty == back.counterparty
                ]
                if back.kind == "refund" and whole:
                    assert min(before for before, _ in whole) < at
                    found += 1
    assert found > 5


def test_a_collector_comes_after_the_default_and_asks_for_a_share_of_income():
    traits = {"propensity": 1.3, "planning": 0.0, "has_savings": False, "bills_owed": 400_000}
    seen = 0
    for seed in range(12):
        life = Life(Cast("student", "US", seed, traits | {"monthly_net_income": 160_000}), FIRST)
        defaulted = False
        for month in [life.month() for _ in range(48)]:
            asked = [
                -line.amount
                for line, truth in zip(month.lines, month.truths, strict=True)
                if truth.category == "debt.collection"
            ]
            assert not asked or defaulted
            assert sum(asked) <= 0.1 * 320_000
            seen, defaulted = seen + len(asked), month.defaulted
    assert seen > 0


@pytest.mark.parametrize("region", ["US", "EA"])
def test_the_bank_charges_for_trouble_at_most_so_often_a_month(region):
    most = 3
    charged = []
    for seed in range(8):
        cast = Cast("gig", region, seed, {"propensity": 1.3, "planning": 0.0, "has_savings": False})
        _, months = lived(cast, 12)
        for month in months:
            fees = [t for t in month.truths if t.category in ("fees.overdraft", "fees.returned")]
            charged.append(len(fees))
    assert 0 < max(charged) <= most


def test_households_that_live_together_live_as_each_would_alone():
    casts = [Cast(kind, region, n) for n, (kind, region) in enumerate(product(KINDS, REGIONS))]
    for cast, found in zip(casts, lifetimes(casts, FIRST, 4), strict=True):
        life, months = lived(cast, 4)
        assert found.accounts == life.accounts, cast
        assert found.lines == tuple(line for month in months for line in month.lines), cast
        assert found.truths == tuple(truth for month in months for truth in month.truths), cast


def test_what_they_are_spared_chance_brings_only_from_that_month_on():
    until = date(2025, 1, 1)
    events: tuple[EventName, ...] = ("divorce", "illness", "move", "car_breakdown", "job_loss")
    spared = tuple(Event(name, until) for name in events)
    casts = [Cast("couple", "US", n, {"car": True}, (), each) for n in range(40) for each in ((), spared)]
    found = list(lifetimes(casts, FIRST, 24, parameters("harsh")))

    def befell(told: Lifetime) -> list[date]:
        days = {line.reference: line.booked for line in told.lines}
        return [days[truth.reference] for truth in told.truths if truth.event in events]

    free, kept = [befell(told) for told in found[0::2]], [befell(told) for told in found[1::2]]
    assert all(day >= until for days in kept for day in days)
    assert sum(day < until for days in free for day in days) > 40
    assert any(kept), "afterwards they are as others are"


def test_a_told_event_comes_although_chance_is_kept_from_bringing_it():
    cast = Cast("couple", "EA", 3, {}, (Event("child", date(2024, 3, 1)),), (Event("child", NEVER),))
    _, months = lived(cast, 4)
    assert [n for n, month in enumerate(months) if any(t.event == "child" for t in month.truths)] == [2]


@pytest.mark.parametrize("keeps", [True, False])
def test_who_keeps_the_children_after_a_divorce_pays_no_support(keeps):
    traits = {
        "children": 1,
        "partner_net_income": 200_000,
        "keeps_children": keeps,
        "opening_current": 900_000,
    }
    _, months = lived(Cast("couple", "US", 8, traits, (Event("divorce", date(2024, 2, 1)),)), 4)
    support = [t for month in months for t in month.truths if t.category == "family.support"]
    assert bool(support) is not keeps


def test_a_new_child_costs_a_part_of_the_second_pay_for_some_months():
    traits = {"partner_net_income": 200_000, "raise_month": 12, "monthly_net_income": 310_000, "pay_cycle": 0}
    event = (Event("child", date(2024, 2, 1)),)
    never: tuple[EventName, ...] = ("divorce", "job_loss", "raise", "new_job")
    spared = tuple(Event(name, NEVER) for name in never)
    _, months = lived(Cast("couple", "US", 8, traits, event, spared), 9)
    pays = [sorted(x.amount for x in month.lines if x.kind == "salary") for month in months]
    assert [pay[0] for pay in pays] == [200_000] + [100_000] * 6 + [200_000] * 2
    assert {pay[-1] for pay in pays} == {310_000}
