"""OFX 1.x (SGML), OFX 2.x (XML) and QFX: accounts, cards and investment accounts out of one tolerant tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from sys import intern

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
from florin.ledger.statements.statement import Line, Position, Statement, StatementError, StatementFile

_TOKEN = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9_.:-]{0,63})((?:\s[^<>]{0,500})?)>|<!\[CDATA\[|<!--|<[?]|<!(?=[A-Za-z])"
)
_ENTITY = re.compile(r"&(lt|gt|amp|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " "}
_MAX_DEPTH, _MAX_NODES = 64, 8_000_000

_STATEMENTS = {
    "STMTRS": "BANKACCTFROM",
    "CCSTMTRS": "CCACCTFROM",
    "INVSTMTRS": "INVACCTFROM",
    "LOANSTMTRS": "LOANACCTFROM",
}
# Aggregates that may never go unclosed: reading on would melt two of them into one.
_CLOSED = {
    "STMTTRN",
    "STMTTRNP",
    "INVPOS",
    "INVTRAN",
    "INVBUY",
    "INVSELL",
    "BANKTRANLIST",
    "INVTRANLIST",
    *_STATEMENTS,
}
_ACCOUNT_KINDS = {
    "CHECKING": "current", "SAVINGS": "savings", "MONEYMRKT": "savings", "CD": "savings",
    "CREDITLINE": "loan",
}  # fmt: skip
_LINE_KINDS = {
    "FEE": "fee", "SRVCHG": "fee", "INT": "interest", "DIV": "dividend", "ATM": "cash", "CASH": "cash",
    "POS": "card", "XFER": "transfer", "PAYMENT": "transfer", "REPEATPMT": "transfer",
    "DIRECTDEP": "transfer", "DIRECTDEBIT": "direct_debit", "CHECK": "cheque", "DEP": "other",
    "OTHER": "other",
}  # fmt: skip
# A REINVEST, TRANSFER, JRNLFUND, JRNLSEC, SPLIT or CLOSUREOPT moves units, or no cash out of the account.
_CASH_KINDS = {"INCOME": "other", "INVEXPENSE": "fee", "MARGININTEREST": "interest", "RETOFCAP": "other"}
_INCOME_KINDS = {"DIV": "dividend", "INTEREST": "interest"}


@dataclass(slots=True)
class _Node:
    tag: str
    start: int
    end: int = 0
    leaves: dict[str, str] = field(default_factory=dict)
    nodes: list[_Node] = field(default_factory=list)

    def leaf(self, tag: str) -> str:
        return self.leaves.get(tag, "")

    def child(self, tag: str) -> _Node | None:
        return next((node for node in self.nodes if node.tag == tag), None)

    def under(self, *tags: str) -> str:
        """The leaf at the end of the path, empty where the path breaks off."""
        node: _Node | None = self
        for tag in tags[:-1]:
            node = node.child(tag) if node else None
        return node.leaf(tags[-1]) if node else ""

    def every(self, *tags: str) -> Iterator[_Node]:
        """Every node of these names below, in the order of the file; not inside one another."""
        for node in self.nodes:
            if node.tag in tags:
                yield node
            else:
                yield from node.every(*tags)


def read_ofx(text: str) -> StatementFile:
    """All statements of an OFX file; a file that ends before </OFX> is refused."""
    tree = _tree(text)
    names = _security_names(tree)
    refusals = _refusals(tree)
    signed_on = next((node.leaf("ORG") for node in tree.every("FI")), "")
    statements = with_sound_ids(_statement(text, node, names, signed_on) for node in tree.every(*_STATEMENTS))
    if refusals and not statements:
        raise StatementError(f"the bank answered with an error instead of a statement: {'; '.join(refusals)}")
    warnings = [f"the bank answered one request with an error: {refusal}" for refusal in refusals]
    if not statements:
        listed = sum(1 for _ in tree.every("ACCTINFO"))
        warnings.append(
            f"the file lists {listed} accounts but no statement" if listed else "the file holds no statement"
        )
    return StatementFile("ofx", statements, tuple(warnings))


def _tree(text: str) -> _Node:
    root = _Node("", 0)
    stack, closed = [root], False
    for count, (tag, is_end, value, start, end) in enumerate(_tags(text)):
        if count > _MAX_NODES or len(stack) > _MAX_DEPTH:
            raise StatementError("the file is nested deeper, or longer, than any statement")
        if is_end:
            closed = (_close(stack, tag, end) and tag == "OFX") or closed
        elif value and tag != "OFX":
            stack[-1].leaves.setdefault(tag, value)
        else:
            stack.append(_Node(tag, start))
    if not closed or len(stack) > 1:
        raise StatementError("the file ends before </OFX>: it was cut short")
    return root


def _close(stack: list[_Node], tag: str, end: int) -> bool:
    """Close the innermost open `tag`; tags left open inside it were empty leaves, what they hold is its."""
    depth = next((i for i in range(len(stack) - 1, 0, -1) if stack[i].tag == tag), 0)
    if not depth:
        return False
    node = stack[depth]
    for unclosed in stack[depth + 1 :]:
        if unclosed.tag in _CLOSED:
            raise StatementError(f"<{unclosed.tag}> is never closed: the file is damaged")
        for name, value in unclosed.leaves.items():
            node.leaves.setdefault(name, value)
        node.nodes.extend(unclosed.nodes)
    del stack[depth:]
    node.end = end
    if node.leaves or node.nodes:
        stack[-1].nodes.append(node)
    return True


def _tags(text: str) -> Iterator[tuple[str, bool, str, int, int]]:
    """Each tag with the text that follows it: name, whether it closes, text, and where the tag stands."""
    pending: tuple[str, bool, int, int] | None = None
    pieces: list[str] = []
    at = 0
    while found := _TOKEN.search(text, at):
        pieces.append(_unescaped(text[at : found.start()]))
        at = found.end()
        if found[2] is None:
            inside, at = _special(text, found)
            pieces.append(inside)
            continue
        if pending:
            yield pending[0], pending[1], "".join(pieces).strip(), pending[2], pending[3]
        pieces = []
        pending = (
            intern(found[2].upper()),
            bool(found[1]) or found[3].endswith("/"),
            found.start(),
            found.end(),
        )
    if pending:
        yield pending[0], pending[1], "", pending[2], pending[3]


def _special(text: str, found: re.Match[str]) -> tuple[str, int]:
    """What CDATA holds, and where reading goes on after it, a comment or a processing instruction."""
    opener = found[0]
    if opener == "<!":
        raise StatementError("the file declares a document type or entities; no statement needs them")
    closer = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}[opener]
    end = text.find(closer, found.end())
    if end < 0:
        raise StatementError(f"the file ends inside {opener}: it was cut short")
    return (text[found.end() : end] if opener == "<![CDATA[" else ""), end + len(closer)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        return _NAMED[name]
    number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    readable = 32 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if readable else " "


def _refusals(tree: _Node) -> list[str]:
    return [
        f"{status.leaf('MESSAGE') or 'no reason given'} (code {status.leaf('CODE')})"
        for status in tree.every("STATUS")
        if status.leaf("SEVERITY").upper() == "ERROR"
    ]


def _security_names(tree: _Node) -> dict[str, str]:
    return {info.under("SECID", "UNIQUEID"): info.leaf("SECNAME") for info in tree.every("SECINFO")}


def _statement(text: str, node: _Node, names: dict[str, str], bank: str) -> Statement:
    """One statement; `bank` is the name that signed the whole file and says more than a number."""
    account = node.child(_STATEMENTS[node.tag]) or _Node("", 0)
    default = iso_currency(node.leaf("CURDEF"), f"account {account.leaf('ACCTID')}")
    lines = list(_lines(text, node, default, names))
    currency = default if default != NO_CURRENCY else the_one(line.currency for line in lines) or NO_CURRENCY
    closing, closing_on = _closing(node)
    return Statement(
        account=given(account.leaf("ACCTID")) or given(account.leaf("LOANACCTID")),
        bank=given(bank or account.leaf("BANKID") or account.leaf("BROKERID")),
        owner=None,
        kind=_account_kind(node.tag, account.leaf("ACCTTYPE")),
        currency=currency,
        opening=None,
        opening_on=None,
        closing=closing,
        closing_on=closing_on,
        lines=tuple(lines),
        positions=tuple(_position(pos, currency, names) for pos in node.every("INVPOS")),
    )


def _account_kind(tag: str, account_type: str) -> str:
    fixed = {"CCSTMTRS": "card", "INVSTMTRS": "investment", "LOANSTMTRS": "loan"}
    return fixed.get(tag) or _ACCOUNT_KINDS.get(account_type.upper(), "unknown")


def _closing(node: _Node) -> tuple[Decimal | None, date | None]:
    """LEDGERBAL, or an investment account's cash; a dated balance without its amount is damage."""
    amount, on = node.under("LEDGERBAL", "BALAMT"), node.under("LEDGERBAL", "DTASOF")
    if node.tag == "INVSTMTRS":
        amount, on = node.under("INVBAL", "AVAILCASH"), node.leaf("DTASOF")
        return (_amount(amount, "cash balance") if amount else None), (
            _day(on, "cash balance") if amount and on else None
        )
    if not amount and on:
        raise StatementError(f"the balance of {on[:8]} has no amount", "closing balance")
    if not amount:
        return None, None
    return _amount(amount, "closing balance"), (_day(on, "closing balance") if on else None)


def _lines(text: str, node: _Node, currency: str, names: dict[str, str]) -> Iterator[Line]:
    entries = (
        node.every("STMTTRN", "STMTTRNP", "INVTRANLIST")
        if node.tag != "INVSTMTRS"
        else _investment_entries(node)
    )
    for number, entry in enumerate(entries, start=1):
        if number > MAX_LINES:
            raise too_many_lines()
        where, original = f"entry {number}", text[entry.start : entry.end]
        if entry.tag in ("STMTTRN", "STMTTRNP"):
            yield _bank_line(entry, currency, original, where)
        elif (line := _investment_line(entry, currency, names, original, where)) is not None:
            yield line


def _investment_entries(node: _Node) -> Iterator[_Node]:
    for listed in node.every("INVTRANLIST"):
        for entry in listed.nodes:
            yield from entry.every("STMTTRN") if entry.tag == "INVBANKTRAN" else (entry,)
    yield from node.every("STMTTRNP")


def _bank_line(entry: _Node, currency: str, original: str, where: str) -> Line:
    pending = entry.tag == "STMTTRNP"
    booked = entry.leaf("DTPOSTED") or (entry.leaf("DTTRAN") if pending else "")
    if not booked and not pending:
        raise StatementError("the transaction has no booking date (DTPOSTED)", where)
    name = entry.leaf("NAME") or entry.under("PAYEE", "NAME")
    value = entry.leaf("DTAVAIL") or entry.leaf("VALUEDATE")
    return Line(
        booked=_day(booked, where) if booked else None,
        value=_day(value, where) if value else None,
        amount=_amount(entry.leaf("TRNAMT"), where),
        currency=iso_currency(entry.under("CURRENCY", "CURSYM") or currency, where),
        status="pending" if pending else "booked",
        counterparty=given(name),
        counterparty_account=given(entry.under("BANKACCTTO", "ACCTID") or entry.under("CCACCTTO", "ACCTID")),
        text=words(name, entry.leaf("MEMO")) or words(entry.leaf("CHECKNUM"), entry.leaf("TRNTYPE")),
        reference=given(entry.leaf("CHECKNUM") or entry.leaf("REFNUM")),
        bank_id=given(entry.leaf("FITID")),
        kind=_LINE_KINDS.get(entry.leaf("TRNTYPE").upper()),
        original=original,
        where=where,
    )


def _investment_line(
    entry: _Node, currency: str, names: dict[str, str], original: str, where: str
) -> Line | None:
    """The cash that a purchase, sale or income moved, or None for what moves only units."""
    order = next((node for node in entry.nodes if node.tag in ("INVBUY", "INVSELL")), None)
    detail = order or entry
    if order is None and entry.tag not in _CASH_KINDS:
        return None
    if not detail.leaf("TOTAL"):
        return None
    traded = next(detail.every("INVTRAN"), _Node("", 0))
    if not traded.leaf("DTTRADE"):
        raise StatementError("the transaction has no trade date (DTTRADE)", where)
    settled = traded.leaf("DTSETTLE")
    security = next(detail.every("SECID"), _Node("", 0)).leaf("UNIQUEID")
    kind = (
        "investment" if order else _INCOME_KINDS.get(entry.leaf("INCOMETYPE").upper(), _CASH_KINDS[entry.tag])
    )
    return Line(
        booked=_day(traded.leaf("DTTRADE"), where),
        value=_day(settled, where) if settled else None,
        amount=_amount(detail.leaf("TOTAL"), where),
        currency=iso_currency(detail.under("CURRENCY", "CURSYM") or currency, where),
        status="booked",
        counterparty=None,
        counterparty_account=None,
        text=words(traded.leaf("MEMO"), names.get(security) or security) or entry.tag,
        reference=None,
        bank_id=given(traded.leaf("FITID")),
        kind=kind,
        original=original,
        where=where,
    )


def _position(pos: _Node, currency: str, names: dict[str, str]) -> Position:
    security = pos.under("SECID", "UNIQUEID")
    where = f"holding {security}"
    price, value, on = pos.leaf("UNITPRICE"), pos.leaf("MKTVAL"), pos.leaf("DTPRICEASOF")
    return Position(
        security=names.get(security) or security,
        security_id=security,
        id_type=given(pos.under("SECID", "UNIQUEIDTYPE")),
        units=_amount(pos.leaf("UNITS"), where),
        price=_amount(price, where) if price else None,
        value=_amount(value, where) if value else None,
        currency=iso_currency(pos.under("CURRENCY", "CURSYM") or currency, where),
        as_of=_day(on, where) if on else None,
    )


def _amount(text: str, where: str) -> Decimal:
    """An OFX amount: the decimal sign is a point or a comma; where both stand, the last one is it."""
    plain = text.replace(" ", "").replace("\xa0", "")
    if plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".") if plain.count(",") == 1 else plain
    else:
        plain = plain.replace(",", "")
    return exact(plain, where)


def _day(text: str, where: str) -> date:
    """The day of YYYYMMDD[HHMMSS[.mmm]][offset]; the offset is left aside: the bank's own day counts."""
    digits = text.replace("-", "", 2)[:8] if text[4:5] == "-" else text[:8]
    if len(digits) < 8:
        raise StatementError(f"'{text[:40]}' is no date", where)
    return day(whole(digits[:4], where), whole(digits[4:6], where), whole(digits[6:], where), where)
