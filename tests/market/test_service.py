"""Rates in the database: a file is one statement, a missing rate is an error, an old one is missing."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from florin.app.cli import app
from florin.kernel.database import Database
from florin.kernel.work import operator_work
from florin.market.rates import Rate, RateMissing
from florin.market.service import converted, last_known_rates, load_history, rates_on, save_rates

FRIDAY = date(2025, 11, 21)
USD, JPY = Rate(FRIDAY, "USD", Decimal("1.1520")), Rate(FRIDAY, "JPY", Decimal("180.44"))


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction on an empty table of rates; the table stays as it was."""
    with database.app.connect() as opened:
        opened.execute(text("delete from rate"))
        yield opened
        opened.rollback()


def test_the_same_file_again_changes_nothing_and_a_correction_one_row(connection: Connection):
    assert save_rates(connection, [USD, JPY], "first") == 2
    assert save_rates(connection, [USD, JPY], "second") == 0
    corrected = Rate(FRIDAY, "USD", Decimal("1.1530"))
    assert save_rates(connection, [corrected, JPY], "third") == 1
    assert rates_on(connection, {"USD", "JPY"}, FRIDAY) == {"USD": corrected, "JPY": JPY}


def test_a_whole_history_is_one_statement(connection: Connection):
    days = [date(1999, 1, 4) + timedelta(days=each) for each in range(5_000)]
    assert save_rates(connection, [Rate(day, "USD", Decimal("1.1")) for day in days], "history") == 5_000
    assert rates_on(connection, {"USD"}, days[-1])["USD"].day == days[-1]


@pytest.mark.parametrize("age", [0, 2, 7])
def test_a_rate_holds_for_seven_days(connection: Connection, age: int):
    save_rates(connection, [USD], "file")
    assert rates_on(connection, {"USD", "EUR"}, FRIDAY + timedelta(days=age))["USD"] == USD


@pytest.mark.parametrize("age", [-1, 8])
def test_a_missing_rate_is_an_error_never_one(connection: Connection, age: int):
    save_rates(connection, [USD], "file")
    with pytest.raises(RateMissing, match="no exchange rate of USD"):
        converted(connection, 100, "EUR", "USD", FRIDAY + timedelta(days=age))


def test_all_missing_currencies_are_named(connection: Connection):
    with pytest.raises(RateMissing, match="of JPY, USD on 2025-11-21"):
        rates_on(connection, {"USD", "JPY", "EUR"}, FRIDAY)


def test_conversion_by_the_cross_rate(connection: Connection):
    save_rates(connection, [USD, JPY], "file")
    assert converted(connection, 10_000, "USD", "JPY", FRIDAY + timedelta(days=1)) == 15_663
    assert converted(connection, 10_000, "GBP", "GBP", FRIDAY) == 10_000


def test_the_command_reads_a_file_whole_or_not_at_all(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Date, MRU, \n21 November 1999, 46.20, \n")
    bad.write_text("Date, MRU, \n20 November 1999, 46.10, \n21 November 1999, x, \n")
    monkeypatch.setattr("florin.app.cli.Session.database", database)
    ran = CliRunner().invoke(app, ["market", "rates", str(bad)])
    assert (ran.exit_code, "line 3, column MRU: 'x'" in ran.output) == (1, True)
    with operator_work(database.app, "test") as work, pytest.raises(RateMissing):
        rates_on(work.connection, {"MRU"}, date(1999, 11, 22))
    ran = CliRunner().invoke(app, ["market", "rates", str(good), "--json"])
    expected = '"rates": 1, "changed": 1, "currencies": ["MRU"], "first": "1999-11-21", "last": "1999-11-21"'
    assert ran.output.strip() == f"{{{expected}}}"


def test_the_history_that_ships_is_read_once_and_leaves_what_stands(connection: Connection):
    mine = Rate(date(2026, 10, 30), "USD", Decimal("1.5"))
    save_rates(connection, [mine], "corrected")
    assert load_history(connection) > 40_000
    assert load_history(connection) == 0
    assert rates_on(connection, {"USD"}, mine.day)["USD"] == mine
    assert rates_on(connection, {"GBP"}, mine.day)["GBP"].per_euro == Decimal("0.8338")


def test_a_new_database_knows_the_rates(database: Database):
    with database.app.connect() as opened:
        assert rates_on(opened, {"CHF"}, date(2026, 11, 1))["CHF"].day == date(2026, 10, 30)


def test_the_last_known_rate_comes_with_its_day_and_one_too_old_is_left_out(connection: Connection):
    save_rates(connection, [USD, Rate(date(2026, 6, 1), "JPY", Decimal(170))], "file")
    before, later, late = date(2025, 1, 1), date(2026, 6, 2), date(2027, 1, 2)
    found = last_known_rates(connection, {"USD", "JPY", "EUR"}, [before, later, late])
    assert found[before] == {"EUR": Rate(before, "EUR", Decimal(1))}
    assert found[later]["USD"] == USD
    assert found[later]["JPY"].day == date(2026, 6, 1)
    assert set(found[late]) == {"JPY", "EUR"}
