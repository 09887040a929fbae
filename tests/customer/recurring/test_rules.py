"""What comes again is found with its rhythm, price and next day, and nothing else is taken for it."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.customer.facts.rules.calendar import months_later
from florin.customer.recurring.rules import BankDays, Payment, before_pay, find, occurrences, sureness
from florin.customer.recurring.rules.finding import payee
from florin.kernel.calendar import is_business_day

BANK = BankDays("federal-reserve")
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ENTRIES = count(1)
STEPS = {"weekly": 7, "biweekly": 14}
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


def paid(day, amount, name="NORTHWIND", kind=None, account="a"):
    return Payment(next(ENTRIES), account, day, amount, "USD", name, kind)


def on(month, anchor):
    return month.replace(day=min(anchor, monthrange(month.year, month.month)[1]))


def booked(day, shift):
    step = {"before": -DAY, "after": DAY}[shift]
    while not is_business_day(day, BANK.calendar):
        day += step
    return day


def nominal_days(cadence, anchor, number, start=date(2023, 1, 1)):
    if cadence in STEPS:
        return [start + (anchor + n * STEPS[cadence]) * DAY for n in range(number)]
    if cadence == "semi_monthly":
        months = (months_later(start, n // 2) for n in range(number))
        return [on(month, (15, 31)[n % 2]) for n, month in enumerate(months)]
    return [on(months_later(start, n * MONTHS[cadence]), anchor) for n in range(number)]


cadences = st.sampled_from(["weekly", "biweekly", "semi_monthly", "monthly", "quarterly", "yearly"])


@given(
    cadence=cadences,
    anchor=st.integers(1, 31),
    number=st.integers(6, 24),
    shift=st.sampled_from(["before", "after"]),
    incoming=st.booleans(),
    amount=st.integers(5_00, 9_000_00),
)
def test_a_rhythm_is_found_over_weekends_and_holidays_with_its_next_day(
    cadence, anchor, number, shift, incoming, amount
):
    if cadence == "yearly":
        number = min(number, 8)
    nominal = nominal_days(cadence, anchor, number + 1)
    signed = amount if incoming else -amount
    payments = [paid(booked(day, shift), signed) for day in nominal[:-1]]
    (series,) = find(payments, BANK)
    assert series.cadence == cadence
    assert series.direction == ("in" if incoming else "out")
    assert (series.typical, series.low, series.high) == (amount, amount, amount)
    assert series.count == number
    assert series.evidence == tuple(p.entry for p in reversed(payments))
    assert abs((BANK.shifted(series.due, series.shift) - booked(nominal[-1], shift)).days) <= 4


@given(anchor=st.integers(1, 31), number=st.integers(12, 36), shift=st.sampled_from(["before", "after"]))
def test_the_next_day_of_the_month_is_exact_once_a_year_is_known(anchor, number, shift):
    nominal = nominal_days("monthly", anchor, number + 1)
    (series,) = find([paid(booked(day, shift), -50_00) for day in nominal[:-1]], BANK)
    due = BANK.shifted(series.due, series.shift)
    assert abs((due - booked(nominal[-1], shift)).days) <= 1


@given(
    anchor=st.integers(1, 28),
    number=st.integers(8, 24),
    seed=st.integers(0, 10_000),
    kind=st.sampled_from(["direct_debit", "transfer"]),
)
def test_a_bill_whose_amount_varies_keeps_its_band(anchor, number, seed, kind):
    random = Random(seed)
    amounts = [round(80_00 * random.uniform(0.7, 1.4)) for _ in range(number)]
    days = [booked(day, "after") for day in nominal_days("monthly", anchor, number)]
    (series,) = find([paid(d, -a, kind=kind) for d, a in zip(days, amounts, strict=True)], BANK)
    assert series.cadence == "monthly"
    assert series.low <= series.typical <= series.high
    recent = amounts[-12:]
    assert min(recent) <= series.low
    assert series.high <= max(recent)


@given(first=st.integers(1, 28), second=st.integers(1, 28), number=st.integers(5, 24), rise=st.booleans())
def test_two_subscriptions_at_one_merchant_are_two(first, second, number, rise):
    one = [paid(on(d, first), -9_99, kind="card") for d in nominal_days("monthly", 1, number)]
    later = number // 2 if rise else number
    two = [
        paid(on(d, second), -15_49 if n < later else -17_99, kind="card")
        for n, d in enumerate(nominal_days("monthly", 1, number))
    ]
    found = find([*one, *two], BANK)
    assert sorted((s.cadence, s.typical, s.count) for s in found) == [
        ("monthly", 9_99, number),
        ("monthly", 17_99 if rise else 15_49, number),
    ]


@given(number=st.integers(4, 24), new=st.integers(1, 3), cadence=st.sampled_from(["biweekly", "monthly"]))
def test_a_price_rise_is_one_series_at_the_new_price_which_says_what_it_was(number, new, cadence):
    days = nominal_days(cadence, 5, number + new)
    prices = [-15_49] * number + [-17_99] * new
    (series,) = find([paid(d, p) for d, p in zip(days, prices, strict=True)], BANK)
    assert (series.typical, series.low, series.high) == (17_99, 17_99, 17_99)
    assert (series.was, series.changed) == (15_49, days[number])
    assert series.count == number + new


@given(number=st.integers(6, 24), skipped=st.integers(1, 22), anchor=st.integers(1, 31))
def test_a_skipped_month_costs_sureness_not_the_series(number, skipped, anchor):
    days = nominal_days("monthly", anchor, number)
    without = [paid(d, -30_00) for n, d in enumerate(days) if n != min(skipped, number - 2)]
    (series,) = find(without, BANK)
    assert (series.cadence, series.count, series.expected) == ("monthly", number - 1, number)
    assert sureness(series.count, series.expected) < sureness(number, number)


@pytest.mark.parametrize("kind", ["card", None])
def test_shopping_is_no_bill(kind):
    wrong = 0
    for seed in range(60):
        random = Random(seed)
        days = [TODAY - random.randrange(900) * DAY for _ in range(random.randrange(3, 200))]
        payments = [paid(d, -round(40_00 * random.lognormvariate(0, 0.5)), kind=kind) for d in days]
        wrong += len(find(payments, BANK))
    assert wrong <= 1


@pytest.mark.parametrize(("kind", "found"), [("card", 0), ("direct_debit", 1)])
def test_a_varying_amount_on_a_regular_day_is_shopping_by_card_and_a_bill_by_direct_debit(kind, found):
    random = Random(1)
    days = nominal_days("monthly", 4, 14)
    assert len(find([paid(d, -random.randrange(60_00, 120_00), kind=kind) for d in days], BANK)) == found


def test_ten_times_the_price_is_not_the_same_thing_dearer():
    days = nominal_days("monthly", 4, 12)
    series = find([paid(d, -10_00 if n < 6 else -100_00) for n, d in enumerate(days)], BANK)
    assert [(s.typical, s.was, s.count) for s in series] == [(10_00, None, 6), (100_00, None, 6)]


def test_a_visit_once_a_month_on_any_day_is_no_bill():
    wrong = 0
    for seed in range(200):
        random = Random(seed)
        days = [on(month, random.randrange(1, 31)) for month in nominal_days("monthly", 1, 12)]
        payments = [paid(d, -round(22_00 * random.lognormvariate(0, 0.5))) for d in sorted(days)]
        wrong += len(find(payments, BANK))
    assert wrong <= 2


def test_a_subscription_is_found_among_other_purchases_at_the_same_shop():
    random = Random(3)
    prime = [paid(d, -14_99, "PARCELWAY", "card") for d in nominal_days("monthly", 7, 18)]
    others = [
        paid(
            date(2023, 1, 1) + random.randrange(540) * DAY,
            -random.randrange(20_00, 300_00),
            "PARCELWAY",
            "card",
        )
        for _ in range(40)
    ]
    (series,) = find([*prime, *others], BANK)
    assert (series.typical, series.cadence, series.count) == (14_99, "monthly", 18)


@pytest.mark.parametrize(
    ("cadence", "number"), [("weekly", 3), ("monthly", 2), ("quarterly", 2), ("yearly", 2)]
)
def test_too_few_claim_nothing(cadence, number):
    assert find([paid(d, -10_00) for d in nominal_days(cadence, 5, number)], BANK) == []


@given(st.permutations(range(12)))
def test_the_order_of_the_input_does_not_matter(order):
    payments = [
        Payment(n, "a", d, -10_00, "USD", "GYM", None) for n, d in enumerate(nominal_days("monthly", 3, 12))
    ]
    assert find([payments[n] for n in order], BANK) == find(payments, BANK)


def test_names_with_changing_numbers_are_one_payee():
    assert payee("Café  NÔRD #4711 REF 88A3") == "cafe nord ref"
    assert payee("4711") == "4711"
    days = nominal_days("monthly", 9, 5)
    (series,) = find([paid(d, -20_00, f"GYM MEMBER {n}001") for n, d in enumerate(days)], BANK)
    assert series.name == "GYM MEMBER 4001"


@pytest.mark.parametrize("amount", [1, 9 * 10**15])
def test_a_huge_or_tiny_amount_and_an_empty_name_break_nothing(amount):
    days = nominal_days("monthly", 9, 5)
    (series,) = find([paid(d, -amount, "شركة 🏠") for d in days], BANK)
    assert series.typical == amount
    assert find([paid(d, -amount, "") for d in days], BANK) == []
    assert find([], BANK) == []


# What comes -------------------------------------------------------------------------


def rent(number=12, last=date(2026, 11, 2), **changes):
    days = [booked(on(months_later(last.replace(day=1), -n), 1), "after") for n in range(number)]
    return find([paid(d, -1_390_00, "RENT", **changes) for d in reversed(days)], BANK)[0]


def test_the_next_days_go_around_closed_days():
    coming = occurrences(rent(), today=TODAY, until=date(2027, 3, 2), seen_to=TODAY, bank=BANK)
    days = [each.day for each in coming]
    assert days == [date(2026, 12, 1), date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)]
    assert {each.late for each in coming} == {False}
    assert coming[0].sure == Decimal("0.93")


def test_what_is_late_is_said_what_was_missed_once_is_less_sure_and_twice_is_not_expected():
    series = rent()
    late = occurrences(
        series, today=date(2026, 12, 4), until=date(2026, 12, 30), seen_to=date(2026, 12, 4), bank=BANK
    )
    assert [(each.day, each.late) for each in late] == [(date(2026, 12, 1), True)]
    missed = occurrences(
        series, today=date(2026, 12, 20), until=date(2027, 1, 20), seen_to=date(2026, 12, 20), bank=BANK
    )
    assert [each.day for each in missed] == [date(2027, 1, 4)]
    assert missed[0].sure < Decimal("0.9")
    gone = occurrences(
        series, today=date(2027, 1, 20), until=date(2027, 2, 25), seen_to=date(2027, 1, 20), bank=BANK
    )
    assert gone == []
    assert (
        occurrences(
            rent(4), today=date(2026, 12, 20), until=date(2027, 2, 1), seen_to=date(2026, 12, 20), bank=BANK
        )
        == []
    )


def test_an_account_that_was_not_seen_lately_says_what_lies_ahead_or_nothing():
    series = rent()
    unseen = occurrences(
        series, today=date(2026, 12, 14), until=date(2027, 1, 18), seen_to=date(2026, 11, 25), bank=BANK
    )
    assert [each.day for each in unseen] == [date(2027, 1, 4)]
    assert (
        occurrences(
            series, today=date(2027, 1, 10), until=date(2027, 2, 10), seen_to=date(2026, 11, 25), bank=BANK
        )
        == []
    )


def all_coming(*series, until=date(2026, 12, 28)):
    return [o for s in series for o in occurrences(s, today=TODAY, until=until, seen_to=TODAY, bank=BANK)]


def test_bills_before_the_next_pay_are_those_before_its_day_and_nothing_else():
    pay = find(
        [paid(booked(d, "before"), 1_648_20, "PAYROLL") for d in nominal_days("semi_monthly", 0, 93)], BANK
    )[0]
    interest = find([paid(on(months_later(TODAY, -n), 25), 31, "SAVINGS BONUS") for n in range(1, 10)], BANK)[
        0
    ]
    phone = find([paid(on(months_later(TODAY, -n), 26), -42_00, "PHONE") for n in range(1, 10)], BANK)[0]
    summed = before_pay(
        all_coming(pay, interest, phone, rent(), rent(account="card")),
        today=TODAY,
        currency="USD",
        accounts=["a"],
    )
    assert summed is not None
    assert (summed.pay.series.name, summed.pay.day) == ("PAYROLL", date(2026, 11, 30))
    assert [o.series.name for o in summed.of] == ["PHONE"]
    assert summed.apart == ()
    assert (summed.typical, summed.low, summed.high) == (42_00, 42_00, 42_00)
    cloud = find(
        [paid(on(months_later(TODAY, -n), 27), -9_99, "CLOUD", account="card") for n in range(1, 10)], BANK
    )[0]
    both = before_pay(all_coming(pay, phone, cloud), today=TODAY, currency="USD", accounts=["a"])
    assert both is not None
    assert ([o.series.name for o in both.of], both.typical) == (["PHONE"], 42_00)
    assert [o.series.name for o in both.apart] == ["CLOUD"], "what a card pays is told apart"
    assert before_pay(all_coming(phone), today=TODAY, currency="USD", accounts=["a"]) is None
