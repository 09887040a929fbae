"""ISO 20022 camt.052, camt.053 and camt.054, versions 2 to 8 and what newer ones keep alike, as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from florin.ledger.statements.camt.stream import STATEMENTS, stream
from florin.ledger.statements.figures import (
    MAX_LINES,
    NO_CURRENCY,
    day,
    exact,
    given,
    iso_currency,
    the_one,
    too_many_lines,
    whole,
    words,
)
from florin.ledger.statements.line_ids import with_sound_ids
from florin.ledger.statements.statement import Line, Statement, StatementError, StatementFile

_MESSAGES = {"BkToCstmrAcctRpt": "camt.052", "BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
_NAMESPACE = re.compile(r"camt\.05[234]\.001\.(\d{2})$")
_KNOWN_VERSIONS = range(2, 9)

_ACCOUNT_KINDS = {"CACC": "current", "TRAN": "current", "SVGS": "savings", "LOAN": "loan", "CASH": "current"}
_SUBFAMILIES = {
    "SALA": "salary", "PAYR": "salary", "INTR": "interest", "DVCA": "dividend", "CHRG": "fee", "FEES": "fee",
    "COMM": "fee", "CWDL": "cash", "CDPT": "cash", "ATMW": "cash",
}  # fmt: skip
_FAMILIES = {
    "RCDT": "transfer", "ICDT": "transfer", "RRCT": "transfer", "IRCT": "transfer", "RDDT": "direct_debit",
    "IDDT": "direct_debit", "CCRD": "card", "MCRD": "card", "CNTR": "cash", "RCHQ": "cheque",
    "ICHQ": "cheque", "CUST": "investment", "SETT": "investment",
}  # fmt: skip
# Words that stand where a reference would be, and mean that there is none.
_NO_REFERENCE = {"NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"}
_LONGEST_TEXT = 2_000


@dataclass(slots=True)
class _Reading:
    """What has been read of the message so far."""

    tag: str = ""
    namespace: str = ""
    warnings: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def message(self, tag: str, namespace: str) -> None:
        self.tag, self.namespace = tag, namespace

    def entry(self, entry: Element, statement: Element, original: str) -> None:
        if len(self.lines) >= MAX_LINES:
            raise too_many_lines()
        self.lines.append(_line(entry, statement, f"entry {len(self.lines) + 1}", original, self.notes))

    def part(self, element: Element, depth: int) -> None:
        if element.tag in STATEMENTS and depth == 2:
            self.statements.append(_statement(element, self.lines, self.notes))
            self.lines, self.notes = [], []
            element.clear()
        elif element.tag == "GrpHdr" and _text(element, "MsgPgntn/LastPgInd") == "false":
            self.warnings.append("the message says that further pages follow in other files")


def read_camt(text: str) -> StatementFile:
    """All statements, reports or notifications of one message; XML cut anywhere is refused as a whole."""
    reading = _Reading()
    stream(text, reading)
    if reading.tag not in _MESSAGES:
        said = reading.tag[:60] or "empty"
        raise StatementError(f"this XML is no camt statement (its message is {said})")
    if not reading.statements:
        raise StatementError(f"the {_MESSAGES[reading.tag]} message holds no statement")
    return StatementFile(
        _MESSAGES[reading.tag],
        with_sound_ids(reading.statements),
        (*_version_warnings(reading.namespace), *reading.warnings),
    )


def _version_warnings(namespace: str) -> tuple[str, ...]:
    version = _NAMESPACE.search(namespace)
    if version is None:
        return ("the message names no camt version: read as the newest known one",)
    if int(version[1]) not in _KNOWN_VERSIONS:
        return (f"version {version[1]} of this message is not known: read as the nearest known one",)
    return ()


def _statement(element: Element, lines: list[Line], notes: list[str]) -> Statement:
    account = element.find("Acct")
    account = Element("Acct") if account is None else account
    balances = list(_balances(element))
    currency = _currency(account, balances, lines)
    opening = _balance(balances, currency, ("OPBD", "PRCD"))
    closing = _balance(balances, currency, ("CLBD",))
    if opening is None and closing is None:
        opening, closing = _interim(balances, currency)
    warnings = [*notes, *_contradictions(element, currency, opening, closing, lines)]
    return Statement(
        account=_account_id(account),
        bank=_first(account, "Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC", "Svcr/FinInstnId/Nm"),
        owner=_first(account, "Ownr/Nm", "Ownr/Pty/Nm"),
        kind=_ACCOUNT_KINDS.get(_text(account, "Tp/Cd"), "unknown"),
        currency=currency,
        opening=opening.amount if opening else None,
        opening_on=opening.on if opening else None,
        closing=closing.amount if closing else None,
        closing_on=closing.on if closing else None,
        lines=tuple(lines),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, slots=True)
class _Balance:
    kind: str
    amount: Decimal
    currency: str
    on: date | None


def _balances(element: Element) -> Iterator[_Balance]:
    for number, found in enumerate(element.findall("Bal"), start=1):
        where = f"balance {number}"
        amount, currency = _money(found, where)
        kind = _text(found, "Tp/CdOrPrtry/Cd") or _text(found, "Tp/Cd")
        yield _Balance(kind, amount, currency, _day(found.find("Dt"), where))


def _currency(account: Element, balances: list[_Balance], lines: list[Line]) -> str:
    named = iso_currency(_text(account, "Ccy"), "account currency")
    if named != NO_CURRENCY:
        return named
    first = next((balance.currency for balance in balances if balance.kind in ("OPBD", "PRCD", "ITBD")), None)
    return first or the_one(line.currency for line in lines) or NO_CURRENCY


def _balance(balances: list[_Balance], currency: str, kinds: tuple[str, ...]) -> _Balance | None:
    """The first balance of the first kind that occurs, one in the account's currency before any other."""
    for kind in kinds:
        found = [balance for balance in balances if balance.kind == kind]
        if found:
            return next((balance for balance in found if balance.currency == currency), found[0])
    return None


def _interim(balances: list[_Balance], currency: str) -> tuple[_Balance | None, _Balance | None]:
    """Of an intraday report: the last ITBD is where it stands, the first, if another, where it began."""
    found = [balance for balance in balances if balance.kind == "ITBD" and balance.currency == currency]
    if not found:
        return None, None
    return (found[0] if len(found) > 1 else None), found[-1]


def _contradictions(
    element: Element, currency: str, opening: _Balance | None, closing: _Balance | None, lines: list[Line]
) -> Iterator[str]:
    for name, balance in (("opening", opening), ("closing", closing)):
        if balance and balance.currency != currency:
            yield f"the {name} balance is in {balance.currency}, the account in {currency}"
    counted = _text(element, "TxsSummry/TtlNtries/NbOfNtries")
    if counted.isdecimal() and counted.isascii() and counted.lstrip("0") != str(len(lines) or ""):
        yield f"the statement announces {counted[:12]} entries and has {len(lines)}"


def _account_id(account: Element) -> str | None:
    return _first(account, "Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC")


def _line(entry: Element, statement: Element, where: str, original: str, notes: list[str]) -> Line:
    amount, currency = _money(entry, where)
    details = entry.findall("NtryDtls/TxDtls")
    value = _day(entry.find("ValDt"), where)
    status = _status(entry, where, notes)
    booked = _day(entry.find("BookgDt"), where) or (value if status == "booked" else None)
    if booked is None and status == "booked":
        booked = _issued(statement, where)
        notes.append(f"{where} has no date: the statement's own is taken")
    party, account = _counterparty(entry, details, statement)
    return Line(
        booked=booked,
        value=value,
        amount=amount,
        currency=currency,
        status=status,
        counterparty=party,
        counterparty_account=account,
        text=_readable(entry, details, party),
        reference=_reference(entry, details),
        bank_id=_bank_id(entry, details),
        kind=_kind(entry, details),
        original=original,
        where=where,
    )


def _money(element: Element, where: str) -> tuple[Decimal, str]:
    """The signed amount and its currency: the indicator is the direction in which the money went.

    A reversal needs no turning: "if the indicator is CRDT and it is a reversal, the original was a debit".
    """
    found = element.find("Amt")
    if found is None:
        raise StatementError("there is no amount", where)
    amount = exact((found.text or "").strip(), where)
    if amount.is_signed() and amount:
        raise StatementError(f"the amount {amount} is negative beside a credit or debit mark", where)
    indicator = _text(element, "CdtDbtInd")
    if indicator not in ("CRDT", "DBIT"):
        raise StatementError("there is no credit or debit mark (CdtDbtInd)", where)
    signed = amount if indicator == "CRDT" or not amount else -amount
    return signed, iso_currency(found.get("Ccy") or "", where)


def _status(entry: Element, where: str, notes: list[str]) -> str:
    code = _text(entry, "Sts") or _text(entry, "Sts/Cd") or _text(entry, "Sts/Prtry")
    if code in ("BOOK", ""):
        return "booked"
    if code not in ("PDNG", "FUTR"):
        meaning = "is for information only" if code == "INFO" else f"has the status {code[:20]}"
        notes.append(f"{where} {meaning}: it is kept as pending")
    return "pending"


def _issued(statement: Element, where: str) -> date:
    said = _text(statement, "CreDtTm") or _text(statement, "FrToDt/ToDtTm")
    if not said:
        raise StatementError("the entry has no booking date, nor has its statement", where)
    return _iso_day(said, where)


def _day(element: Element | None, where: str) -> date | None:
    if element is None:
        return None
    said = next(
        (text for text in (_text(element, p) for p in ("Dt", "DtTm", "Dt/DtTm", "Dt/Dt")) if text), ""
    )
    return _iso_day(said, where) if said else None


def _iso_day(text: str, where: str) -> date:
    """The day of YYYY-MM-DD[Thh:mm:ss...][offset] as the bank writes it, whatever the offset."""
    year, dash, rest = text[:10].partition("-")
    month, dash, number = rest.partition("-")
    if not dash:
        raise StatementError(f"'{text[:40]}' is no date", where)
    return day(whole(year, where), whole(month, where), whole(number, where), where)


def _counterparty(
    entry: Element, details: list[Element], statement: Element
) -> tuple[str | None, str | None]:
    """Name and account of the other side; None where a batch has several."""
    incoming = (_text(entry, "CdtDbtInd") == "CRDT") != (_text(entry, "RvslInd") in ("true", "1"))
    found = {_other_side(detail, incoming, statement) for detail in details}
    names = {name for name, _ in found}
    return found.pop() if len(found) == 1 else (names.pop() if len(names) == 1 else None, None)


def _other_side(detail: Element, incoming: bool, statement: Element) -> tuple[str | None, str | None]:
    near, far = ("Cdtr", "Dbtr") if incoming else ("Dbtr", "Cdtr")
    parties = detail.find("RltdPties")
    if parties is None:
        return None, None
    # Some banks name only one party, in whichever role: it is the other side unless it is the owner.
    for role in (far, near):
        name, account = _party(parties, role)
        if (name or account) and not _is_owner(name, account, statement):
            return name, account
    return None, None


def _is_owner(name: str | None, account: str | None, statement: Element) -> bool:
    acct = statement.find("Acct")
    if acct is None:
        return False
    if account is not None:
        return account == _account_id(acct)
    return name == _first(acct, "Ownr/Nm", "Ownr/Pty/Nm")


def _party(parties: Element, role: str) -> tuple[str | None, str | None]:
    name = _first(
        parties,
        f"{role}/Nm",
        f"{role}/Pty/Nm",
        f"{role}/Agt/FinInstnId/Nm",
        f"Ultmt{role}/Nm",
        f"Ultmt{role}/Pty/Nm",
    )
    account = parties.find(f"{role}Acct")
    return name, (_account_id(account) if account is not None else None)


def _readable(entry: Element, details: list[Element], party: str | None) -> str:
    said: list[str] = []
    for detail in details[:20]:
        remittance = detail.find("RmtInf")
        for found in () if remittance is None else remittance:
            said += [found.text or ""] if found.tag == "Ustrd" else _structured(found)
        said.append(_text(detail, "AddtlTxInf"))
    text = words(_text(entry, "AddtlNtryInf"), *said)
    return (text or party or words(_text(entry, "NtryDtls/Btch/PmtInfId"), *_codes(entry)))[:_LONGEST_TEXT]


def _structured(remittance: Element) -> list[str]:
    return [
        *(found.text or "" for found in remittance.findall("AddtlRmtInf")),
        _text(remittance, "CdtrRefInf/Ref"),
    ]


def _reference(entry: Element, details: list[Element]) -> str | None:
    if len(details) == 1:
        refs = ("EndToEndId", "ChqNb", "MndtId", "InstrId", "TxId", "UETR")
        found = (given(_text(details[0], f"Refs/{name}")) for name in refs)
        named = next((ref for ref in found if ref and ref.upper() not in _NO_REFERENCE), None)
        return named or given(_text(details[0], "RmtInf/Strd/CdtrRefInf/Ref"))
    return _first(entry, "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")


def _bank_id(entry: Element, details: list[Element]) -> str | None:
    """AcctSvcrRef; NtryRef is left aside, being mostly a row number of this one statement."""
    found = given(_text(entry, "AcctSvcrRef"))
    if found is None and len(details) == 1:
        found = given(_text(details[0], "Refs/AcctSvcrRef"))
    return None if found is None or found.upper() in _NO_REFERENCE else found


def _kind(entry: Element, details: list[Element]) -> str | None:
    """By the bank's codes; money that comes back because a debit was reversed is none of theirs."""
    if _text(entry, "RvslInd") in ("true", "1") and _text(entry, "CdtDbtInd") == "CRDT":
        return "refund"
    for element in (entry, *details[:1]):
        _, family, subfamily = _codes(element)
        kind = _SUBFAMILIES.get(subfamily) or _FAMILIES.get(family) or ("other" if family else None)
        if kind:
            return kind
    return None


def _codes(element: Element) -> tuple[str, str, str]:
    domain = "BkTxCd/Domn/"
    paths = (f"{domain}Cd", f"{domain}Fmly/Cd", f"{domain}Fmly/SubFmlyCd")
    return _text(element, paths[0]), _text(element, paths[1]), _text(element, paths[2])


def _first(element: Element, *paths: str) -> str | None:
    return next((found for path in paths if (found := given(_text(element, path)))), None)


def _text(element: Element, path: str) -> str:
    """The text at the end of a path of tags; step by step is several times faster than a path query."""
    found: Element | None = element
    for tag in path.split("/"):
        found = found.find(tag) if found is not None else None
    return (found.text or "").strip() if found is not None else ""
