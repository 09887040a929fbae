"""Lines written in a format come back from it, and no damage to a file gets past as an exception."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florin.ledger.statements import StatementError, read

Written = list[tuple[date, Decimal, str]]

AMOUNTS = st.decimals(min_value=Decimal("-9999999.99"), max_value=Decimal("9999999.99"), places=2).filter(
    bool
)
TEXTS = st.text("abcdefghij ABCDEFÄÖé0123456789", min_size=1, max_size=30).map(
    lambda text: f"x{text}".strip()
)
DAYS = st.dates(date(1980, 1, 1), date(2069, 12, 31))
LINES = st.lists(st.tuples(DAYS, AMOUNTS, TEXTS), min_size=1, max_size=8)


def total(lines: Written) -> Decimal:
    return sum((amount for _, amount, _ in lines), Decimal("0.00"))


def ofx_sgml(lines: Written) -> str:
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day:%Y%m%d}<TRNAMT>{amount}<FITID>{number}<MEMO>{escape(text)}</STMTTRN>\n"
        for number, (day, amount, text) in enumerate(lines)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR"
        f"<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{total(lines)}<DTASOF>20240101</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def ofx_xml(lines: Written) -> str:
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{day:%Y%m%d}120000</DTPOSTED><TRNAMT>{amount}</TRNAMT>"
        f"<FITID>{number}</FITID><NAME></NAME><MEMO><![CDATA[{text}]]></MEMO></STMTTRN>"
        for number, (day, amount, text) in enumerate(lines)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>'
        "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        f"<CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>1</ACCTID></BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def camt053(lines: Written) -> str:
    rows = "".join(
        f'<Ntry><Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{"DBIT" if amount < 0 else "CRDT"}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><AddtlNtryInf>{escape(text)}</AddtlNtryInf></Ntry>"
        for day, amount, text in lines
    )
    closing = total(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/><Stmt>'
        "<Acct><Id><IBAN>DE1</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        '<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        f'<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{abs(closing)}</Amt>'
        f"<CdtDbtInd>{'DBIT' if closing < 0 else 'CRDT'}</CdtDbtInd></Bal>"
        f"{rows}</Stmt></BkToCstmrStmt></Document>\n"
    )


def mt940(lines: Written) -> str:
    def money(amount: Decimal) -> str:
        return f"{abs(amount)}".replace(".", ",")

    rows = "".join(
        f":61:{day:%y%m%d}{day:%m%d}{'D' if amount < 0 else 'C'}R{money(amount)}NTRFNONREF\n"
        f":86:166?00{text}?32A\n"
        for day, amount, text in lines
    )
    closing = total(lines)
    mark = "D" if closing < 0 else "C"
    return f":20:S\n:25:1/2\n:28C:1\n:60F:C240101EUR0,00\n{rows}:62F:{mark}240101EUR{money(closing)}\n-\n"


def qif(lines: Written) -> str:
    return "!Type:Bank\n" + "".join(f"D{day}\nT{amount:,}\nP{text}\n^\n" for day, amount, text in lines)


def csv(lines: Written) -> str:
    rows = "".join(f'{day};"{text}";{amount}\n'.replace(".", ",") for day, amount, text in lines)
    return f"Buchungstag;Verwendungszweck;Betrag (EUR)\n{rows}"


WRITERS: dict[str, Callable[[Written], str]] = {
    "ofx_sgml": ofx_sgml,
    "ofx_xml": ofx_xml,
    "camt": camt053,
    "mt940": mt940,
    "qif": qif,
    "csv": csv,
}
SOME: Written = [
    (date(2024, 1, 31), Decimal("-12.50"), "Shop one"),
    (date(2024, 2, 29), Decimal("2000.00"), "Pay"),
    (date(2024, 3, 1), Decimal("-3.33"), "Coffee"),
]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=40, deadline=None)
@given(lines=LINES)
def test_what_is_written_comes_back(name: str, lines: Written) -> None:
    found = read(WRITERS[name](lines).encode())
    back = [(line.booked, str(line.amount), line.text) for line in found.statements[0].lines]
    assert back == [(day, str(amount), " ".join(text.split())) for day, amount, text in lines]
    if name in ("camt", "mt940"):
        assert found.statements[0].balanced is True


@pytest.mark.parametrize("name", WRITERS)
def test_no_cut_gives_a_shorter_statement(name: str) -> None:
    """A file cut anywhere is refused, or has no line or every line; QIF and CSV have no end mark."""
    text = WRITERS[name](SOME)
    for at in range(1, len(text)):
        try:
            found = read(text[:at].encode())
        except StatementError:
            continue
        count = sum(len(statement.lines) for statement in found.statements)
        between_records = {"qif": text[:at].rstrip().endswith("^"), "csv": text[:at].count(";") % 2 == 0}
        assert count in (0, len(SOME)) or between_records.get(name), text[:at]


def verdict(data: bytes) -> str:
    """The format, or the error's sentence; any other exception is a failure."""
    try:
        found = read(data)
    except StatementError as error:
        return str(error)
    return found.format


def damaged(data: bytes, chance: Random) -> bytes:
    """One of the ways in which files get damaged: cut, flipped, spliced, repeated, sprinkled."""
    way, at = chance.randrange(5), chance.randrange(len(data))
    if way == 0:
        return data[:at]
    if way == 1:
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
        return bytes(flipped)
    if way == 2:
        return data[:at] + data[chance.randrange(len(data)) :]
    if way == 3:
        return data[:at] + data[at : at + 200] * chance.randint(2, 9) + data[at:]
    crumb = chance.choice(
        [b"<", b">", b'"', b"\n", b"^", b"1e9", b"NaN", b"\xff", b"9" * 30, b"&#0;", b":61:", b"{4:", b"\x00"]
    )
    return data[:at] + crumb + data[at:]


@pytest.mark.parametrize("name", WRITERS)
def test_damage_is_an_error_or_a_statement(name: str) -> None:
    chance = Random(name)
    data = WRITERS[name](SOME * 3).encode()
    other = WRITERS[chance.choice(list(WRITERS))](SOME).encode()
    for _ in range(400):
        broken = damaged(chance.choice([data, data + other]), chance)
        started = time.monotonic()
        assert verdict(broken)
        assert time.monotonic() - started < 2


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    assert verdict(data)
