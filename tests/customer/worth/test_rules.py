"""Sums by day: assets and debts apart, converted at known rates only, compared with nothing unknown."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from florin.customer.worth.rules import Held, base_of, converted_worth, month_ends, unknown_days, worth
from florin.market.rates import Rate

DAYS = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 23))
amounts = st.integers(-(10**12), 10**12)
held = st.builds(
    Held,
    st.uuids().map(str),
    st.sampled_from(["USD", "EUR", "JPY"]),
    st.sampled_from(DAYS),
    st.none() | st.sampled_from(DAYS),
    st.tuples(amounts, amounts, amounts),
)


def rates(**per_euro):
    return {day: {c: Rate(day, c, Decimal(p)) for c, p in per_euro.items()} for day in DAYS}


@given(st.lists(held, max_size=6))
def test_assets_and_debts_add_up_to_all_accounts_every_day(accounts):
    for at, point in enumerate(worth(accounts, DAYS)):
        assert point.net == sum(each.values[at] for each in accounts)
        assert point.debts <= 0 <= point.assets


@given(st.lists(held, max_size=6), st.sampled_from(["USD", "EUR", "JPY"]))
def test_what_is_converted_is_right_to_half_a_unit_an_account_and_never_guessed(accounts, target):
    known = rates(EUR="1", USD="1.1172", JPY="175.68")
    scale = {"USD": 100, "EUR": 100, "JPY": 1}
    for at, point in enumerate(converted_worth(accounts, DAYS, known, target)):
        assert point is not None
        exact = sum(
            Fraction(each.values[at], scale[each.currency])
            * Fraction(known[DAYS[at]][target].per_euro)
            / Fraction(known[DAYS[at]][each.currency].per_euro)
            for each in accounts
        )
        assert abs(point.net - exact * scale[target]) <= Fraction(len(accounts), 2)
    unknown = rates(EUR="1")
    needs = [any(e.values[at] and e.currency != target for e in accounts) for at in range(3)]
    points = converted_worth(accounts, DAYS, unknown, target)
    if target != "EUR":
        assert [point is None for point in points] == needs


@given(st.lists(held, min_size=1, max_size=6))
def test_today_is_compared_with_a_day_on_which_every_account_was_known_or_with_none(accounts):
    base = base_of(worth(accounts, DAYS))
    late = max((e.unknown_before for e in accounts if e.unknown_before), default=DAYS[0])
    if late > DAYS[1]:
        assert base is None
    else:
        assert base is not None
        assert base.day == min(day for day in DAYS if day >= late)


@given(st.dates(date(2000, 2, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_month_ends_are_the_days_before_the_firsts_and_today(today, months):
    days = month_ends(today, months)
    assert len(days) == months + 1
    assert days[-1] == today
    assert all((day + timedelta(days=1)).day == 1 for day in days[:-1])
    assert days[-2] < today.replace(day=1) <= today
    assert days == sorted(set(days))


def test_days_before_anything_is_known_are_counted():
    late = Held("a", "USD", date(2026, 10, 5), None, (0, 1, 2))
    assert unknown_days([late], DAYS) == 1
    assert unknown_days([], DAYS) == 2
