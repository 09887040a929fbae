"""Rates in the database: a file is one statement, a missing rate is an error, an old one is missing."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from florin.app.cli import app
from florin.app.wiring import open_database
from florin.kernel.settings import Settings, default_home
from florin.kernel.work import operator_work
from florin.market.rates import Rate, RateMissing
from florin.market.service import converted, rates_on, save_rates

FRIDAY = date(2025, 11, 21)
USD, JPY = Rate(FRIDAY, "USD", Decimal("1.1520")), Rate(FRIDAY, "JPY", Decimal("180.44"))


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder beside the usual one: the embedded server opens the folders above its own."""
    default_home().parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=default_home().parent, prefix="florin-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def database(home: Path):
    with open_database(Settings.model_validate({"home": home})) as opened:
        yield opened


@pytest.fixture
def connection(database) -> Iterator[Connection]:
    with operator_work(database.app, "test") as work:
        yield work.connection
        work.connection.execute(text("delete from rate"))


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
    database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Date, USD, \n21 November 2025, 1.1520, \n")
    bad.write_text("Date, USD, \n20 November 2025, 1.1520, \n21 November 2025, x, \n")
    monkeypatch.setattr("florin.app.cli.Session.database", database)
    ran = CliRunner().invoke(app, ["market", "rates", str(bad)])
    assert (ran.exit_code, "line 3, column USD: 'x'" in ran.output) == (1, True)
    with operator_work(database.app, "test") as work:
        assert work.scalar(text("select count(*) from rate")) == 0
    ran = CliRunner().invoke(app, ["market", "rates", str(good), "--json"])
    expected = '"rates": 1, "changed": 1, "currencies": ["USD"], "first": "2025-11-21", "last": "2025-11-21"'
    assert ran.output.strip() == f"{{{expected}}}"
