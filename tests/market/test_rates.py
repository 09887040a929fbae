"""The ECB's forms are read exactly or refused by place; a conversion is exact, ties to even."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.money import MoneyError
from florin.market.rates import Rate, RatesUnreadable, convert, parse_rates

NEWEST = b"Date, USD, JPY, BGN, \n21 November 2025, 1.1520, 180.44, 1.9558, \n"
HISTORY = (
    b"Date,USD,JPY,CYP,\n2025-11-21,1.1520,180.44,N/A,\n2025-11-20,1.1514,181.49,N/A,\n"
    b"2007-12-31,1.4721,164.93,0.585274,\n"
)
SDMX = (
    b"KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,TITLE\r\n"
    b'EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-11-21,1.152,"US dollar, against the euro"\r\n'
    b'EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-11-22,,"US dollar, against the euro"\r\n'
    b'EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2025-11-21,180.44,"Japanese yen"\r\n'
)


def test_newest_file_with_its_spaces_and_last_comma():
    day = date(2025, 11, 21)
    expected = [("USD", "1.1520"), ("JPY", "180.44"), ("BGN", "1.9558")]
    assert parse_rates(NEWEST) == [Rate(day, code, Decimal(value)) for code, value in expected]


def test_history_leaves_out_what_was_not_fixed():
    rates = parse_rates(HISTORY)
    assert [(rate.currency, rate.day.year) for rate in rates if rate.currency == "CYP"] == [("CYP", 2007)]
    assert len(rates) == 7


def test_long_form():
    day = date(2025, 11, 21)
    assert parse_rates(SDMX) == [Rate(day, "USD", Decimal("1.152")), Rate(day, "JPY", Decimal("180.44"))]


def test_windows_line_ends_and_byte_order_mark():
    assert parse_rates(b"\xef\xbb\xbf" + HISTORY.replace(b"\n", b"\r\n")) == parse_rates(HISTORY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: neither"),
        (b"Datum,USD\n2025-11-21,1.1\n", "line 1: neither"),
        (b"Date,USD,\n", "no rates"),
        (b"Date,USD,\n2025-11-21,one,\n", "line 2, column USD: 'one'"),
        (b"Date,USD,\n2025-11-21,0,\n", "line 2, column USD: '0'"),
        (b"Date,USD,\n2025-11-21,-1.1,\n", "line 2, column USD: '-1.1'"),
        (b"Date,USD,\n2025-11-21,Infinity,\n", "line 2, column USD: 'Infinity'"),
        (b"Date,USD,\n2025-11-20,1.1,\n21/11/2025,1.1,\n", "line 3, column Date: '21/11/2025'"),
        (b"Date,US dollar,\n2025-11-21,1.1,\n", "line 1, column US dollar"),
        (b"Date,EUR,\n2025-11-21,1,\n", "line 1, column EUR"),
        (b"Date,USD,JPY,\n2025-11-21,1.1\n", "line 2: 2 columns where line 1 has 3"),
        (b"Date,USD,\n2025-11-21,1.1,,9\n", "line 2: 4 columns where line 1 has 2"),
        (b"Date,USD,\n2025-11-21,1.1,\n2025-11-21,1.2,\n", "two different rates of USD on 2025-11-21"),
        (
            SDMX.replace(b",EUR,SP00,A,2025-11-21,180", b",USD,SP00,A,2025-11-21,180"),
            "line 4, column CURRENCY_DENOM",
        ),
        (SDMX.replace(b"EXR.D.JPY.EUR.SP00.A,D", b"EXR.M.JPY.EUR.SP00.A,M"), "line 4, column FREQ"),
        (b"Date,USD,\n2025-11-21,1.1\xff,\n", "UTF-8"),
        (b"PK\x03\x04\x14\x00\x00\x00", "line 1: neither"),
    ],
)
def test_what_is_wrong_is_named_by_place(content: bytes, message: str):
    with pytest.raises(RatesUnreadable) as refused:
        parse_rates(content)
    assert message in str(refused.value)


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_rates_or_a_refusal(content: bytes):
    with suppress(RatesUnreadable):
        assert parse_rates(b"Date,USD,\n" + content)


@pytest.mark.parametrize(
    ("amount", "source", "target", "per_source", "per_target", "expected"),
    [
        (10_000, "EUR", "USD", "1", "1.1520", 11_520),
        (11_520, "USD", "EUR", "1.1520", "1", 10_000),
        (10_000, "USD", "JPY", "1.1520", "180.44", 15_663),
        (1_000, "JPY", "KWD", "180.44", "0.3536", 1_960),
        (1, "EUR", "USD", "1", "0.5", 0),  # a tie goes to the even unit
        (3, "EUR", "USD", "1", "0.5", 2),
        (-3, "EUR", "USD", "1", "0.5", -2),
        (7, "USD", "USD", "1.1", "1.1", 7),
    ],
)
def test_conversion(amount: int, source: str, target: str, per_source: str, per_target: str, expected: int):
    assert convert(amount, source, target, Decimal(per_source), Decimal(per_target)) == expected


@given(
    amount=st.integers(-(2**62), 2**62),
    source=st.decimals("0.0001", "40000", places=4),
    target=st.decimals("0.0001", "40000", places=4),
)
def test_conversion_is_off_by_half_a_unit_at_most_and_odd(amount: int, source: Decimal, target: Decimal):
    converted = convert(amount, "GBP", "USD", source, target)
    exact = amount * int(target * 10_000)
    assert abs(2 * (converted * int(source * 10_000) - exact)) <= int(source * 10_000)
    assert convert(-amount, "GBP", "USD", source, target) == -converted


def test_an_unknown_currency_is_not_converted():
    with pytest.raises(MoneyError):
        convert(1, "EUR", "QQQ", Decimal(1), Decimal(1))
