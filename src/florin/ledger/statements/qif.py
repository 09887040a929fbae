"""QIF as Quicken and its many imitators write it: several accounts, one order of dates in a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from florin.ledger.statements.amounts import amount_of, decimal_sign
from florin.ledger.statements.days import date_order, day_of
from florin.ledger.statements.figures import MAX_LINES, NO_CURRENCY, given, too_many_lines, words
from florin.ledger.statements.statement import Line, Statement, StatementError, StatementFile

_ACCOUNT_KINDS = {
    "bank": "current", "cash": "cash", "ccard": "card", "oth a": "unknown", "oth l": "loan",
    "invst": "investment", "port": "investment", "mutual": "investment", "401(k)/403(b)": "investment",
}  # fmt: skip
_LONGEST_ADDRESS = 500
# Lists that a QIF file also carries; nothing in them is a transaction.
_LISTS = {
    "cat",
    "class",
    "security",
    "memorized",
    "prices",
    "price",
    "budget",
    "invitem",
    "template",
    "tag",
    "bill",
    "tax",
}
# Actions that move cash of an investment account: -1 out, 1 in, 0 as the sign of the amount says.
_CASH_ACTIONS = {
    "buy": -1, "cvrshrt": -1, "sell": 1, "shtsell": 1, "div": 1, "intinc": 1, "cglong": 1, "cgmid": 1,
    "cgshort": 1, "miscinc": 1, "miscexp": -1, "rtrncap": 1, "margint": -1, "cash": 0, "xin": 1,
    "xout": -1, "contrib": 1, "withdrw": -1, "withdrwx": 0,
}  # fmt: skip
_ACTION_KINDS = {
    "div": "dividend",
    "intinc": "interest",
    "margint": "interest",
    "buy": "investment",
    "sell": "investment",
}


@dataclass(slots=True)
class _Record:
    fields: dict[str, str]
    original: list[str]
    line: int
    split: bool = False


@dataclass(slots=True)
class _Account:
    name: str | None
    kind: str
    records: list[_Record] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    accounts: dict[tuple[str | None, str], _Account] = field(default_factory=dict)
    current: tuple[str | None, str] = (None, "")
    section: str = ""  # "" before any header, then account, list or lines
    named: str | None = None
    named_kind: str = ""
    order_hint: str | None = None
    record: _Record | None = None
    count: int = 0
    warnings: list[str] = field(default_factory=list)


def read_qif(text: str) -> StatementFile:
    """All accounts of the file; a record that never ends in '^' shows that the file was cut short."""
    reading = _Reading()
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        line = raw.strip()
        if line:
            _take(reading, line, number)
    if reading.record is not None and reading.section == "lines":
        raise StatementError(
            "the last record does not end in '^': the file was cut short", f"line {reading.record.line}"
        )
    if not reading.section:
        raise StatementError("the file has no QIF header ('!Type:...')")
    records = [record for account in reading.accounts.values() for record in account.records]
    order = _order(reading, records)
    sign, _ = decimal_sign(record.fields.get("T") or record.fields.get("U", "") for record in records)
    statements = tuple(_statement(account, order, sign) for account in reading.accounts.values())
    if not any(statement.lines for statement in statements):
        reading.warnings.append("the file has no transactions")
    return StatementFile("qif", statements, tuple(reading.warnings))


def _take(reading: _Reading, line: str, number: int) -> None:
    if line.startswith("!") and reading.record is None:
        _header(reading, line[1:].strip())
    elif line.startswith("!"):
        raise StatementError("a new section begins inside a record: the file is damaged", f"line {number}")
    elif line == "^":
        _end(reading)
    elif reading.section and not line.startswith("#"):
        _add(reading, line, number)


def _header(reading: _Reading, header: str) -> None:
    word, _, rest = header.partition(":")
    name = rest.strip().lower()
    if word.lower() == "account":
        reading.section = "account"
    elif word.lower() == "type" and name in _LISTS:
        reading.section = "list"
    elif word.lower() == "type":
        kind = _ACCOUNT_KINDS.get(name)
        if kind is None:
            reading.warnings.append(f"the account type '{rest.strip()[:40]}' is not known")
        reading.section = "lines"
        reading.current = (reading.named, kind or "unknown")
        reading.accounts.setdefault(reading.current, _Account(reading.named, kind or "unknown"))
    elif name in ("mdy", "dmy"):
        reading.order_hint = name
    reading.section = reading.section or "list"


def _add(reading: _Reading, line: str, number: int) -> None:
    if reading.record is None:
        reading.record = _Record({}, [], number)
    record = reading.record
    record.original.append(line)
    code, value = line[0], line[1:].strip()
    record.split = record.split or (code in "SE$%" and "S" in record.fields)
    # Within a split D, M and E describe a part; an address (A) has several lines.
    if not (record.split and code in "DM"):
        if code == "A" and len(record.fields.get("A", "")) in range(1, _LONGEST_ADDRESS):
            record.fields["A"] += f" {value}"
        else:
            record.fields.setdefault(code, value)


def _end(reading: _Reading) -> None:
    record, reading.record = reading.record, None
    if record is None:
        return
    if reading.section == "account":
        reading.named = given(record.fields.get("N"))
    elif reading.section == "lines":
        reading.count += 1
        if reading.count > MAX_LINES:
            raise too_many_lines()
        reading.accounts[reading.current].records.append(record)


def _order(reading: _Reading, records: list[_Record]) -> str:
    found = date_order(
        (record.fields.get("D", "") for record in records), fallback=reading.order_hint or "mdy"
    )
    if not found.certain and records and reading.order_hint is None:
        reading.warnings.append("day and month cannot be told apart in any date: read as month/day/year")
    return found.order


def _statement(account: _Account, order: str, sign: str) -> Statement:
    own = account.name or next((name for record in account.records if (name := _opens(record))), None)
    lines = [
        line for record in account.records if (line := _line(record, account.kind, order, sign)) is not None
    ]
    return Statement(
        account=own,
        bank=None,
        owner=None,
        kind=account.kind,
        currency=NO_CURRENCY,
        opening=None,
        opening_on=None,
        closing=None,
        closing_on=None,
        lines=tuple(lines),
    )


def _opens(record: _Record) -> str | None:
    """The account's name as Quicken gives it: its opening record is a transfer from the account to itself."""
    category = record.fields.get("L", "")
    opening = record.fields.get("P", "").lower() in (
        "opening balance",
        "eröffnungssaldo",
        "solde initial",
        "saldo inicial",
    )
    return given(category[1:-1]) if opening and category.startswith("[") and category.endswith("]") else None


def _line(record: _Record, kind: str, order: str, sign: str) -> Line | None:
    where = f"line {record.line}"
    fields = record.fields
    action = fields.get("N", "") if kind == "investment" else ""
    written = fields.get("T") or fields.get("U") or (fields.get("$", "") if kind == "investment" else "")
    if kind == "investment" and (not written or action.lower().rstrip("x") not in _CASH_ACTIONS):
        return None  # moves units, or reminds of something
    if "D" not in fields:
        raise StatementError("the record has no date (D)", where)
    if not written:
        raise StatementError("the record has no amount (T)", where)
    amount = amount_of(written, sign, where)
    direction = _CASH_ACTIONS.get(action.lower().rstrip("x"), 0) if action else 0
    payee, memo = fields.get("P"), fields.get("M")
    return Line(
        booked=day_of(fields["D"], order, where),
        value=None,
        amount=abs(amount).copy_sign(direction) if direction and amount else amount,
        currency=NO_CURRENCY,
        status="booked",
        counterparty=given(payee),
        counterparty_account=None,
        text=words(action, fields.get("Y"), payee, memo)
        or words(fields.get("A"), fields.get("N"), fields.get("L")),
        reference=given(fields.get("N")) if not action else None,
        bank_id=None,
        kind="opening" if _opens(record) else _ACTION_KINDS.get(action.lower().rstrip("x")),
        original="\n".join(record.original),
        where=where,
    )
