"""Which duties to keep records hold on a day, and until when they last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.law.retention import EU, basis, keep, knows, rules_of, source_of

DAYS = st.dates(date(2012, 1, 1), date(2060, 12, 31))


def codes(country: str, day: date, who: str = "bank") -> list[str]:
    return sorted(rule.code for rule in rules_of(country, day, who))


@pytest.mark.parametrize(("day", "months"), [("2024-12-31", 120), ("2025-01-01", 96), ("2026-11-23", 96)])
def test_a_german_merchant_keeps_vouchers_ten_years_and_eight_from_2025(day, months):
    (rule,) = rules_of("DE", date.fromisoformat(day), "business")
    assert rule.months == months


@pytest.mark.parametrize("day", ["2024-12-31", "2025-01-01", "2026-01-01", "2027-07-10"])
def test_a_german_bank_keeps_them_ten_years_throughout(day):
    found = [r for r in rules_of("DE", date.fromisoformat(day)) if r.code == "de-booking-records"]
    assert [rule.months for rule in found] == [120]


def test_the_union_s_own_rule_takes_over_on_its_first_day():
    before, after = codes("FR", date(2027, 7, 9)), codes("FR", date(2027, 7, 10))
    assert before == ["eu-identification"]
    assert after == ["eu-aml-records"]
    assert codes("DE", date(2027, 7, 9)) == ["de-booking-records", "de-identification", "eu-identification"]
    assert codes("DE", date(2027, 7, 10)) == ["de-booking-records", "eu-aml-records"]


def test_time_runs_from_the_end_of_the_year_where_the_rule_says_so():
    german = rules_of("DE", date(2026, 11, 23))
    kept = keep(german, "entry", date(2020, 3, 1), date(2026, 11, 23))
    assert kept is not None
    assert (kept.until, kept.rules[0]) == (date(2031, 11, 23), "eu-identification")
    kept = keep(german, "entry", date(2026, 3, 1), date(2026, 11, 23))
    assert kept is not None
    assert (kept.until, kept.rules[0]) == (date(2036, 12, 31), "de-booking-records")
    kept = keep(german, "customer", date(2020, 3, 1), date(2026, 11, 23))
    assert kept is not None
    assert (kept.until, kept.rules[0]) == (date(2031, 12, 31), "de-identification")


def test_what_the_time_of_is_over_is_not_kept():
    american = rules_of("US", date(2026, 11, 23))
    assert keep(american, "entry", date(2021, 11, 22), date(2026, 11, 23)) is None
    kept = keep(american, "entry", date(2021, 11, 23), date(2026, 11, 23))
    assert kept is not None
    assert kept.until == date(2026, 11, 23), "the last day is kept whole"
    assert kept.rules == ("us-transaction-records",)


def test_a_month_without_that_day_ends_on_its_last():
    (rule,) = [r for r in rules_of("US", date(2028, 2, 29)) if r.code == "us-identification"]
    kept = keep([rule], "customer", date(2020, 1, 1), date(2028, 2, 29))
    assert kept is not None
    assert kept.until == date(2033, 2, 28)


def test_a_country_without_a_book_is_not_known():
    assert not knows("CH")
    assert rules_of("CH", date(2026, 1, 1)) == ()
    assert all(knows(country) for country in (*EU, "US"))


@given(st.sampled_from([*EU, "US"]), DAYS, DAYS)
def test_nothing_ends_before_its_rule_has_run(country, made, left):
    made, left = min(made, left), max(made, left)
    for kind in ("customer", "account", "entry"):
        kept = keep(rules_of(country, left), kind, made, left)
        longest = max((r.months for r in rules_of(country, left) if kind in r.covers), default=0)
        if kept is not None:
            assert left <= kept.until <= left + timedelta(days=31 * longest + 366)
            assert {r.months for r in rules_of(country, left) if r.code in kept.rules}


def test_every_rule_says_where_it_stands_and_whether_it_was_checked():
    for country in ("DE", "FR", "US"):
        for who in ("bank", "business"):
            for rule in rules_of(country, date(2026, 11, 23), who):
                assert rule.known in ("checked", "recalled")
                assert source_of(rule.code, date(2026, 11, 23)) == rule.source != ""
    assert basis("US").kept != basis("DE").kept == "GDPR art. 17(3)(b)"
