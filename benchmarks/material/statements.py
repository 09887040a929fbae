"""The same 10,000 lines of one account, written in each format that Florin reads."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

LINES = 10_000
YEARS = 5  # 10,000 lines are five years of a busy household
OPENING = 2_500_00
SHOPS = (
    "GREENLEAF MARKET",
    "ROUTE 9 FUEL",
    "TRATTORIA LUNA",
    "BEANHOUSE COFFEE",
    "PARCELWAY ONLINE STORE",
    "TOWN PHARMACY",
    "CORNER GROCER",
    "METRO ELECTRIC UTILITY",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its day, cents (out is negative) and text."""

    booked: date
    cents: int
    text: str

    @property
    def amount(self) -> str:
        """The decimal text of the amount."""
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100}.{abs(self.cents) % 100:02}"


def lines(count: int = LINES, *, last: date | None = None, seed: int = 1) -> list[Line]:
    """`count` lines over five years up to `last` (today): a salary twice a month, purchases on all days."""
    random = Random(seed)
    end = last or date.today()
    days = sorted(end - timedelta(days=random.randrange(365 * YEARS)) for _ in range(count))
    pay = max(count // (24 * YEARS), 1)
    return [_salary(day) if n % pay == 0 else _purchase(day, n, random) for n, day in enumerate(days)]


def _salary(day: date) -> Line:
    return Line(day, 3_900_00, "NORTHWIND LOGISTICS PAYROLL")


def _purchase(day: date, number: int, random: Random) -> Line:
    return Line(day, -random.randrange(2_00, 88_00), f"{random.choice(SHOPS)} {number:05}")


def ofx(told: Sequence[Line]) -> bytes:
    """OFX 1.02 as a bank sends it, each line with an id."""
    body = "".join(
        f"<STMTTRN><TRNTYPE>{'CREDIT' if t.cents > 0 else 'DEBIT'}<DTPOSTED>{t.booked:%Y%m%d}"
        f"<TRNAMT>{t.amount}<FITID>{n}<NAME>{t.text}</STMTTRN>\n"
        for n, t in enumerate(told)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n\n"
        "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1"
        f"<ACCTID>4407001<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{body}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{_decimal(_closing(told))}<DTASOF>{told[-1].booked:%Y%m%d}</LEDGERBAL>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode()


def delimited(told: Sequence[Line]) -> bytes:
    """CSV with date, description, amount and running balance."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("Date", "Description", "Amount", "Balance"))
    balance = OPENING
    for each in told:
        balance += each.cents
        writer.writerow((each.booked.isoformat(), each.text, each.amount, _decimal(balance)))
    return out.getvalue().encode()


def camt(told: Sequence[Line]) -> bytes:
    """camt.053, version 2."""
    first, last = told[0].booked, told[-1].booked
    entries = "".join(
        f'<Ntry><Amt Ccy="USD">{t.amount.lstrip("-")}</Amt><CdtDbtInd>{_indicator(t.cents)}</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt><Dt>{t.booked}</Dt></BookgDt><ValDt><Dt>{t.booked}</Dt></ValDt>"
        f"<AcctSvcrRef>{n}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>{t.text}</Ustrd></RmtInf></TxDtls>"
        f"</NtryDtls></Ntry>\n"
        for n, t in enumerate(told)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>1</MsgId><CreDtTm>{last}T08:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>1</Id><CreDtTm>{last}T08:00:00</CreDtTm>"
        "<Acct><Id><Othr><Id>4407001</Id></Othr></Id><Ccy>USD</Ccy></Acct>"
        f"{_camt_balance('OPBD', OPENING, first)}{_camt_balance('CLBD', _closing(told), last)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def mt940(told: Sequence[Line]) -> bytes:
    """MT940 in one message."""
    first, last = told[0].booked, told[-1].booked
    body = "".join(
        f":61:{t.booked:%y%m%d%m%d}{_side(t.cents)}{_comma(t.cents)}NMSCNONREF//{n}\r\n:86:{t.text}\r\n"
        for n, t in enumerate(told)
    )
    closing = _closing(told)
    return (
        f":20:1\r\n:25:4407001\r\n:28C:1/1\r\n:60F:{_side(OPENING)}{first:%y%m%d}USD{_comma(OPENING)}\r\n"
        f"{body}:62F:{_side(closing)}{last:%y%m%d}USD{_comma(closing)}\r\n-\r\n"
    ).encode()


def qif(told: Sequence[Line]) -> bytes:
    """QIF with month first."""
    body = "".join(f"D{t.booked:%m/%d/%Y}\nT{t.amount}\nP{t.text}\n^\n" for t in told)
    return f"!Account\nN4407001\nTBank\n^\n!Type:Bank\n{body}".encode()


FORMATS: dict[str, Callable[[Sequence[Line]], bytes]] = {
    "ofx": ofx,
    "csv": delimited,
    "camt.053": camt,
    "mt940": mt940,
    "qif": qif,
}


def _closing(told: Sequence[Line]) -> int:
    return OPENING + sum(t.cents for t in told)


def _decimal(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _camt_balance(code: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="USD">{_decimal(abs(cents))}</Amt><CdtDbtInd>{_indicator(cents)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _indicator(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def _side(cents: int) -> str:
    return "D" if cents < 0 else "C"


def _comma(cents: int) -> str:
    return _decimal(abs(cents)).replace(".", ",")
