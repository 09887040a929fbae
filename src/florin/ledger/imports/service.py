"""Takes a statement file in: preview, import and undo, each the same reconciliation in one transaction."""

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from florin.kernel.errors import (
    Conflict,
    FieldError,
    FlorinError,
    InvalidInput,
    NotFound,
    StatementUnreadable,
    TooLarge,
)
from florin.kernel.ids import new_id
from florin.kernel.money import MoneyError, to_minor
from florin.kernel.work import Work
from florin.language.slots import Name
from florin.ledger import service as ledger
from florin.ledger.imports import sql
from florin.ledger.imports.placing import Context, place, store_anchors, store_holdings, store_lines
from florin.ledger.imports.reconciliation import move_opening, reconcile
from florin.ledger.imports.rules import layout_of, prepare
from florin.ledger.imports.summary import Outcome, outcome_of
from florin.ledger.statements import CsvProfile, StatementError, StatementFile, read
from florin.ports.environment import Environment
from florin.ports.keys.vault import Vault


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, with what the customer said about it."""

    name: str
    content: bytes
    account: UUID | None = None
    profile: CsvProfile | None = None


def context_of(work: Work, env: Environment) -> Context:
    """What an import of the work's customer needs."""
    currency = work.scalar(sql.HOUSEHOLD, customer=work.customer)
    return Context(env.vault(work.customer), env.clock.now(), work.today(env.clock), currency)


def parse(upload: Upload, *, max_bytes: int) -> StatementFile:
    """Reads the file; StatementUnreadable or TooLarge say why it cannot be."""
    if len(upload.content) > max_bytes:
        raise TooLarge(
            f"{upload.name} has more than {max_bytes // 2**20} MiB",
            reason="file",
            slots={"file": Name(upload.name), "most": max_bytes // 2**20},
        )
    try:
        return read(upload.content, name=upload.name, profile=upload.profile, max_bytes=max_bytes)
    except StatementError as error:
        raise StatementUnreadable(str(error)) from None


def preview(work: Work, context: Context, upload: Upload, *, max_bytes: int) -> UUID:
    """Stores the file and what its import would do, by doing it and rolling back; a bad file is stored as
    failed. The same file, looked at already, is looked at again under the same id."""
    mac = _mac(context, upload)
    alike = work.scalar(sql.ALIKE, customer=work.customer, mac=mac, account=upload.account)
    if alike is not None:
        refresh(work, context, alike, stored_upload(work, context.vault, alike), max_bytes=max_bytes)
        return alike
    identifier = _add(work, context, upload)
    content = context.vault.seal(zlib.compress(upload.content, 3))
    work.run(sql.ADD_FILE, id=identifier, customer=work.customer, content=content)
    refresh(work, context, identifier, upload, max_bytes=max_bytes)
    return identifier


def _add(work: Work, context: Context, upload: Upload) -> UUID:
    identifier = new_id()
    values = {"id": identifier, "customer": work.customer, "account": upload.account, "now": context.now}
    personal = context.vault.seal_fields({"file": upload.name})
    work.run(sql.ADD_IMPORT, personal=personal, mac=_mac(context, upload), **values)
    return identifier


def _mac(context: Context, upload: Upload) -> bytes:
    return context.vault.code(hashlib.sha256(upload.content).hexdigest())


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
        raise NotFound("there is no such import, or it is finished", reason="import")
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
        raise NotFound("there is no such import", reason="import")
    if row.state in ("confirmed", "imported"):
        return
    if row.state != "preview":
        raise Conflict(f"this import is {row.state}", reason="import")
    _remember(work, vault, stored_upload(work, vault, identifier))
    work.run(sql.SET_STATE, id=identifier, state="confirmed")
    work.emit("ImportConfirmed", work.customer, {"import": str(identifier)})


def ask_undo(work: Work, identifier: UUID) -> None:
    """Asks the workers to take an import back; a second time changes nothing."""
    row = work.first(sql.LOCK_STATE, id=identifier)
    if row is None:
        raise NotFound("there is no such import", reason="import")
    if row.state in ("undoing", "undone"):
        return
    if row.state != "imported":
        raise Conflict(f"this import is {row.state}, not imported", reason="import")
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
        raise NotFound("there is no such import", reason="import")
    if row.state not in ("preview", "failed"):
        raise Conflict("only a preview can be discarded; an import can be undone", reason="not-a-preview")
    work.run(sql.DISCARD, id=identifier)


def run(work: Work, context: Context, identifier: UUID, *, max_bytes: int) -> None:
    """Imports a confirmed file in this one transaction; nothing where it is done."""
    row = work.first(sql.LOCK_STATE, id=identifier)
    if row is None or row.state not in ("preview", "confirmed"):
        return
    _import(work, context, identifier, stored_upload(work, context.vault, identifier), max_bytes=max_bytes)


def bring(work: Work, context: Context, upload: Upload, *, max_bytes: int) -> UUID:
    """Imports a file at once, without a preview; a bad file is stored as failed and changes nothing else."""
    identifier = _add(work, context, upload)
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
        raise NotFound("there is no such import", reason="import")
    if row.state == "undone":
        return
    if row.state not in ("imported", "undoing"):
        raise Conflict(f"this import is {row.state}, not imported", reason="import")
    work.first(sql.LOCK_CUSTOMER, customer=work.customer)
    work.run(sql.SET_STATE, id=identifier, state="undone")
    accounts = [r.account_id for r in work.all(sql.ACCOUNTS_OF, id=identifier)]
    reconcile(work, context, identifier)
    for account in accounts:
        move_opening(work, context, account)
    orphaned = work.all(sql.ORPHANED_PLANS, customer=work.customer, accounts=accounts)
    ledger.cancel_planned(work, [row.id for row in orphaned])
    work.run(sql.FINISHED, id=identifier, now=context.now)
    work.emit("StatementUndone", work.customer, {"import": str(identifier)})


def _apply(
    work: Work, context: Context, identifier: UUID, file: StatementFile, account: UUID | None
) -> Outcome:
    work.first(sql.LOCK_CUSTOMER, customer=work.customer)
    found = [place(work, context, s, file, account) for s in file.statements]
    work.run(sql.SET_STATE, id=identifier, state="imported")
    for each in found:
        each.prepared = [prepare(line, each.currency) for line in each.statement.lines]
    store_lines(work, context, identifier, file, found)
    store_anchors(work, identifier, found)
    store_holdings(work, identifier, found)
    for currency, _ in Counter(each.currency for each in found for _ in each.prepared).most_common(1):
        work.run(sql.COUNT_IN, customer=work.customer, currency=currency, id=identifier)
    posted = reconcile(work, context, identifier)
    for each in dict.fromkeys(f.account for f in found):
        move_opening(work, context, each)
    return outcome_of(work, identifier, file, found, posted)


def tell_balance(work: Work, env: Environment, account: UUID, amount: Decimal) -> None:
    """What the customer says that an account elsewhere holds today; its opening entry follows.

    NotFound, or InvalidInput for an account here and for an amount finer than the currency.
    """
    work.first(sql.LOCK_CUSTOMER, customer=work.customer)
    row = work.first(sql.ACCOUNT, id=account)
    if row is None:
        raise NotFound("there is no such account", reason="account")
    if row.here:
        raise _wrong_balance("is kept by the bank", "bank-keeps")
    try:
        minor = to_minor(amount, row.currency)
    except MoneyError as error:
        raise _wrong_balance(str(error), error.code) from None
    context = context_of(work, env)
    work.run(sql.FORGET_TOLD, account=account)
    work.run(sql.TELL_BALANCE, account=account, customer=work.customer, day=context.today, amount=minor)
    move_opening(work, context, account)
    work.emit("AccountChanged", work.customer, {"account": str(account)})


def _wrong_balance(message: str, code: str) -> InvalidInput:
    return InvalidInput("the balance cannot be set", fields=[FieldError("balance", message, code)])


def kept_lines(work: Work, identifier: UUID) -> int:
    """How many lines of an undone import stay, because another import holds them too."""
    return work.scalar(sql.KEPT, id=identifier)


def found_profile(work: Work, vault: Vault, identifier: UUID) -> CsvProfile | None:
    """How a previewed CSV was read; None for other formats."""
    row = work.first(sql.IMPORT, id=identifier)
    profile = vault.open_fields(row.summary).get("profile") if row else None
    return CsvProfile.from_dict(profile) if profile else None
