"""Statement files made for tests: the same account told in formats with and without bank ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NUMBER = "123456789"
START = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Told:
    """One real line: its day counted from START, cents, text, and the bank's id."""

    day: int
    cents: int
    text: str
    fitid: str

    @property
    def booked(self) -> date:
        """The booking date."""
        return START + timedelta(days=self.day)


@dataclass(frozen=True, slots=True)
class Window:
    """A file that tells all lines from one day to another, both included."""

    form: str
    first: int
    last: int


def written(lines: Sequence[Told], window: Window, opening: int = 100_00) -> tuple[str, bytes]:
    """The file's name and content."""
    inside = [line for line in lines if window.first <= line.day <= window.last]
    before = opening + sum(line.cents for line in lines if line.day < window.first)
    after = before + sum(line.cents for line in inside)
    make = {"ofx": _ofx, "mt940": _mt940, "qif": _qif}[window.form]
    return f"{window.form}-{window.first}-{window.last}", make(inside, window, before, after).encode()


def _ofx(lines: Sequence[Told], window: Window, before: int, after: int) -> str:
    del before
    told = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{t.booked:%Y%m%d}<TRNAMT>{t.cents / 100:.2f}"
        f"<FITID>{t.fitid}<NAME>{t.text}</STMTTRN>\n"
        for t in lines
    )
    last = START + timedelta(days=window.last)
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n\n"
        "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1"
        f"<ACCTID>{NUMBER}<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{told}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{after / 100:.2f}<DTASOF>{last:%Y%m%d}</LEDGERBAL>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def _mt940(lines: Sequence[Told], window: Window, before: int, after: int) -> str:
    first, last = (START + timedelta(days=day) for day in (window.first, window.last))
    told = "".join(
        f":61:{t.booked:%y%m%d%m%d}{_side(t.cents)}{_comma(t.cents)}NMSCNONREF\r\n:86:{t.text}\r\n"
        for t in lines
    )
    return (
        f":20:1\r\n:25:{NUMBER}\r\n:28C:1/1\r\n:60F:{_side(before)}{first:%y%m%d}USD{_comma(before)}\r\n{told}"
        f":62F:{_side(after)}{last:%y%m%d}USD{_comma(after)}\r\n-\r\n"
    )


def _qif(lines: Sequence[Told], window: Window, before: int, after: int) -> str:
    del window, before, after
    told = "".join(f"D{t.booked:%m/%d/%Y}\nT{t.cents / 100:.2f}\nP{t.text}\n^\n" for t in lines)
    return f"!Account\nN{NUMBER}\nTBank\n^\n!Type:Bank\n{told}"


def _side(cents: int) -> str:
    return "D" if cents < 0 else "C"


def _comma(cents: int) -> str:
    return f"{abs(cents) // 100},{abs(cents) % 100:02}"
