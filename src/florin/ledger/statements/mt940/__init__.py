"""SWIFT MT940 statements and MT942 interim reports, as banks really write them.

A line of an MT942 counts as booked: the bank reports entries that it has made since its last statement. Only
lines marked as expected (EC, ED) are pending.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from florin.ledger.statements.figures import NO_CURRENCY
from florin.ledger.statements.line_ids import with_sound_ids
from florin.ledger.statements.mt940.details import Details, details_of
from florin.ledger.statements.mt940.fields import (
    Balance,
    Entry,
    Field,
    balance_of,
    entry_of,
    fields_of,
    floor_currency,
    sum_of,
)
from florin.ledger.statements.statement import Line, Statement, StatementError, StatementFile

_INTERIM = {"34F", "13", "13D", "90D", "90C"}
_NO_REFERENCE = {
    "",
    "NONREF",
    "NOREF",
    "NOTPROVIDED",
    "KREF+",
    "EREF+",
    "EREF",
    "KREF",
    "MARF",
    "PREF",
    "NON",
}


@dataclass(slots=True)
class _Block:
    """The fields of one statement as they come."""

    account: str | None = None
    bank: str | None = None
    owner: str | None = None
    currency: str = NO_CURRENCY
    opening: Balance | None = None
    closing: Balance | None = None
    named: bool = False
    ended: bool = False
    entries: list[tuple[Entry, list[str], list[str], Field]] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)


def read_mt940(text: str) -> StatementFile:
    """All statements of the file; one that opened with a balance and just stops was cut short."""
    fields, bank, ended = fields_of(text)
    tags = {each.tag for each in fields}
    interim = bool(tags & _INTERIM) and not tags & {"60F", "60M", "62F", "62M"}
    blocks = list(_blocks(fields, bank))
    last = blocks[-1]
    if last.named and last.opening and not last.closing and not (ended or last.ended):
        raise StatementError(
            "the last statement has an opening but no closing balance: the file was cut short"
        )
    statements = with_sound_ids(_statement(block) for block in blocks)
    return StatementFile("mt942" if interim else "mt940", statements)


def _blocks(fields: list[Field], bank: str | None) -> Iterator[_Block]:
    block = _Block(bank=bank)
    begun = False
    last_tag = ""
    for each in fields:
        if begun and _starts_another(block, each):
            yield block
            block = _Block(bank=bank)
        if each.tag == "-":
            block.ended = True
            continue
        begun = True
        _take(block, each, last_tag)
        last_tag = each.tag
    yield block


def _starts_another(block: _Block, each: Field) -> bool:
    if each.tag == "-":
        return False
    second_opening = each.tag in ("60F", "60M") and block.opening is not None
    return block.ended or second_opening or (each.tag == "20" and (block.named or bool(block.entries)))


def _take(block: _Block, each: Field, last_tag: str) -> None:
    where = f"line {each.line}"
    if each.tag == "61":
        block.entries.append((entry_of(each.text, where), [], [], each))
    elif each.tag in ("86", "NS") and last_tag in ("61", "86", "NS") and block.entries:
        _, details, notes, _ = block.entries[-1]
        (details if each.tag == "86" else notes).append(each.text)
    elif each.tag in ("60F", "60M", "60"):
        block.opening = balance_of(each.text, where)
    elif each.tag in ("62F", "62M", "62"):
        block.closing = balance_of(each.text, where)
    elif each.tag in ("64", "65") and each.text.strip():
        balance_of(each.text, where)  # not kept, but one that is cut shows a cut file
    else:
        _take_header(block, each, where)


def _take_header(block: _Block, each: Field, where: str) -> None:
    text = each.text.strip()
    if each.tag == "20":
        block.named = True
    elif each.tag in ("25", "25P"):
        block.named = True
        block.account = text.splitlines()[0].strip() if text else None
    elif each.tag == "34F":
        block.currency = floor_currency(text, where)
    elif each.tag in ("90D", "90C") and text:
        block.currency, block.sums[each.tag] = sum_of(text, where)
    elif each.tag == "NS":
        block.owner = next((line[2:].strip() for line in text.splitlines() if line[:2] in ("22", "23")), None)


def _statement(block: _Block) -> Statement:
    currency = _currency(block)
    lines = tuple(_line(*each, currency) for each in block.entries)
    opening, closing = block.opening, block.closing
    return Statement(
        account=block.account,
        bank=block.bank or _bank_code(block.account),
        owner=block.owner,
        kind="unknown",
        currency=currency,
        opening=opening.amount if opening else None,
        opening_on=opening.on if opening else None,
        closing=closing.amount if closing else None,
        closing_on=closing.on if closing else None,
        lines=lines,
        warnings=tuple(_contradictions(block, lines)),
    )


def _currency(block: _Block) -> str:
    for balance in (block.opening, block.closing):
        if balance and balance.currency != NO_CURRENCY:
            return balance.currency
    if block.currency != NO_CURRENCY:
        return block.currency
    tail = (block.account or "")[-3:]
    return (
        tail
        if len(block.account or "") > 8 and tail.isascii() and tail.isalpha() and tail.isupper()
        else NO_CURRENCY
    )


def _bank_code(account: str | None) -> str | None:
    code, slash, _ = (account or "").partition("/")
    return code.strip() if slash and code.strip() else None


def _contradictions(block: _Block, lines: tuple[Line, ...]) -> Iterator[str]:
    named = {balance.currency for balance in (block.opening, block.closing) if balance} - {NO_CURRENCY}
    if len(named) > 1:
        yield "the opening and the closing balance are in different currencies"
    if block.opening and not block.closing:
        yield "the statement has no closing balance"
    for tag, sign in (("90D", -1), ("90C", 1)):
        said = block.sums.get(tag)
        found = sum((line.amount for line in lines if line.amount * sign > 0), Decimal(0)) * sign
        if said is not None and said != found:
            yield f"the report announces {said} in {'debits' if sign < 0 else 'credits'} and has {found}"


def _line(entry: Entry, details: list[str], notes: list[str], source: Field, currency: str) -> Line:
    said = details_of(details, notes, entry)
    return Line(
        booked=entry.booked,
        value=entry.value,
        amount=entry.amount,
        currency=currency,
        status="pending" if entry.expected else "booked",
        counterparty=said.party,
        counterparty_account=said.account,
        text=said.text,
        reference=_reference(entry, said),
        bank_id=entry.bank_reference if entry.bank_reference.upper() not in _NO_REFERENCE else None,
        kind="refund" if entry.returned else said.kind,
        original=_original(source, details, notes),
        where=f"line {source.line}",
    )


def _reference(entry: Entry, said: Details) -> str | None:
    for found in (said.reference or "", entry.customer_reference):
        if found and found.upper() not in _NO_REFERENCE:
            return found
    return None


def _original(source: Field, details: list[str], notes: list[str]) -> str:
    parts = [f":61:{source.text}", *(f":86:{text}" for text in details), *(f":NS:{text}" for text in notes)]
    return "\n".join(part.rstrip() for part in parts)
