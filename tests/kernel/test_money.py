"""Money: exact, in its currency's scale, never mixed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.money import Money, MoneyError, amount_text, round_minor, scale_of, to_decimal, to_minor

currencies = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF"])


@given(minor=st.integers(-(10**15), 10**15), currency=currencies)
def test_minor_units_and_decimals_go_both_ways(minor, currency):
    assert to_minor(to_decimal(minor, currency), currency) == minor
    assert to_minor(Decimal(amount_text(minor, currency)), currency) == minor
    assert len(amount_text(minor, currency).partition(".")[2]) == scale_of(currency)


@pytest.mark.parametrize(
    ("amount", "currency"), [("0.001", "USD"), ("1.5", "JPY"), ("0.00001", "CLF"), ("1e30", "USD")]
)
def test_what_the_ledger_cannot_hold_exactly_is_refused(amount, currency):
    with pytest.raises(MoneyError):
        to_minor(Decimal(amount), currency)


def test_trailing_zeros_are_not_finer():
    assert to_minor(Decimal("885.43000"), "EUR") == 885_43


def test_unknown_currencies_and_mixed_sums_are_errors():
    with pytest.raises(MoneyError):
        scale_of("XXX")
    with pytest.raises(MoneyError):
        _ = Money(1, "USD") + Money(1, "EUR")


def test_ties_round_to_even():
    assert [round_minor(Decimal(x)) for x in ("0.5", "1.5", "2.5", "-0.5")] == [0, 2, 2, 0]
