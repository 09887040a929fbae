"""The example household: the same for a seed, plainly an example, and with something to suggest in it."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.money import MoneyError, to_decimal
from florin.ledger.statements import read
from florin.simulation.sample import as_camt053, as_ofx, sample

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_same_seed_writes_the_same_files():
    assert as_ofx(sample(TODAY)) == as_ofx(sample(TODAY))
    assert as_camt053(sample(TODAY)) == as_camt053(sample(TODAY))
    assert sample(TODAY, seed=2) != sample(TODAY)


@given(DAYS)
def test_six_whole_months_until_yesterday(today: date):
    made = sample(today)
    assert made.first.day == 1
    assert 181 <= (today - made.first).days <= 215
    assert made.last == today - timedelta(days=1)
    for account in made.accounts:
        assert all(made.first <= line.day <= made.last and line.amount for line in account.lines)
        assert list(account.lines) == sorted(account.lines, key=lambda line: line.day)


@given(DAYS)
def test_a_later_sample_of_the_month_only_adds_lines(today: date):
    earlier, later = sample(today.replace(day=1)), sample(today)
    for one, other in zip(earlier.accounts, later.accounts, strict=True):
        assert one.number == other.number
        assert other.lines[: len(one.lines)] == one.lines


@given(DAYS)
def test_there_is_idle_cash_a_dear_debt_and_an_avoidable_fee(today: date):
    current, card = sample(today).accounts
    assert current.closing > 3_000_00
    assert card.closing < -1_500_00
    names = [line.name for line in current.lines]
    assert names.count("MONTHLY MAINTENANCE FEE") >= 5
    assert 1 <= names.count("OVERDRAFT FEE") <= 5
    assert [line.name for line in card.lines].count("INTEREST CHARGE") >= 6


def test_it_says_that_it_is_an_example():
    made = sample(TODAY)
    for text in (as_ofx(made), as_camt053(made)):
        assert "Example Bank (sample data)" in text
        assert all(account.number in text for account in made.accounts)
    assert all(account.number.startswith("EXAMPLE-") for account in made.accounts)
    assert "Example Household" in as_camt053(made)


@pytest.mark.parametrize("write", [as_ofx, as_camt053])
def test_it_is_well_formed_and_holds_every_line(write):
    made = sample(TODAY)
    tags = [each.tag.rpartition("}")[2] for each in ElementTree.fromstring(write(made).encode()).iter()]  # noqa: S314 - our own text
    assert tags.count("STMTTRN") + tags.count("Ntry") == sum(len(account.lines) for account in made.accounts)


@pytest.mark.parametrize(("write", "written_as"), [(as_ofx, "ofx"), (as_camt053, "camt.053")])
def test_our_own_readers_read_it_back(write, written_as: str):
    made = sample(TODAY)
    found = read(write(made).encode())
    assert (found.format, found.warnings) == (written_as, ())
    for statement, account in zip(found.statements, made.accounts, strict=True):
        assert statement.account == account.number
        assert statement.kind in (("card", "unknown") if account.card else ("current",))
        assert statement.closing == to_decimal(account.closing, "USD")
        assert statement.balanced is not False
        assert [(line.booked, line.amount, line.counterparty) for line in statement.lines] == [
            (line.day, to_decimal(line.amount, "USD"), line.name) for line in account.lines
        ]


def test_a_currency_without_hundredths_is_refused():
    with pytest.raises(MoneyError):
        sample(TODAY, currency="JPY")
