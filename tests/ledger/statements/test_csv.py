"""CSV of many banks: what is found out, what is warned of, and what a profile overrides."""

from decimal import Decimal

import pytest

from florin.ledger.statements import CsvProfile, Statement, StatementError, read
from florin.ledger.statements.amounts import amount_of, decimal_sign
from florin.ledger.statements.days import date_order, day_of


def only(text: str, encoding: str = "utf-8") -> Statement:
    found = read(text.encode(encoding))
    assert len(found.statements) == 1
    return found.statements[0]


def moved(statement: Statement) -> list[tuple[str, str]]:
    return [(str(line.booked), str(line.amount)) for line in statement.lines]


@pytest.mark.parametrize(
    ("written", "decimal", "amount"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1'234.56", ".", "1234.56"),
        ("1 234,56", ",", "1234.56"),
        ("(12.00)", ".", "-12.00"),
        ("12.00-", ".", "-12.00"),
        ("$20.00", ".", "20.00"),
        ("-$20.00", ".", "-20.00"),
        ("$-20.00", ".", "-20.00"),
        ("12,5 €", ",", "12.5"),
        ("\N{MINUS SIGN}5,00", ",", "-5.00"),
        ("+5,00 EUR", ",", "5.00"),
        ("12.00 DR", ".", "-12.00"),
        ("12,00 H", ",", "12.00"),
        ("1,00,000.50", ".", "100000.50"),
        ("0.12345", ".", "0.12345"),
        (".50", ".", "0.50"),
    ],
)
def test_amounts(written: str, decimal: str, amount: str) -> None:
    assert str(amount_of(written, decimal, "")) == amount
    assert decimal_sign([written])[0] == decimal


@pytest.mark.parametrize(
    "written", ["1.2.3,4", "12,34", "NaN", "1e5", "Infinity", "--", "1.234.56", "9" * 30]
)
def test_no_amounts(written: str) -> None:
    with pytest.raises(StatementError):
        amount_of(written, ".", "")


@pytest.mark.parametrize(
    ("samples", "order", "certain"),
    [
        (["2024-01-02"], "ymd", True),
        (["13/01/2024", "01/02/2024"], "dmy", True),
        (["01/13/2024", "01/02/2024"], "mdy", True),
        (["01/02/2024", "05/02/2024"], "mdy", False),
        (["01.02.2024"], "dmy", True),
        (["10.18.23"], "mdy", True),
        (["01/02/2024", "02/02/2024", "05/02/2024", "01/03/2024"], "dmy", True),  # only so do the days run on
        (["02/02/2024"], "mdy", True),  # the same either way
    ],
)
def test_date_orders(samples: list[str], order: str, certain: bool) -> None:
    found = date_order(samples)
    assert (found.order, found.certain) == (order, certain)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-02-03T13:12:00Z", "2021-02-03"),
        ("29.12.24, 13:56", "2024-12-29"),
        ("06 May 2020", "2020-05-06"),
        ("23-Jan-15", "2015-01-23"),
        ("1. März 2024", "2024-03-01"),
        ("3 août 2024", "2024-08-03"),
        ("May 6, 2020", "2020-05-06"),
        ("20240131", "2024-01-31"),
        ("05/03/2021 12:31:46 PM", "2021-03-05"),
    ],
)
def test_dates(written: str, day: str) -> None:
    assert str(day_of(written, "dmy", "")) == day


def test_german_bank_with_preamble_accents_and_cp1252() -> None:
    text = (
        '"Kontonummer:";"DE12 / Girokonto"\n\n"Kontostand vom 31.01.2020:";"1.234,56 EUR"\n\n'
        '"Buchungstag";"Wertstellung";"Buchungstext";"Auftraggeber / Begünstigter";"Verwendungszweck";'
        '"Kontonummer";'
        '"BLZ";"Betrag (EUR)"\n'
        '"31.01.2020";"30.01.2020";"Lastschrift";"REWE";"Einkauf";"DE999";"BYLADEM1";"-1.012,34"\n'
        '"30.01.2020";"30.01.2020";"Gutschrift";"Firma";"Gehalt";"DE998";"BYLADEM1";"2.000,00"\n'
    )
    statement = only(text, "cp1252")
    assert moved(statement) == [("2020-01-31", "-1012.34"), ("2020-01-30", "2000.00")]
    line = statement.lines[0]
    assert (line.counterparty, line.counterparty_account, line.currency) == ("REWE", "DE999", "EUR")
    assert (str(line.value), line.text) == ("2020-01-30", "Lastschrift Einkauf")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Date;Libellé;Débit euros;Crédit euros", "31/12/2019;CB;12,00;"),
        ("Fecha;Concepto;Importe;Divisa", "31/12/2019;Compra;-12,00;EUR"),
        ("Data;Descrizione;Addebiti;Accrediti", "31/12/2019;Spesa;12,00;"),
        ("Datum;Naam / Omschrijving;Af Bij;Bedrag (EUR)", "20191231;AH;Af;12,00"),
        ("Data operacji;Opis operacji;Kwota;Waluta", "2019-12-31;Sklep;-12,00;PLN"),
        ("Data Mov.;Descrição;Débito;Crédito", "31-12-2019;Loja;12,00;"),
        ("Bokföringsdag;Text;Belopp", "2019-12-31;Affär;-12,00"),
        ("Date,Details,Withdrawals,Deposits", "31-Dec-2019,Shop,12.00,"),
    ],
)
def test_languages(header: str, row: str) -> None:
    assert moved(only(f"{header}\n{row}\n")) == [("2019-12-31", "-12.00")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Date\tDescription\tAmount\n2020-01-02\tCafé\t-3.50\n2020-01-03\tNaïve Größe\t10.00\n"
    assert [line.text for line in only(text, encoding).lines] == ["Café", "Naïve Größe"]


def test_running_balances_give_the_ends_in_any_order_of_rows() -> None:
    rows = ["2024-01-02,a,-10.00,90.00", "2024-01-03,b,5.00,95.00", "2024-01-03,c,-1.00,94.00"]
    for order in (rows, rows[::-1], [rows[1], rows[0], rows[2]]):
        statement = only("Date,Text,Amount,Balance\n" + "\n".join(order) + "\n")
        assert (str(statement.opening), str(statement.closing), statement.balanced) == (
            "100.00",
            "94.00",
            True,
        )


def test_running_balances_that_do_not_follow_are_said() -> None:
    found = read(b"Date,Text,Amount,Balance\n2024-01-02,a,-10.00,90.00\n2024-01-03,b,5.00,96.00\n")
    assert found.statements[0].balanced is False
    assert "do not follow" in found.statements[0].warnings[0]


def test_a_fee_on_top_is_taken_where_the_balances_prove_it() -> None:
    text = "Date,Text,Amount,Fee,Balance\n2024-01-02,a,-10.00,0.00,90.00\n2024-01-03,b,-5.00,0.50,84.50\n"
    statement = only(text)
    assert (moved(statement)[1][1], statement.balanced) == ("-5.50", True)


def test_pending_and_declined_rows() -> None:
    text = (
        "Date,Text,Amount,State\n2024-01-02,a,-1,COMPLETED\n2024-01-03,b,-2,PENDING\n2024-01-03,c,-3,DECLINED\n"
        "pending,d,-4,PENDING\n"
    )
    found = read(text.encode())
    lines = [(line.text, line.status) for line in found.statements[0].lines]
    assert lines == [("a", "booked"), ("b", "pending"), ("d", "pending")]
    assert found.statements[0].lines[2].booked is None
    assert "declined" in found.warnings[-1]


def test_several_accounts_and_currencies_give_several_statements() -> None:
    text = "Account,Date,Text,Amount,Currency\nA,2024-01-02,x,-1,EUR\n"
    text += "B,2024-01-02,y,2,EUR\nA,2024-01-03,z,-3,USD\n"
    found = read(text.encode())
    assert [(each.account, each.currency, len(each.lines)) for each in found.statements] == [
        ("A", "EUR", 1),
        ("B", "EUR", 1),
        ("A", "USD", 1),
    ]


def test_without_a_header() -> None:
    text = "123456789\tEUR\t20110102\t1000,00\t990,00\t20110102\t-10,00\tSHOP\n"
    text += "123456789\tEUR\t20110103\t990,00\t1190,00\t20110103\t200,00\tSALARIS\n"
    statement = only(text)
    assert (statement.account, statement.currency, statement.balanced) == ("123456789", "EUR", True)
    assert [line.text for line in statement.lines] == ["SHOP", "SALARIS"]


def test_quoted_line_breaks_footers_and_repeated_headers() -> None:
    text = 'Date,Text,Amount\n2024-01-02,"two\nlines",-1.00\nDate,Text,Amount\nTotal,,-1.00\n'
    statement = only(text)
    assert [(line.text, line.where) for line in statement.lines] == [("two lines", "line 2")]


def test_card_lists_keep_their_sign_and_warn_until_a_profile_turns_it() -> None:
    text = b"Merchant Name,Card Used For Transaction,Date,Amount\nShop,**** 1,2024-01-13,36.33\n"
    found = read(text)
    assert (str(found.statements[0].lines[0].amount), found.statements[0].kind) == ("36.33", "card")
    assert any("every amount is positive" in warning for warning in found.warnings)
    assert found.profile is not None
    kept = CsvProfile.from_dict(found.profile.to_dict() | {"sign": "inverted", "currency": "CAD"})
    turned = read(text, profile=kept)
    assert (str(turned.statements[0].lines[0].amount), turned.statements[0].currency) == ("-36.33", "CAD")
    assert turned.warnings == ()


def test_a_profile_decides_what_the_file_leaves_open() -> None:
    text = b"Date,Text,Amount\n03/02/2020,x,-1.00\n"
    found = read(text)
    assert any("cannot be told apart" in warning for warning in found.warnings)
    assert found.profile is not None
    turned = read(text, profile=CsvProfile.from_dict(found.profile.to_dict() | {"date_order": "dmy"}))
    assert (moved(found.statements[0])[0][0], moved(turned.statements[0])[0][0]) == (
        "2020-03-02",
        "2020-02-03",
    )


@pytest.mark.parametrize("wrong", [{}, {"delimiter": ","}, {"sign": "?"}, {"columns": {"nonsense": [0]}}])
def test_no_profile(wrong: dict[str, object]) -> None:
    whole = CsvProfile(",", "utf-8", 0, (("booked", (0,)), ("amount", (1,))), "ymd", ".").to_dict()
    with pytest.raises(ValueError, match="no CSV profile"):
        CsvProfile.from_dict(whole | wrong if "sign" in wrong or "columns" in wrong else wrong)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Date,Text,Amount\n2024-01-02,"cut he', "quoted field"),
        ("Date,Text,Amount\n2024-01-02,a,1\n2024-01-02,b,2\n2024-01", "cut short"),
        ("Date,Text,Amount\n2024-01-02,a,1\n2024-01-02,b", "cut short"),
        ("Date,Text,Amount\n2024-01-02,a,1\n,b,2\n", "line 3: there is an amount but no date"),
        ("Date,Text,Amount\n2024-01-02,a,1\n2024-01-03,a,x1\n", "line 3: 'x1' is no amount"),
        ("Date,Text,Amount\n2024-01-02,a,1\n2024-01-03,a,NaN\n", "line 3"),
    ],
)
def test_refusals_name_the_line(text: str, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        read(text.encode())


def test_an_empty_list_is_a_statement_without_lines() -> None:
    statement = only("Date,Text,Amount,Balance\n")
    assert (statement.lines, statement.balanced) == ((), None)


def test_debits_written_negative_and_reversed() -> None:
    text = "Date,Text,Debit,Credit\n2024-01-02,a,-5.00,\n2024-01-03,b,,7.00\n"
    assert [amount for _, amount in moved(only(text))] == ["-5.00", "7.00"]
    text = "Date,Text,Debit,Credit\n2024-01-02,a,5.00,0.00\n2024-01-03,back,-2.00,\n"
    assert sum((line.amount for line in only(text).lines), Decimal(0)) == Decimal("-3.00")
