"""Business days, held to published holiday lists."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.calendar import (
    CALENDARS,
    business_day_from,
    easter,
    federal_reserve,
    is_business_day,
    target,
)


@pytest.mark.parametrize(
    "day", ["2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2038-04-25"]
)
def test_easter(day: str):
    expected = date.fromisoformat(day)
    assert easter(expected.year) == expected


def test_federal_reserve_days_of_2023():
    # The Federal Reserve's own list; 1 January was a Sunday and moved, 11 November a Saturday and did not.
    expected = "0102 0116 0220 0529 0619 0704 0904 1009 1111 1123 1225"
    assert " ".join(sorted(f"{day:%m%d}" for day in federal_reserve(2023))) == expected


def test_target_days_of_2024():
    assert " ".join(sorted(f"{day:%m%d}" for day in target(2024))) == "0101 0329 0401 0501 1225 1226"


def test_a_bank_closes_on_days_of_its_own_too():
    monday = date(2027, 3, 1)
    assert is_business_day(monday, "weekdays")
    assert business_day_from(monday, "weekdays", {monday}) == date(2027, 3, 2)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(sorted(CALENDARS)))
def test_a_business_day_is_never_far(day: date, calendar: str):
    found = business_day_from(day, calendar)
    assert is_business_day(found, calendar)
    assert day <= found <= day + timedelta(days=5)
