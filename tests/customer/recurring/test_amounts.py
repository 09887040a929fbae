"""How much comes: a price that holds, a pay that once was another, a bill that goes with the season."""

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.customer.facts.rules.calendar import months_later
from florin.customer.recurring.rules import BankDays, Payment, find, occurrences

BANK = BankDays("target")
DAY = timedelta(days=1)
ENTRIES = count(1)
START = date(2023, 12, 1)
# A year of heating, from December on: most in winter, next to nothing in summer.
HEATING = (151_00, 182_00, 164_00, 121_00, 74_00, 31_00, 14_00, 11_00, 12_00, 29_00, 66_00, 118_00)


def monthly(amounts, *, of_month=15, kind="direct_debit", name="CITY GAS"):
    """A payment a month from START on, each on the first open day from `of_month` on."""
    days = [BANK.around(months_later(START, n).replace(day=of_month))[1] for n in range(len(amounts))]
    return [Payment(next(ENTRIES), "a", d, a, "EUR", name, kind) for d, a in zip(days, amounts, strict=True)]


def pays(amounts, **changes):
    return monthly(amounts, **{"kind": "salary", "name": "NORTHWIND", **changes})


def bills(amounts, **changes):
    return monthly([-a for a in amounts], **changes)


def coming(payments, *, days=35, today=None):
    """What is expected once the last of the payments is known."""
    known = max(p.day for p in payments)
    at = today or known + DAY
    found = find(payments, BANK)
    return [
        each
        for series in found
        for each in occurrences(series, today=at, until=at + days * DAY, seen_to=at, bank=BANK)
    ]


def years(number, rise=1.0):
    return [round(a * rise**n) for n in range(number) for a in HEATING]


@pytest.mark.parametrize("months", range(13, 36))
def test_a_seasonal_bill_is_expected_at_what_it_came_to_a_year_before(months):
    amounts = years(4)
    (first, *_) = coming(bills(amounts[:months]))
    assert first.typical == amounts[months]
    assert first.low <= first.typical <= first.high


@given(rise=st.floats(0.9, 1.15), months=st.integers(24, 35))
def test_its_band_says_how_far_that_was_off_lately(rise, months):
    amounts = years(4, rise)
    (first, *_) = coming(bills(amounts[:months]))
    assert first.low <= first.typical <= first.high
    assert first.typical == amounts[months - 12]
    assert first.low - 100 <= amounts[months] <= first.high + 100


def test_before_a_year_is_known_the_mean_of_the_last_is_expected_and_not_the_least():
    amounts = years(1)[4:10]  # spring to autumn
    (first, *_) = coming(bills(amounts))
    assert first.typical == round(sum(amounts) / 6)
    assert (first.low, first.high) == (min(amounts), max(amounts))


def test_every_month_ahead_is_expected_at_its_own():
    amounts = years(3)
    ahead = coming(bills(amounts), days=400)
    assert [each.typical for each in ahead[:12]] == list(HEATING)
    assert ahead[12].typical == HEATING[0]


def test_a_bill_that_varies_without_a_season_is_expected_at_its_recent_mean():
    amounts = [
        60_00, 95_00, 71_00, 88_00, 64_00, 90_00, 75_00, 99_00, 62_00, 84_00, 93_00, 68_00,
        92_00, 61_00, 97_00, 66_00, 89_00, 63_00, 98_00, 70_00, 91_00, 65_00, 72_00, 94_00,
    ]  # fmt: skip
    (first, *_) = coming(bills(amounts))
    assert first.typical == round(sum(amounts[-6:]) / 6)
    assert (first.low, first.high) == (min(amounts[-12:]), max(amounts[-12:]))


def test_a_month_that_was_skipped_a_year_ago_is_expected_at_the_recent_mean():
    payments = bills(years(2)[:23])
    skipped = [p for n, p in enumerate(payments) if n != 11]
    (first, *_) = coming(skipped)
    assert first.typical == round(sum(-p.amount for p in skipped[-6:]) / 6)


# Pay ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["salary", None, "transfer"])
@pytest.mark.parametrize("now", [3_300_00, 3_000_00 * 8, 400_00, 5_500_00, 1_500_00])
@pytest.mark.parametrize("early", [0, 2, 5])
def test_pay_that_came_with_another_amount_around_its_day_has_come(kind, now, early):
    usual = pays([3_000_00] * 12 + [now], of_month=20, kind=kind)
    last = usual.pop()
    other = Payment(last.entry, "a", last.day - early * DAY, now, "EUR", last.name, kind)
    found = coming([*usual, other], today=last.day + 2 * DAY, days=40)
    assert [(each.day.month, each.late) for each in found] == [(last.day.month % 12 + 1, False)]
    assert other.entry in found[0].series.evidence


def test_a_bonus_does_not_make_the_next_pay_large_nor_a_short_pay_make_it_small():
    for odd in (9_000_00, 1_200_00):
        (first,) = coming(pays([3_000_00] * 12 + [odd]))
        assert first.typical == 3_000_00
        assert (first.low, first.high) == (min(odd, 3_000_00), max(odd, 3_000_00))
        (after,) = coming(pays([3_000_00] * 6 + [odd] + [3_000_00] * 2))
        assert (after.typical, after.low, after.high) == (3_000_00, 3_000_00, 3_000_00)
        assert after.series.was is None, "a single other amount was never the price"


def test_a_raise_is_the_pay_from_its_first_day_and_another_level_from_its_second():
    (first,) = coming(pays([3_000_00] * 12 + [3_150_00]))
    assert (first.typical, first.low, first.high, first.series.was) == (
        3_150_00,
        3_150_00,
        3_150_00,
        3_000_00,
    )
    (second,) = coming(pays([3_000_00] * 12 + [1_500_00] * 2))
    assert (second.typical, second.high, second.series.was) == (1_500_00, 1_500_00, 3_000_00)


def test_a_purchase_at_the_same_shop_is_not_the_subscription_that_has_not_come():
    shop = [p for p in bills([14_99] * 12, kind="card")]
    last = shop.pop()
    other = Payment(last.entry, "a", last.day, -80_00, "EUR", last.name, "card")
    found = coming([*shop, other], today=last.day + 2 * DAY)
    assert found[0].late


@given(weekday=st.integers(0, 6), of_month=st.integers(1, 28))
def test_nothing_is_late_before_the_first_open_day_after_its_own_has_passed(weekday, of_month):
    payments = pays([3_000_00] * 14, of_month=of_month)
    due = months_later(START, 14).replace(day=of_month)
    for step in range(-3, 6):
        today = due + step * DAY
        found = coming(payments, today=today)
        assert found[0].late == (BANK.around(due)[1] < today)
        assert found[0].late or found[0].day >= today


@given(of_month=st.integers(1, 28), few=st.integers(1_000_00, 2_400_00), more=st.integers(2_600_00, 4_000_00))
def test_pay_of_two_amounts_by_turns_is_one_pay_that_has_come(of_month, few, more):
    """Shorter hours in most months, overtime in each third: not a pay a month and another a quarter."""
    amounts = [3_050_00] * 24 + [more, few, few] * 2 + [more]
    (first,) = coming(pays(amounts, of_month=of_month))
    assert (first.late, first.typical) == (False, few)
    assert first.series.count == len(amounts)
