"""Files made to harm, or merely large, are answered with an error or read within seconds."""

import time
from pathlib import Path

import pytest

from florin.ledger.statements import StatementError, read

XML_HEAD = b'<?xml version="1.0"?>'
OFX_HEAD = (
    b"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>"
)
MILLION = 1_000_000

HARMFUL = {
    "entities": XML_HEAD + b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><Document>&d;</Document>',
    "outside entity": XML_HEAD
    + b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Document>&b;</Document>',
    "document type": XML_HEAD + b'<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><Document/>',
    "document type in OFX": b'<!DOCTYPE OFX [<!ENTITY b "c">]><OFX></OFX>',
    "deep XML": b"<Document>" + b"<a>" * MILLION,
    "deep OFX": b"<OFX>" + b"<A>" * MILLION,
    "open CDATA": b"<OFX>" + b"<![CDATA[" * MILLION,
    "open tags": b"<OFX>" + b"<" * (8 * MILLION),
    "open attributes": b"<OFX>" + b"<A " * (3 * MILLION),
    "one long line": b"a" * (10 * MILLION),
    "one long field": b'Date,Text,Amount\n2024-01-02,"' + b"x" * (10 * MILLION) + b'",1\n',
    "quotes": b"Date,Text,Amount\n" + b'"' * (8 * MILLION + 1),
    "separators": b"Date,Text,Amount\n" + b"," * (8 * MILLION),
    "empty lines": b"Date,Text,Amount\n2024-01-02,a,1\n" + b"\n" * (5 * MILLION),
    "NUL": b"Date,Text,Amount\n2024-01-02,a\x00,1\n",
    "too many MT940 lines": b":20:X\n" + b":61:2401010101D3,50NTRF\n" * 500_001,
    "long digits": b":61:240101" + b"1" * (10 * MILLION),
    "damaged letters": b"\xff\xfe" + b"D" * 1001,
    "noise": bytes(range(256)) * 4000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused_in_time(name: str) -> None:
    started = time.monotonic()
    with pytest.raises(StatementError) as refused:
        read(HARMFUL[name])
    assert len(str(refused.value)) < 300
    assert "Traceback" not in str(refused.value)
    assert time.monotonic() - started < 10


def test_subfields_without_end_are_read_in_time() -> None:
    started = time.monotonic()
    entry = b'<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2024-01-01</Dt></BookgDt>'
    camt = (
        b"<Document><BkToCstmrStmt><Stmt>"
        + entry
        + b"<AddtlNtryInf>%s</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
    files = [
        b":20:X\n:61:2401010101D3,50NTRF\n:86:" + part * 500_000
        for part in (b"?20", b"166?20EREF+", b"/REMI/")
    ]
    files += [
        b"!Type:Bank\nD2024-01-01\nT1\n" + b"Astreet\n" * 500_000 + b"^\n",
        camt % (b"&amp;\n" * 500_000),
    ]
    for data in files:
        assert len(read(data).statements[0].lines) == 1
    assert time.monotonic() - started < 10


def test_too_large_and_unreadable_files(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"Date,Text,Amount\n" * 100)
    with pytest.raises(StatementError, match="larger than"):
        read(large, max_bytes=1000)
    with pytest.raises(StatementError, match="cannot be read"):
        read(tmp_path / "missing.csv")
    with pytest.raises(StatementError, match="folder"):
        read(tmp_path)


def _ten_thousand() -> dict[str, str]:
    days = [f"2024-01-{number % 28 + 1:02}" for number in range(10_000)]
    entry = (
        '<Ntry><Amt Ccy="EUR">3.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>'
        "<BookgDt><Dt>{day}</Dt></BookgDt>"
        "<AcctSvcrRef>R{number}</AcctSvcrRef><NtryDtls><TxDtls>"
        "<Refs><EndToEndId>E{number}</EndToEndId></Refs><RltdPties>"
        "<Cdtr><Nm>Anna</Nm></Cdtr></RltdPties><RmtInf><Ustrd>rent</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    entries = "".join(entry.format(day=day, number=number) for number, day in enumerate(days))
    return {
        "csv": "Date,Text,Amount\n" + "".join(f"{day},Coffee {n},-3.50\n" for n, day in enumerate(days)),
        "qif": "!Type:Bank\n" + "".join(f"D{day}\nT-3.50\nPCoffee\nM{n}\n^\n" for n, day in enumerate(days)),
        "mt940": ":20:X\n"
        + "".join(
            f":61:{day[2:].replace('-', '')}D3,50NTRFNONREF//B{n}\n:86:166?00RENT?20EREF+{n}?32ANNA\n"
            for n, day in enumerate(days)
        ),
        "ofx": OFX_HEAD.decode()
        + "".join(
            f"<STMTTRN><DTPOSTED>{day.replace('-', '')}<TRNAMT>-3.50<FITID>{n}<NAME>Coffee</STMTTRN>"
            for n, day in enumerate(days)
        )
        + "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        "camt.053": '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>DE1</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>",
    }


@pytest.mark.parametrize("form", ["csv", "qif", "mt940", "ofx", "camt.053"])
def test_ten_thousand_lines(form: str) -> None:
    data = _ten_thousand()[form].encode()
    started = time.process_time()
    found = read(data)
    assert (
        time.process_time() - started < 1.5
    )  # far less on an idle machine; a quadratic step would take minutes
    assert (found.format, len(found.statements[0].lines)) == (form, 10_000)
