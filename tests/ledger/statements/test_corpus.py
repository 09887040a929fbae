"""Files of public test suites against what their own parsers, or a careful reader, say is in them."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from florin.ledger.statements import Statement, StatementError, read
from florin.ledger.statements.check import checked

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "data" / "statements"
MT940, CAMT = CORPUS / "mt940_wolph" / "mt940_tests", CORPUS / "camt_genkgo" / "test" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is not at {CORPUS}")


class Expected(NamedTuple):
    """One statement: account, currency, closing balance, number of lines, their sum, positions."""

    account: str | None
    currency: str | None
    closing: str | None
    lines: int
    moved: str
    positions: int = 0


OFX = {
    "ofxparse/fixtures/fidelity.ofx": [Expected("01234567890", "USD", "18073.98", 17, "-10526.6700", 6)],
    "ofxparse/fixtures/ofx-v102-empty-tags.ofx": [Expected("12345678", "AUD", None, 1, "12.34")],
    "ofxparse/fixtures/suncorp.ofx": [Expected("123456789", "AUD", "1234.12", 1, "-16.85")],
    "ofxparse/fixtures/td_ameritrade.ofx": [Expected("121212121", "USD", "0", 0, "0", 2)],
    "ofxparse/fixtures/tiaacref.ofx": [Expected("111A1111 22B222 33C333", "USD", "0", 0, "0", 6)],
    "ofxparse/fixtures/vanguard401k.ofx": [Expected("0123456", "USD", None, 4, "-2019.0", 1)],
    "ofxparse/fixtures/account_listing_aggregation.ofx": [],
    "ofxparse/fixtures/signon_success.ofx": [],
}
QIF = {
    "quiffen/test_files/test.qif": [
        Expected("TestExport", None, None, 6, "-35.50"),
        Expected(None, None, None, 1, "-100.00"),
    ],
    "quiffen/test_files/test_oth_a.qif": [
        Expected("TestExport", None, None, 6, "-35.50"),
        Expected(None, None, None, 1, "-100.00"),
    ],
    "quiffen/test_files/test_category_override.qif": [Expected(None, None, None, 4, "2077.44")],
    "quiffen/test_files/test_unknown_account_type.qif": [Expected("Portfolio Account", None, None, 0, "0")],
}
SCHWAB = "csv2ofx/data/test/schwab-checking-baltest-"
CSV = {
    "csv2ofx/data/test/amazon.csv": [Expected(None, None, None, 3, "45.76")],
    "csv2ofx/data/test/default.csv": [
        Expected("Checking", None, None, 6, "370000"),
        Expected("Cash", None, None, 2, "95000"),
    ],
    "csv2ofx/data/test/mint.csv": [
        Expected("Savings", None, None, 1, "-1000.00"),
        Expected("Checking", None, None, 3, "-2000.00"),
    ],
    "csv2ofx/data/test/mint_extra.csv": [
        Expected("Savings", None, None, 1, "-1000.00"),
        Expected("Checking", None, None, 3, "-2000.00"),
    ],
    "csv2ofx/data/test/n26-fr.csv": [Expected("Coffre fort", "EUR", None, 2, "0.00")],
    "csv2ofx/data/test/payoneer.csv": [Expected(None, "USD", "200", 2, "20")],
    "csv2ofx/data/test/pcmastercard.csv": [Expected(None, None, None, 2, "50.31")],
    f"{SCHWAB}case2.csv": [Expected(None, "USD", "878.47", 4, "-215.27")],
    f"{SCHWAB}case6.csv": [Expected(None, "USD", "878.47", 4, "-215.27")],
    f"{SCHWAB}case7.csv": [Expected(None, "USD", "878.47", 2, "0.00")],
    "csv2ofx/data/test/ubs-ch-fr_trimmed.csv": [Expected("0123 45678901.23A", "CHF", "11413.94", 3, "30.00")],
    "csv2ofx/data/test/xero.csv": [
        Expected("Income", None, None, 5, "-322000"),
        Expected("Cash", None, None, 7, "113000"),
        Expected("Checking", None, None, 1, "209000"),
    ],
}
BROKEN = {
    "ofxparse/fixtures/fail_nice/decimal_error.ofx": "no day 2011-20-00",
    "ofxparse/fixtures/fail_nice/empty_balance.ofx": "has no amount",
    "ofxparse/fixtures/error_message.ofx": "General Server Error",
    "quiffen/test_files/empty.qif": "empty",
    "quiffen/test_files/invalid.txt": "no statement",
    "camt_genkgo/test/data/camt053.v2.wrong.xml": "no statement",
}
DATES = {
    "ofxparse/fixtures/fidelity.ofx": ("2012-07-20", "2012-09-01"),
    "quiffen/test_files/test.qif": ("2020-02-10", "2020-02-14"),
    "quiffen/test_files/test_category_override.qif": ("2017-12-22", "2018-01-02"),
    "csv2ofx/data/test/mint.csv": ("2015-06-12", "2015-06-14"),
    "csv2ofx/data/test/pcmastercard.csv": ("2018-12-15", "2019-01-10"),
    "csv2ofx/data/test/ubs-ch-fr_trimmed.csv": ("2019-02-28", "2019-04-27"),
    "csv2ofx/data/test/xero.csv": ("2015-01-23", "2015-02-14"),
}


def found(statement: Statement) -> Expected:
    moved = sum((line.amount for line in statement.lines), Decimal(0))
    currency = None if statement.currency == "XXX" else statement.currency
    closing = None if statement.closing is None else str(statement.closing)
    lines, positions = len(statement.lines), len(statement.positions)
    return Expected(statement.account, currency, closing, lines, str(moved), positions)


@pytest.mark.parametrize("name", [*OFX, *QIF, *CSV])
def test_statements(name: str) -> None:
    read_file = read(CORPUS / name)
    expected = (OFX | QIF | CSV)[name]
    assert [found(statement) for statement in read_file.statements] == expected
    assert read_file.format == {".ofx": "ofx", ".qif": "qif", ".csv": "csv"}[Path(name).suffix]


@pytest.mark.parametrize("name", DATES)
def test_first_and_last_day(name: str) -> None:
    days = sorted(
        str(line.booked) for statement in read(CORPUS / name).statements for line in statement.lines
    )
    assert (days[0], days[-1]) == DATES[name]


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_say_why(name: str) -> None:
    with pytest.raises(StatementError, match=BROKEN[name]):
        read(CORPUS / name)


def test_every_file_is_expected() -> None:
    """A file that appears in the corpus must be judged, not passed over."""
    known = {*OFX, *QIF, *CSV, *BROKEN}
    for folder in ("ofxparse", "quiffen", "csv2ofx"):
        files = (path for path in (CORPUS / folder).rglob("*") if path.is_file() and path.name != "LICENSE")
        assert {str(path.relative_to(CORPUS)) for path in files} <= known


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.*")), ids=lambda path: path.name)
def test_nothing_but_a_verdict(path: Path) -> None:
    result = checked(path)
    assert result["ok"] is (result["error"] is None)


# MT940: the upstream parser's own objects, dumped as YAML with Python tags.


class _Dump(yaml.SafeLoader):
    """Reads the dumps without importing what they name: a tag's node becomes a plain dict, list or string."""


def _plain(loader: _Dump, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        held: dict[Any, Any] = {}
        yield held
        held.update(loader.construct_mapping(node))
    elif isinstance(node, yaml.SequenceNode):
        items: list[Any] = []
        yield items
        items.extend(loader.construct_sequence(node))
    else:
        yield node.value


_Dump.add_multi_constructor("tag:yaml.org,2002:python/", _plain)


def dumped(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Dump)  # noqa: S506 - a SafeLoader


def _day(dump: list[bytes] | None) -> date | None:
    """A pickled date: two bytes of year, month, day."""
    if not dump:
        return None
    year_high, year_low, month, day = dump[0]
    return date(year_high * 256 + year_low, month, day)


def _money(dump: dict[str, Any]) -> Decimal:
    return Decimal(dump["amount"][0])


DUMPS = [path for path in sorted(MT940.rglob("*.sta")) if path.with_suffix(".yml").exists()]


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_mt940_lines(path: Path) -> None:
    expected = [each["data"] for each in dumped(path.with_suffix(".yml"))["transactions"]]
    lines = [line for statement in read(path).statements for line in statement.lines]
    assert [line.amount for line in lines] == [_money(each["amount"]) for each in expected]
    assert [str(line.amount) for line in lines] == [str(_money(each["amount"])) for each in expected]
    assert [line.value for line in lines] == [_day(each["date"]) for each in expected]
    assert [line.booked for line in lines] == [
        _day(each.get("entry_date") or each["date"]) for each in expected
    ]
    assert [line.currency for line in lines] == [each["currency"] or "XXX" for each in expected]


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_mt940_heads(path: Path) -> None:
    expected = dumped(path.with_suffix(".yml"))["data"]
    last = read(path).statements[-1]
    assert last.account == expected.get("account_identification")
    for name, amount, on in (
        ("opening", last.opening, last.opening_on),
        ("closing", last.closing, last.closing_on),
    ):
        balance = expected.get(f"final_{name}_balance")
        assert amount == (_money(balance["amount"]) if balance else None)
        assert on == (_day(balance["date"]) if balance else None)


def test_every_mt940_balance_that_holds_upstream_holds_here() -> None:
    """These files are whole; the others were cut by hand by those who gave them."""
    whole = ("betterplace/with_binary_character", "jejik/generic", "jejik/rabobank-iban", "jejik/sns")
    for name in whole:
        assert all(each.balanced for each in read(MT940 / f"{name}.sta").statements)


# camt: the upstream reader's objects, dumped as JSON.


def _minor(dump: dict[str, Any]) -> Decimal:
    digits = 0 if dump["getCurrency"]["getCode"] == "JPY" else 2
    return Decimal(dump["getAmount"]).scaleb(-digits)


MESSAGES = [path for path in sorted(CAMT.glob("*.xml")) if path.with_suffix(".json").exists()]


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_camt_entries(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["getEntries"]
    found_file = read(path)
    lines = [line for statement in found_file.statements for line in statement.lines]
    assert len(lines) == len(expected)
    for line, each in zip(lines, expected, strict=True):
        sign = -1 if each["getCreditDebitIndicator"] == "DBIT" else 1
        assert line.amount == sign * abs(_minor(each["getAmount"]))
        assert line.currency == each["getAmount"]["getCurrency"]["getCode"]
        assert line.bank_id == (each["getAccountServicerReference"] or None)
        assert line.status == ("pending" if each["getStatus"] == "PDNG" else "booked")
        for ours, theirs in ((line.booked, "getBookingDate"), (line.value, "getValueDate")):
            if each[theirs]:
                assert str(ours) == each[theirs]["0"][:10]


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_camt_accounts_and_balances(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["getEntries"][0]["getRecord"]
    statement = read(path).statements[0]
    assert statement.account == expected["getAccount"]["getIdentification"]
    balances = {each["getType"]: each for each in expected.get("getBalances", [])}
    opening, closing = balances.get("opening"), balances.get("closing") or balances.get("interim")
    assert statement.opening == (_minor(opening["getAmount"]) if opening else None)
    assert statement.closing == (_minor(closing["getAmount"]) if closing else None)
