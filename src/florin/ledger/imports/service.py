"""Takes a statement file in: preview, import and undo, each the same reconciliation in one transaction."""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from florin.kernel.errors import Conflict, FlorinError, InvalidInput, NotFound, StatementUnreadable, TooLarge
from florin.kernel.ids import new_id
from florin.kernel.money import amount_text, is_currency, round_minor, scale_of
from florin.kernel.work import Work
from florin.ledger import service as ledger
from florin.ledger.imports import sql
from florin.ledger.imports.rules import (
    Prepared,
    Refusal,
    account_code,
    anchors,
    layout_of,
    matching_text,
    opening_amount,
    prepare,
    scheme_of,
    stated_currency,
)
from florin.ledger.statements import CsvProfile, Position, Statement, StatementError, StatementFile, read
from florin.ports.keys.vault import Vault

SHOWN_LINES = 50


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, with what the customer said about it."""

    name: str
    content: bytes
    account: UUID | None = None
    profile: CsvProfile | None = None


@dataclass(slots=True)
class Found:
    """One statement of a file, and the account that it belongs to."""

    statement: Statement
    account: UUID
    fresh: bool
    currency: str
    prepared: list[Prepared] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What every step needs: the customer's vault, both clocks' readings, and the household's currency."""

    vault: Vault
    now: datetime
    today: date
    currency: str


def parse(upload: Upload, *, max_bytes: int) -> StatementFile:
    """Reads the file; StatementUnreadable or TooLarge say why it cannot be."""
    if len(upload.content) > max_bytes:
        raise TooLarge(f"{upload.name} has more than {max_bytes // 2**20} MiB")
    try:
        return read(upload.content, name=upload.name, profile=upload.profile, max_bytes=max_bytes)
    except StatementError as error:
        raise StatementUnreadable(str(error)) from None


def preview(work: Work, context: Context, upload: Upload, *, max_bytes: int) -> UUID:
    """Stores the file and what its import would do, by doing it and rolling back; a bad file is stored as
    failed."""
    identifier = new_id()
    values = {"id": identifier, "customer": work.customer, "account": upload.account, "now": context.now}
    work.run(sql.ADD_IMPORT, personal=context.vault.seal_fields({"file": upload.name}), **values)
    content = context.vault.seal(zlib.compress(upload.content, 3))
    work.run(sql.ADD_FILE, id=identifier, customer=work.customer, content=content)
    refresh(work, context, identifier, upload, max_bytes=max_bytes)
    return identifier


def refresh(work: Work, context: Context, identifier: UUID, upload: Upload, *, max_bytes: int) -> None:
    """Looks again at a stored file, with another profile or account."""
    personal = {"file": upload.name, "profile": upload.profile.to_dict() if upload.profile else None}
    try:
        file = read_as_before(work, context.vault, upload, max_bytes=max_bytes)
        savepoint = work.connection.begin_nested()
        try:
            outcome = _apply(work, context, identifier, file, upload.account)
        finally:
            savepoint.rollback()
            work.wakes.clear()
    except FlorinError as error:
        work.run(
            sql.FAIL, id=identifier, personal=context.vault.seal_fields({**personal, "error": error.detail})
        )
        return
    summary = context.vault.seal_fields(outcome.summary)
    values = {"format": file.format, "summary": summary, **outcome.counts}
    work.run(sql.PREVIEWED, id=identifier, personal=context.vault.seal_fields(personal), **values)


def stored_upload(work: Work, vault: Vault, identifier: UUID) -> Upload:
    """The file of an import that is not finished; NotFound where there is none."""
    row = work.first(sql.STORED, id=identifier)
    if row is None:
        raise NotFound("there is no such import, or it is finished")
    personal = vault.open_fields(row.personal)
    profile = personal.get("profile")
    content = zlib.decompress(vault.open(row.content))
    return Upload(
        personal["file"], content, row.account_id, CsvProfile.from_dict(profile) if profile else None
    )


def confirm(work: Work, vault: Vault, identifier: UUID) -> None:
    """Asks the workers to import a previewed file; a second time changes nothing.

    Where the customer corrected how a CSV is read, that is remembered for the next file like it.
    """
    row = work.first(sql.STATE, id=identifier)
    if row is None:
        raise NotFound("there is no such import")
    if row.state in ("confirmed", "imported"):
        return
    if row.state != "preview":
        raise Conflict(f"this import is {row.state}")
    _remember(work, vault, stored_upload(work, vault, identifier))
    work.run(sql.SET_STATE, id=identifier, state="confirmed")
    work.emit("ImportConfirmed", work.customer, {"import": str(identifier)})


def ask_undo(work: Work, identifier: UUID) -> None:
    """Asks the workers to take an import back; a second time changes nothing."""
    row = work.first(sql.LOCK_STATE, id=identifier)
    if row is None:
        raise NotFound("there is no such import")
    if row.state in ("undoing", "undone"):
        return
    if row.state != "imported":
        raise Conflict(f"this import is {row.state}, not imported")
    work.run(sql.SET_STATE, id=identifier, state="undoing")
    work.emit("ImportUndoAsked", work.customer, {"import": str(identifier)})


def _remember(work: Work, vault: Vault, upload: Upload) -> None:
    """Keeps a corrected reading for the next file with the same heading."""
    if upload.profile is not None:
        code = vault.code(layout_of(upload.content, upload.profile))
        sealed = vault.seal_fields({"profile": upload.profile.to_dict()})
        work.run(sql.SAVE_PROFILE, customer=work.customer, code=code, profile=sealed)


def read_as_before(work: Work, vault: Vault, upload: Upload, *, max_bytes: int) -> StatementFile:
    """Reads the file; a CSV whose heading was corrected before is read in the corrected way again."""
    file = parse(upload, max_bytes=max_bytes)
    if file.profile is None or upload.profile is not None:
        return file
    code = vault.code(layout_of(upload.content, file.profile))
    sealed = work.scalar(sql.PROFILE, customer=work.customer, code=code)
    if sealed is None:
        return file
    kept = CsvProfile.from_dict(vault.open_fields(sealed)["profile"])
    return parse(replace(upload, profile=kept), max_bytes=max_bytes)


def discard(work: Work, identifier: UUID) -> None:
    """Forgets a preview; Conflict once it is confirmed."""
    row = work.first(sql.STATE, id=identifier)
    if row is None:
        raise NotFound("there is no such import")
    if row.state not in ("preview", "failed"):
        raise Conflict("only a preview can be discarded; an import can be undone")
    work.run(sql.DISCARD, id=identifier)


def run(work: Work, context: Context, identifier: UUID, *, max_bytes: int) -> None:
    """Imports a confirmed file in this one transaction; nothing where it is done."""
    row = work.first(sql.LOCK_STATE, id=identifier)
    if row is None or row.state not in ("preview", "confirmed"):
        return
    _import(work, context, identifier, stored_upload(work, context.vault, identifier), max_bytes=max_bytes)


def bring(work: Work, context: Context, upload: Upload, *, max_bytes: int) -> UUID:
    """Imports a file at once, without a preview; a bad file is stored as failed and changes nothing else."""
    identifier = new_id()
    values = {"id": identifier, "customer": work.customer, "account": upload.account, "now": context.now}
    work.run(sql.ADD_IMPORT, personal=context.vault.seal_fields({"file": upload.name}), **values)
    _import(work, context, identifier, upload, max_bytes=max_bytes)
    return identifier


def _import(work: Work, context: Context, identifier: UUID, upload: Upload, *, max_bytes: int) -> None:
    savepoint = work.connection.begin_nested()
    try:
        file = read_as_before(work, context.vault, upload, max_bytes=max_bytes)
        outcome = _apply(work, context, identifier, file, upload.account)
        savepoint.commit()
    except FlorinError as error:
        savepoint.rollback()
        work.wakes.clear()
        personal = context.vault.seal_fields({"file": upload.name, "error": error.detail})
        work.run(sql.FAIL, id=identifier, personal=personal)
        work.emit("ImportFailed", work.customer, {"import": str(identifier)})
        return
    summary = context.vault.seal_fields(outcome.summary)
    work.run(
        sql.FINISH,
        id=identifier,
        state="imported",
        now=context.now,
        format=file.format,
        summary=summary,
        **outcome.counts,
    )
    work.run(sql.DROP_FILE, id=identifier)
    work.emit("StatementImported", work.customer, {"import": str(identifier)})


def undo(work: Work, context: Context, identifier: UUID) -> None:
    """Takes a whole import back: lines that no other import holds are reversed; a second time changes
    nothing."""
    row = work.first(sql.LOCK_STATE, id=identifier)
    if row is None:
        raise NotFound("there is no such import")
    if row.state == "undone":
        return
    if row.state not in ("imported", "undoing"):
        raise Conflict(f"this import is {row.state}, not imported")
    work.first(sql.LOCK_CUSTOMER, customer=work.customer)
    work.run(sql.SET_STATE, id=identifier, state="undone")
    accounts = [r.account_id for r in work.all(sql.ACCOUNTS_OF, id=identifier)]
    reconcile(work, context, identifier)
    for account in accounts:
        _move_opening(work, context, account)
    work.run(sql.FINISHED, id=identifier, now=context.now)
    work.emit("StatementUndone", work.customer, {"import": str(identifier)})


# The import itself ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: its counts, and the summary shown to the customer."""

    counts: dict[str, int]
    summary: dict[str, Any]


def _apply(
    work: Work, context: Context, identifier: UUID, file: StatementFile, account: UUID | None
) -> Outcome:
    work.first(sql.LOCK_CUSTOMER, customer=work.customer)
    found = [_place(work, context, s, file, account) for s in file.statements]
    work.run(sql.SET_STATE, id=identifier, state="imported")
    for each in found:
        each.prepared = [prepare(line, each.currency) for line in each.statement.lines]
    _store_lines(work, context, identifier, file, found)
    _store_anchors(work, identifier, found)
    _store_holdings(work, identifier, found)
    posted = reconcile(work, context, identifier)
    for each in dict.fromkeys(f.account for f in found):
        _move_opening(work, context, each)
    return _outcome(work, identifier, file, found, posted)


def _place(
    work: Work, context: Context, statement: Statement, file: StatementFile, account: UUID | None
) -> Found:
    """The account of a statement: the one that was named, one seen before, or a new one."""
    if account is not None:
        row = work.first(sql.ACCOUNT, id=account)
        if row is None:
            raise InvalidInput("there is no such account", fields=[])
        if (stated_currency(statement.currency) or row.currency) != row.currency:
            raise InvalidInput(f"the statement is in {statement.currency}, the account in {row.currency}")
        if row.here and work.caller.kind == "customer":
            raise Conflict("this account is kept at this bank, which already knows its transactions")
        return Found(statement, account, fresh=False, currency=row.currency)
    layout = f"{file.profile.delimiter}{file.profile.columns}" if file.profile else ""
    code = account_code(statement, scheme_of(file.format), layout)
    currency = stated_currency(statement.currency) or context.currency
    if not is_currency(currency):
        raise InvalidInput(f"the statement is in {currency}, which is no currency of ISO 4217")
    row = work.first(
        sql.ACCOUNT_BY_CODE, customer=work.customer, mac=context.vault.code(code), currency=currency
    )
    if row is not None:
        return Found(statement, row.id, fresh=False, currency=currency)
    return Found(statement, _open(work, context, statement, code, currency), fresh=True, currency=currency)


def _open(work: Work, context: Context, statement: Statement, code: str, currency: str) -> UUID:
    days = [line.booked for line in statement.lines if line.booked]
    kind = "current" if statement.kind == "unknown" else statement.kind
    return ledger.open_account(
        work,
        context.vault,
        kind=kind,
        here=False,
        currency=currency,
        opened=min(days, default=context.today),
        now=context.now,
        name="",
        number=statement.account,
        match=code,
        bank=statement.bank,
        owner=statement.owner,
    )


def _store_lines(
    work: Work, context: Context, identifier: UUID, file: StatementFile, found: Sequence[Found]
) -> None:
    vault = context.vault
    scheme = scheme_of(file.format)
    lines = [(each, p, p.line) for each in found for p in each.prepared]
    work.run(
        sql.ADD_LINES,
        customer=work.customer,
        id=identifier,
        scheme=scheme,
        accounts=[each.account for each, _, _ in lines],
        statuses=[p.status for _, p, _ in lines],
        bookeds=[line.booked for _, _, line in lines],
        values_=[line.value for _, _, line in lines],
        amounts=[p.minor for _, p, _ in lines],
        currencies=[each.currency for each, _, _ in lines],
        bank_macs=[vault.code(f"id {line.bank_id}") if line.bank_id else None for _, _, line in lines],
        text_macs=[vault.code(matching_text(line)) for _, _, line in lines],
        personals=[vault.seal_fields(_words(line)) for _, _, line in lines],
    )


def _words(line: Any) -> dict[str, Any]:
    names = ("text", "counterparty", "counterparty_account", "reference", "kind", "original", "where")
    return {name: getattr(line, name) for name in names} | {"amount": str(line.amount)}


def _store_anchors(work: Work, identifier: UUID, found: Sequence[Found]) -> None:
    rows = [(f.account, day, minor) for f in found for day, minor in anchors(f.statement, f.currency)]
    accounts, days, amounts = ([r[i] for r in rows] for i in range(3))
    work.run(
        sql.ADD_ANCHORS, id=identifier, customer=work.customer, accounts=accounts, days=days, amounts=amounts
    )


def _store_holdings(work: Work, identifier: UUID, found: Sequence[Found]) -> None:
    rows = [
        _holding(f, p) | {"id": identifier, "customer": work.customer, "line": number}
        for f in found
        for number, p in enumerate(f.statement.positions, 1)
    ]
    if rows:
        work.connection.execute(sql.ADD_HOLDING, rows)


def _holding(found: Found, position: Position) -> dict[str, Any]:
    """A holding as it is stored; its value only where it is in the account's currency."""
    same = (stated_currency(position.currency) or found.currency) == found.currency
    minor = None if position.value is None else round_minor(position.value.scaleb(scale_of(found.currency)))
    return {
        "account": found.account,
        "as_of": position.as_of,
        "security_id": position.security_id,
        "security": position.security,
        "units": position.units,
        "price": position.price,
        "value": minor if same else None,
        "currency": found.currency,
    }


def reconcile(work: Work, context: Context, identifier: UUID) -> set[tuple[UUID, date, int, int]]:
    """Makes the journal hold as many equal lines as the live imports tell, for every day that this import
    touches.

    Per account, day and amount the number of real lines is, of all formats, the largest of: its distinct
      bank ids
    plus, for lines without one, the largest count of each text in any one file. Returns the (account, day,
      amount,
    slot) that were posted.
    """
    actions = work.all(sql.RECONCILE, id=identifier)
    posts = [a for a in actions if a.entry_id is None]
    entries = _entries(work, context, posts)
    booked = ledger.record(work, entries)
    if posts:
        _save_slots(work, posts, [b.entry for b in booked])
    gone = [a for a in actions if a.entry_id is not None]
    if gone:
        ledger.record(work, ledger.reversals(work, [a.entry_id for a in gone]))
        work.run(sql.CLOSE_SLOTS, entries=[a.entry_id for a in gone])
        work.run(sql.UNMATCH_PLANNED, customer=work.customer, entries=[a.entry_id for a in gone])
    for row in work.all(sql.MATCH_PLANNED, customer=work.customer):
        work.emit("PlannedMatched", work.customer, {"planned": str(row.id)})
    return {(a.account_id, a.booked, a.amount, a.slot) for a in posts}


def _entries(work: Work, context: Context, posts: Sequence[Any]) -> list[ledger.Entry]:
    external = {c: ledger.external_account(work, c, context.now) for c in {p.currency for p in posts}}
    return [
        ledger.Entry(
            source="statement",
            reference=f"{p.account_id}:{p.booked}:{p.amount}:{p.slot}:{p.revision}",
            booked=p.booked,
            kind="statement",
            legs=(ledger.Leg(p.account_id, p.amount), ledger.Leg(external[p.currency], -p.amount)),
        )
        for p in posts
    ]


def _save_slots(work: Work, posts: Sequence[Any], entries: Sequence[int]) -> None:
    work.run(
        sql.SAVE_SLOTS,
        customer=work.customer,
        accounts=[p.account_id for p in posts],
        bookeds=[p.booked for p in posts],
        amounts=[p.amount for p in posts],
        slots=[p.slot for p in posts],
        revisions=[p.revision for p in posts],
        entries=list(entries),
    )


def _move_opening(work: Work, context: Context, account: UUID) -> None:
    """Reverses and reposts the account's opening entry where the stated balances now imply another."""
    implied = work.all(sql.IMPLIED_OPENINGS, account=account)
    row = work.first(sql.OPENING_NOW, account=account)
    amount = opening_amount((r.day, r.amount) for r in implied)
    first = work.scalar(sql.FIRST_DAY, account=account)
    day = (first or context.today) - timedelta(days=1)
    if row is not None and (row.amount, row.day) == (amount, day):
        return
    if row is not None and row.entry_id is not None:
        ledger.record(work, ledger.reversals(work, [row.entry_id]))
    revision = 1 if row is None else row.revision + 1
    entry = _post_opening(work, context, account, amount, day, revision) if amount and first else None
    values = {"day": day, "amount": amount, "revision": revision, "entry": entry}
    work.run(sql.SAVE_OPENING, account=account, customer=work.customer, **values)


def _post_opening(work: Work, context: Context, account: UUID, amount: int, day: date, revision: int) -> int:
    currency = work.scalar(sql.CURRENCY, id=account)
    external = ledger.external_account(work, currency, context.now)
    legs = (ledger.Leg(account, amount), ledger.Leg(external, -amount))
    entry = ledger.Entry("opening", f"{account}:{revision}", day, "opening", legs)
    (booked,) = ledger.record(work, [entry])
    return booked.entry


# What the customer is shown ------------------------------------------------------------


def _outcome(
    work: Work,
    identifier: UUID,
    file: StatementFile,
    found: Sequence[Found],
    posted: set[tuple[UUID, date, int, int]],
) -> Outcome:
    slots = iter(work.all(sql.SLOTS_OF, id=identifier))
    unclaimed = set(posted)
    shown = [_statement_summary(each, [next(slots) for _ in each.prepared], unclaimed) for each in found]
    counts = {name: sum(s[name] for s in shown) for name in ("added", "duplicates", "pending")}
    summary = {"statements": shown, "warnings": list(file.warnings), "format": file.format}
    if file.profile is not None:
        summary["profile"] = file.profile.to_dict()
    return Outcome(counts, summary)


def _statement_summary(
    found: Found, slots: Sequence[Any], unclaimed: set[tuple[UUID, date, int, int]]
) -> dict[str, Any]:
    statement = found.statement
    fresh = [_claim(s, unclaimed) for s in slots]
    count = Counter(p.status for p in found.prepared)
    days = [p.line.booked for p in found.prepared if p.status == "booked" and p.line.booked]
    moving = [p.minor or 0 for p in found.prepared if p.status == "booked"]
    added = sum(fresh)
    text = _amount_text(found.currency)
    return {
        "account_id": str(found.account),
        "is_new_account": found.fresh,
        "number": statement.account,
        "bank": statement.bank,
        "kind": "current" if statement.kind == "unknown" else statement.kind,
        "currency": found.currency,
        "opening": None if statement.opening is None else str(statement.opening),
        "closing": None if statement.closing is None else str(statement.closing),
        "credits": text(sum(m for m in moving if m > 0)),
        "debits": text(-sum(m for m in moving if m < 0)),
        "balanced": statement.balanced,
        "added": added,
        "duplicates": sum(1 for m in moving if m) - added,
        "pending": count["pending"],
        "refused": [_refusal(p.refusal) for p in found.prepared if p.refusal],
        "first": min(days, default=None),
        "last": max(days, default=None),
        "lines": [_shown_line(p, new) for p, new in zip(found.prepared[:SHOWN_LINES], fresh, strict=False)],
        "positions": len(statement.positions),
        "warnings": list(statement.warnings),
    }


def _claim(slot: Any, unclaimed: set[tuple[UUID, date, int, int]]) -> bool:
    """Whether this line's entry is new by this import; each new entry is claimed by one line."""
    key = (slot.account_id, slot.booked, slot.amount, slot.slot)
    if slot.slot is None or key not in unclaimed:
        return False
    unclaimed.remove(key)
    return True


def _shown_line(prepared: Prepared, fresh: bool) -> dict[str, Any]:
    line = prepared.line
    return {
        "booked": line.booked,
        "amount": str(line.amount),
        "text": line.text,
        "counterparty": line.counterparty,
        "status": prepared.status,
        "duplicate": prepared.status == "booked" and bool(prepared.minor) and not fresh,
    }


def _refusal(refusal: Refusal) -> dict[str, str]:
    return {"where": refusal.where, "reason": refusal.reason}


def _amount_text(currency: str) -> Callable[[int], str]:
    return lambda minor: amount_text(minor, currency)


def found_profile(work: Work, vault: Vault, identifier: UUID) -> CsvProfile | None:
    """How a previewed CSV was read; None for other formats."""
    row = work.first(sql.IMPORT, id=identifier)
    profile = vault.open_fields(row.summary).get("profile") if row else None
    return CsvProfile.from_dict(profile) if profile else None
