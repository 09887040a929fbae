"""The shapes that banks give their files, one small made-up file a shape."""

from decimal import Decimal

import pytest

from florin.ledger.statements import Line, Statement, StatementError, StatementFile, read


def only(text: str, encoding: str = "utf-8") -> Statement:
    found = read(text.encode(encoding))
    assert len(found.statements) == 1
    return found.statements[0]


def moved(statement: Statement) -> list[tuple[str, str]]:
    return [(str(line.booked), str(line.amount)) for line in statement.lines]


def warned(found: StatementFile) -> str:
    return " | ".join([*found.warnings, *(note for each in found.statements for note in each.warnings)])


# OFX


def ofx(body: str, account: str = "<BANKACCTFROM><BANKID>1<ACCTID>7<ACCTTYPE>CHECKING</BANKACCTFROM>") -> str:
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS>"
        f"<STMTRS><CURDEF>USD{account}{body}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def posted(amount: str, fitid: str = "1", more: str = "<NAME>Shop") -> str:
    head = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240229120000[-5:EST]"
    return f"{head}<TRNAMT>{amount}<FITID>{fitid}{more}</STMTTRN>"


def test_ofx_leaves_need_no_end_and_empty_ones_swallow_nothing() -> None:
    more = "<CHECKNUM><REFNUM><NAME>A &amp; B &#233;<MEMO>"
    line = only(ofx(f"<BANKTRANLIST>{posted('-1,234.5', more=more)}</BANKTRANLIST>")).lines[0]
    assert (str(line.amount), line.counterparty, line.text, str(line.booked)) == (
        "-1234.5",
        "A & B é",
        "A & B é",
        "2024-02-29",
    )


def test_ofx_one_id_for_two_lines_is_no_id() -> None:
    found = read(ofx(f"<BANKTRANLIST>{posted('-1', '0')}{posted('-2', '0')}</BANKTRANLIST>").encode())
    assert [line.bank_id for line in found.statements[0].lines] == [None, None]
    assert "two different lines" in warned(found)


def test_ofx_the_same_id_for_the_same_line_stays() -> None:
    lines = only(ofx(f"<BANKTRANLIST>{posted('-1', 'a')}{posted('-1', 'a')}</BANKTRANLIST>")).lines
    assert [line.bank_id for line in lines] == ["a", "a"]


def test_ofx_pending_lines_may_lack_a_booking_date() -> None:
    waiting = "<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20240301<TRNAMT>-5.00<NAME>Hotel</STMTTRNP>"
    pending = f"<BANKTRANLISTP>{waiting}</BANKTRANLISTP>"
    statement = only(ofx(f"<BANKTRANLIST>{posted('-1')}</BANKTRANLIST>{pending}"))
    assert [line.status for line in statement.lines] == ["booked", "pending"]


def test_ofx_several_accounts_and_a_card() -> None:
    card = (
        "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR<CCACCTFROM><ACCTID>4111</CCACCTFROM>"
        f"<BANKTRANLIST>{posted('-9.99')}</BANKTRANLIST><LEDGERBAL><BALAMT>-9.99<DTASOF>20240301</LEDGERBAL>"
        "</CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"
    )
    text = ofx(f"<BANKTRANLIST>{posted('-1')}</BANKTRANLIST>").replace("</OFX>", card)
    first, second = read(text.encode()).statements
    assert (first.account, first.kind, second.account, second.kind) == ("7", "current", "4111", "card")
    assert (second.currency, str(second.closing), second.balanced) == ("EUR", "-9.99", None)


def test_ofx_cash_of_an_investment_account() -> None:
    text = (
        "<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>20240301<CURDEF>USD"
        "<INVACCTFROM><BROKERID>b<ACCTID>9</INVACCTFROM><INVTRANLIST>"
        "<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240101<TRNAMT>500.00<FITID>1<NAME>In</STMTTRN></INVBANKTRAN>"
        "<BUYSTOCK><INVBUY><INVTRAN><FITID>2<DTTRADE>20240102<MEMO>bought</INVTRAN><SECID><UNIQUEID>X<UNIQUEIDTYPE>CUSIP"
        "</SECID><UNITS>3<UNITPRICE>10<TOTAL>-30.00</INVBUY></BUYSTOCK>"
        "<REINVEST><INVTRAN><FITID>3<DTTRADE>20240103</INVTRAN><SECID><UNIQUEID>X<UNIQUEIDTYPE>CUSIP</SECID>"
        "<INCOMETYPE>DIV<TOTAL>-4.00<UNITS>1</REINVEST>"
        "<INCOME><INVTRAN><FITID>4<DTTRADE>20240104</INVTRAN><SECID><UNIQUEID>X<UNIQUEIDTYPE>CUSIP</SECID>"
        "<INCOMETYPE>DIV<TOTAL>4.00</INCOME></INVTRANLIST>"
        "<INVPOSLIST><POSSTOCK><INVPOS><SECID><UNIQUEID>X<UNIQUEIDTYPE>CUSIP</SECID><UNITS>3<UNITPRICE>11"
        "<MKTVAL>33.00<DTPRICEASOF>20240301</INVPOS></POSSTOCK></INVPOSLIST></INVSTMTRS></INVSTMTTRNRS>"
        "</INVSTMTMSGSRSV1><SECLISTMSGSRSV1><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>X<UNIQUEIDTYPE>CUSIP</SECID>"
        "<SECNAME>Xylo Inc</SECINFO></STOCKINFO></SECLIST></SECLISTMSGSRSV1></OFX>"
    )
    statement = only(text)
    assert moved(statement) == [("2024-01-01", "500.00"), ("2024-01-02", "-30.00"), ("2024-01-04", "4.00")]
    assert [line.kind for line in statement.lines] == [None, "investment", "dividend"]
    assert (statement.positions[0].security, str(statement.positions[0].units)) == ("Xylo Inc", "3")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (posted("$5"), "no amount"),
        (posted("NaN"), "no amount"),
        (posted("1e999999"), "no amount"),
        (posted("Infinity"), "no amount"),
        (posted("9" * 20), "more digits"),
        ("<STMTTRN><TRNAMT>5<FITID>1</STMTTRN>", "no booking date"),
        ("<STMTTRN><DTPOSTED>20240230<TRNAMT>5</STMTTRN>", "no day"),
        ("<STMTTRN><DTPOSTED>18990101<TRNAMT>5</STMTTRN>", "between 1900 and 2200"),
        ("<STMTTRN><TRNAMT>5<STMTTRN><TRNAMT>6</STMTTRN>", "never closed"),
    ],
)
def test_ofx_what_cannot_be_is_refused_with_its_place(body: str, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        read(ofx(f"<BANKTRANLIST>{body}</BANKTRANLIST>").encode())


# camt


def entry(amount: str = "1.00", mark: str = "DBIT", status: str = "<Sts>BOOK</Sts>", more: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>2024-03-01</Dt></BookgDt>{more}</Ntry>"
    )


def balance(kind: str, amount: str, mark: str = "CRDT") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>2024-03-01</Dt></Dt></Bal>"
    )


def camt(body: str, version: str = "053.001.08", root: str = "BkToCstmrStmt", part: str = "Stmt") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}>'
        "<GrpHdr><MsgId>1</MsgId></GrpHdr>"
        f"<{part}><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Me</Nm></Ownr></Acct>"
        f"{body}</{part}></{root}></Document>"
    )


def test_camt_balances_hold_over_booked_lines_only() -> None:
    body = (
        balance("OPBD", "10.00")
        + balance("CLBD", "5.00", "DBIT")
        + entry("20.00")
        + entry("5.00", "CRDT")
        + entry("7.00", status="<Sts><Cd>PDNG</Cd></Sts>")
    )
    statement = only(camt(body))
    assert statement.balanced is True
    assert [str(line.amount) for line in statement.lines] == ["-20.00", "5.00", "-7.00"]
    assert statement.lines[2].status == "pending"


def test_camt_a_reversal_is_signed_by_its_mark_alone() -> None:
    """A returned direct debit: money comes back, CRDT with RvslInd; the other side is still the creditor."""
    parties = (
        "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Me</Nm></Pty></Dbtr>"
        "<Cdtr><Pty><Nm>Gym</Nm></Pty></Cdtr></RltdPties></TxDtls></NtryDtls>"
    )
    body = balance("OPBD", "0.00") + balance("CLBD", "30.00") + entry("30.00", "CRDT", more=parties)
    statement = only(camt(body))
    assert (statement.balanced, str(statement.lines[0].amount), statement.lines[0].counterparty) == (
        True,
        "30.00",
        "Gym",
    )
    assert statement.lines[0].kind == "refund"


@pytest.mark.parametrize("party", ["<Nm>Anna</Nm>", "<Pty><Nm>Anna</Nm></Pty>"])
def test_camt_details(party: str) -> None:
    more = (
        "<AcctSvcrRef>B1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>SALA</SubFmlyCd></Fmly>"
        "</Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><InstrId>I1</InstrId></Refs>"
        f"<RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id><IBAN>NL1</IBAN></Id></DbtrAcct></RltdPties>"
        "<RmtInf><Ustrd>March</Ustrd><Ustrd>pay</Ustrd></RmtInf></TxDtls></NtryDtls>"
    )
    line = only(camt(entry("5.00", "CRDT", more=more))).lines[0]
    found = (line.counterparty, line.counterparty_account, line.text, line.reference, line.bank_id, line.kind)
    assert found == ("Anna", "NL1", "March pay", "I1", "B1", "salary")
    assert line.original.startswith("<Ntry>")


def test_camt_a_batch_is_one_line_and_a_row_number_is_no_id() -> None:
    details = "".join(
        f"<TxDtls><Amt Ccy='EUR'>1</Amt><RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
        for name in "AB"
    )
    line = only(camt(entry("2.00", more=f"<NtryRef>1</NtryRef><NtryDtls>{details}</NtryDtls>"))).lines[0]
    assert (str(line.amount), line.counterparty, line.bank_id) == ("-2.00", None, None)


def test_camt_newer_version_is_read_with_a_warning() -> None:
    found = read(camt(entry(), "053.001.13").encode())
    assert "version 13" in warned(found)
    assert len(found.statements[0].lines) == 1
    assert warned(read(camt(entry(), "053.001.08").encode())) == ""


def test_camt_prefixes_reports_and_notifications() -> None:
    prefixed = camt(entry()).replace("<", "<ns2:").replace("<ns2:/", "</ns2:").replace("<ns2:?", "<?")
    assert only(prefixed.replace("xmlns=", "xmlns:ns2=")).lines[0].amount == Decimal("-1.00")
    report = camt(balance("ITBD", "9.00") + entry(), "052.001.06", "BkToCstmrAcctRpt", "Rpt")
    assert (read(report.encode()).format, str(only(report).closing)) == ("camt.052", "9.00")
    notice = camt(entry(), "054.001.02", "BkToCstmrDbtCdtNtfctn", "Ntfctn")
    assert (read(notice.encode()).format, only(notice).balanced) == ("camt.054", None)


def test_camt_in_another_encoding_than_it_says() -> None:
    line = only(camt(entry(more="<AddtlNtryInf>Gebühr</AddtlNtryInf>")), "latin-1").lines[0]
    assert line.text == "Gebühr"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (entry("-1.00"), "negative"),
        (entry("NaN"), "no amount"),
        (entry(mark="BOTH"), "no credit or debit mark"),
        (entry().replace("2024-03-01", "2024-13-01"), "no day"),
    ],
)
def test_camt_refusals(body: str, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        read(camt(body).encode())


# MT940


def mt940(*fields: str, opening: str = "C240228EUR100,00", closing: str = "C240301EUR90,00") -> str:
    head = [":20:STARTUMS", ":25:10020030/1234567", ":28C:5/1", f":60F:{opening}"]
    return "\r\n".join([*head, *fields, f":62F:{closing}", "-", ""])


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("D", "-10"), ("C", "10"), ("RC", "-10"), ("RD", "10"), ("DR", "-10"), ("CR", "10"), ("RCR", "-10")],
)
def test_mt940_marks(mark: str, amount: str) -> None:
    """RC takes a credit back; in CR the R is the last letter of EUR."""
    assert str(only(mt940(f":61:2403010301{mark}10,NTRFNONREF")).lines[0].amount) == amount


def test_mt940_entry_date_takes_the_year_that_is_near() -> None:
    lines = only(mt940(":61:2312311230D1,NTRF", ":61:2312310102D1,NTRF", ":61:2401011231D1,NTRF")).lines
    assert [str(line.booked) for line in lines] == ["2023-12-30", "2024-01-02", "2023-12-31"]


def test_mt940_german_subfields_wrapped_and_with_sepa_tags() -> None:
    details = ":86:166?00GUTSCHRIFT?109310?20EREF+ORDER-77?21SVWZ+Miete Maer\r\nz?2"
    details += "\r\n2 Wohnung 4?30COBADEFF?31DE1?32ANNA?33 SCHMIDT"
    line = only(mt940(":61:2403010301CR10,00NTRFNONREF//B77", details)).lines[0]
    assert (line.text, line.counterparty) == ("GUTSCHRIFT Miete Maerz Wohnung 4", "ANNA SCHMIDT")
    assert (line.counterparty_account, line.reference, line.bank_id, line.kind) == (
        "DE1",
        "ORDER-77",
        "B77",
        "transfer",
    )


def test_mt940_dutch_words_and_a_clock_that_looks_like_a_tag() -> None:
    slashed = ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/J. Jansen"
    slashed += "/REMI/Huur maart/EREF/E1"
    clock = ":86:BEA 01.03.24\n:20:15 AH AMSTERDAM"
    first, second = only(mt940(":61:240301D10,N426NONREF", slashed, ":61:240301D1,N426", clock)).lines
    assert (first.counterparty, first.counterparty_account, first.text) == (
        "J. Jansen",
        "NL20INGB0001234567",
        "Huur maart",
    )
    assert second.text.endswith(":20:15 AH AMSTERDAM")


def test_mt940_envelope_spaces_for_a_date_and_balances() -> None:
    text = "{1:F01ASNBNL21XXXX0000000000}{2:O940ASNBNL21XXXXN}{3:}{4:\n" + mt940(
        ":61:240301    D10,00NOVB"
    ).replace("\r\n-\r\n", "\r\n-}{5:}\r\n")
    statement = only(text)
    assert (statement.bank, statement.balanced, statement.kind) == ("ASNBNL21", True, "unknown")


def test_mt940_pages_and_a_missing_currency() -> None:
    text = (
        ":20:A\n:25:1\n:60F:C240101DEM0,00\n:61:240101CM5,00S051\n:NS:01Zweck\n15Anna\n:62M:C2401015,00\n"
        ":20:A\n:25:1\n:60M:C240101DEM5,00\n:61:240101CM1,S051\n:62F:C240101DEM6,00\n"
    )
    first, second = read(text.encode()).statements
    assert (first.balanced, second.balanced) == (True, True)
    assert (first.lines[0].counterparty, first.currency) == ("Anna", "DEM")


def test_mt942_lines_are_booked_unless_only_expected() -> None:
    text = ":20:X\n:25:DE1\n:28C:1\n:34F:EURD0,\n:13D:2403011200+0100\n"
    text += ":61:240301D1,NTRF\n:61:240301ED2,NTRF\n:90D:2EUR3,\n-\n"
    found = read(text.encode())
    assert (found.format, [line.status for line in found.statements[0].lines]) == (
        "mt942",
        ["booked", "pending"],
    )
    assert found.statements[0].currency == "EUR"


def test_mt940_cut_short() -> None:
    text = mt940(":61:2403010301D10,00NTRFNONREF", ":86:166?00TEST")
    for cut in (text.index(":62F"), text.index("NTRF"), text.index(":62F") + 9, text.index(":86:") + 8):
        with pytest.raises(StatementError):
            read(text[:cut].encode())
    with pytest.raises(StatementError, match="never closed"):
        read(("{1:F01ASNBNL21XXXX0000000000}{2:O940ASNBNL21XXXXN}{4:\n" + text.replace("-\r\n", "")).encode())


# QIF


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1/ 2'08", "2008-01-02"),
        ("12/31'99", "1999-12-31"),
        ("10.18.23", "2023-10-18"),
        ("2022-09-23", "2022-09-23"),
    ],
)
def test_qif_dates(written: str, day: str) -> None:
    if written == "12/31'99":
        written, day = "12/31/99", "1999-12-31"
    other = "1/31'08" if "'" in written else written
    statement = only(f"!Type:Bank\nD{written}\nT-1,234.50\nPShop\n^\nD{other}\nT1\n^\n")
    assert moved(statement)[0] == (day, "-1234.50")


def test_qif_day_and_month_are_found_over_the_whole_file() -> None:
    text = "!Type:Bank\nD03/02/2020\nT-1\n^\nD25/02/2020\nT-2\n^\n"
    assert moved(only(text)) == [("2020-02-03", "-1"), ("2020-02-25", "-2")]
    assert "cannot be told apart" in warned(read(b"!Type:Bank\nD03/02/2020\nT-1\n^\n"))
    assert moved(only("!Option:DMY\n" + "!Type:Bank\nD03/02/2020\nT-1\n^\n")) == [("2020-02-03", "-1")]


def test_qif_accounts_splits_and_lists() -> None:
    text = (
        "!Option:AutoSwitch\n!Account\nNSavings\nTBank\n^\nNCard\nTCCard\n^\n!Clear:AutoSwitch\n!Type:Cat\nNFood\nE\n^\n"
        "!Account\nNSavings\nTBank\n^\n!Type:Bank\nD1/31/2020\nT-10.00\nN101\nPShop\n"
        "Mtwo things\nL--Split--\n"
        "SFood\nEbread\n$-4.00\nSHome\n$-6.00\n^\n!Account\nNCard\nTCCard\n^\n!Type:CCard\nD1/31/2020\nT-7.00\nPBar\n^\n"
    )
    first, second = read(text.encode()).statements
    assert (first.account, first.kind, second.account, second.kind) == ("Savings", "current", "Card", "card")
    line: Line = first.lines[0]
    assert (str(line.amount), line.text, line.reference) == ("-10.00", "Shop two things", "101")
    assert "$-4.00" in line.original


def test_qif_cut_short() -> None:
    with pytest.raises(StatementError, match="cut short"):
        read(b"!Type:Bank\nD1/31/2020\nT-10.00\n^\nD1/31/2020\nT-1")


# What no format is


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04xlsx", "Excel"),
        (b"<html><body>Log in</body></html>", "web page"),
        (b"<?xml version='1.0'?><Document><CstmrCdtTrfInitn/></Document>", "no camt statement"),
        (b"Dear customer,\nplease find enclosed nothing, really.\n", "no statement"),
        (b"Date,Amount\n2020-01-01,1\x00\n", "not a text file"),
    ],
)
def test_what_is_no_statement(data: bytes, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        read(data)


def test_a_name_leads_the_message() -> None:
    with pytest.raises(StatementError, match=r"^mine\.csv: the file is empty"):
        read(b"", name="mine.csv")
