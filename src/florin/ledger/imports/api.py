"""Statement imports over HTTP: upload to a preview, confirm, undo."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel

from florin.identity.access import Opened
from florin.kernel.api import MoneyOut
from florin.kernel.errors import InvalidInput, NotFound
from florin.kernel.work import Work
from florin.ledger.imports import service, sql, views
from florin.ledger.statements import CsvProfile

router = APIRouter(prefix="/api", tags=["imports"])
MOST_FILES = 20


class RefusedOut(BaseModel):
    """A line that cannot be posted, by its place in the file."""

    where: str
    reason: str


class LineOut(BaseModel):
    """A line of a file as the preview shows it; `amount` is the file's own text."""

    booked: str | None
    amount: str
    text: str
    counterparty: str | None
    status: Literal["booked", "pending", "refused"]
    duplicate: bool


class StatementOut(BaseModel):
    """What one statement of a file brings to one account."""

    account: str | None
    account_id: UUID | None
    account_name: str
    is_new_account: bool
    kind: str
    currency: str
    opening: MoneyOut | None
    closing: MoneyOut | None
    credits: MoneyOut
    debits: MoneyOut
    balanced: bool | None
    added: int
    duplicates: int
    pending: int
    refused: list[RefusedOut]
    first: str | None
    last: str | None
    lines: list[LineOut]
    positions: int
    warnings: list[str]


class ColumnOut(BaseModel):
    """A column of a CSV, the role that it was given, and some of its values."""

    index: int
    name: str
    role: str | None
    sample: list[str]


class ProfileOut(BaseModel):
    """How a CSV was read; a customer may correct it."""

    delimiter: str
    encoding: str
    header_row: int | None
    columns: list[ColumnOut]
    roles: list[str]
    date_format: Literal["ymd", "dmy", "mdy"]
    sign: Literal["as_written", "inverted"]
    decimal: str
    currency: str | None


class ProfileIn(BaseModel):
    """A corrected reading of a CSV; what is left out stays as it was found."""

    columns: dict[int, str | None] = {}
    date_format: Literal["ymd", "dmy", "mdy"] | None = None
    decimal: Literal[".", ","] | None = None
    sign: Literal["as_written", "inverted"] | None = None
    currency: str | None = None
    header_row: int | None = None


class PreviewIn(BaseModel):
    """How to look at a stored file again."""

    profile: ProfileIn | None = None
    account: UUID | None = None


class ImportOut(BaseModel):
    """One file: previewed, imported, undone or failed."""

    id: UUID
    file: str
    format: str | None
    state: Literal["preview", "confirmed", "imported", "undoing", "undone", "failed"]
    created: str
    added: int
    duplicates: int
    pending: int
    statements: list[StatementOut]
    warnings: list[str]
    profile: ProfileOut | None
    error: str | None
    kept: int


class ImportsOut(BaseModel):
    """Imports, newest first."""

    items: list[ImportOut]


@router.post("/imports", status_code=201)
def upload_statements(
    access: Opened,
    file: Annotated[list[UploadFile], File()],
    account: Annotated[UUID | None, Form()] = None,
) -> ImportsOut:
    """Look at statement files; nothing is imported before it is confirmed."""
    if len(file) > MOST_FILES:
        raise InvalidInput(
            f"at most {MOST_FILES} files at once", reason="too-many-files", slots={"most": MOST_FILES}
        )
    limit = access.env.settings.statement_max_bytes
    shown = []
    for each in file:
        content = each.file.read(limit + 1)
        with access.work() as work:
            sent = service.Upload(each.filename or "statement", content, account)
            identifier = service.preview(work, service.context_of(work, access.env), sent, max_bytes=limit)
            shown.append(_shown(work, access, identifier))
    return ImportsOut(items=shown)


@router.get("/imports")
def list_imports(access: Opened) -> ImportsOut:
    """Past imports and open previews, newest first, without their lines."""
    with access.work() as work:
        rows = work.all(sql.IMPORTS, customer=access.customer)
        return ImportsOut(items=[_out(work, access, row, lines=False) for row in rows])


@router.get("/imports/{identifier}")
def get_import(identifier: UUID, access: Opened) -> ImportOut:
    """One import with its first lines."""
    with access.work() as work:
        return _shown(work, access, identifier)


@router.post("/imports/{identifier}/preview")
def preview_import(identifier: UUID, again: PreviewIn, access: Opened) -> ImportOut:
    """Look at a stored file again with a corrected CSV reading or another account."""
    with access.work() as work:
        around = service.context_of(work, access.env)
        row = work.first(sql.LOCK_STATE, id=identifier)
        stored = service.stored_upload(work, around.vault, identifier)
        if row is None or row.state not in ("preview", "failed"):
            raise NotFound("there is no such preview", reason="import")
        profile = _corrected(work, access, identifier, stored, again)
        sent = service.Upload(stored.name, stored.content, again.account or stored.account, profile)
        work.run(sql.SET_ACCOUNT, id=identifier, account=sent.account)
        service.refresh(work, around, identifier, sent, max_bytes=access.env.settings.statement_max_bytes)
        return _shown(work, access, identifier)


@router.post("/imports/{identifier}/confirm", status_code=202)
def confirm_import(identifier: UUID, access: Opened) -> ImportOut:
    """Import what was previewed; the workers do it, once, also if this is asked again."""
    with access.work() as work:
        service.confirm(work, access.env.vault(access.customer), identifier)
        return _shown(work, access, identifier)


@router.post("/imports/{identifier}/undo", status_code=202)
def undo_import(identifier: UUID, access: Opened) -> ImportOut:
    """Take a whole import back."""
    with access.work() as work:
        service.ask_undo(work, identifier)
        return _shown(work, access, identifier)


@router.delete("/imports/{identifier}", status_code=204)
def discard_import(identifier: UUID, access: Opened) -> Response:
    """Forget a preview."""
    with access.work() as work:
        service.discard(work, identifier)
    return Response(status_code=204)


def _corrected(
    work: Work, access: Opened, identifier: UUID, stored: service.Upload, again: PreviewIn
) -> CsvProfile | None:
    found = service.found_profile(work, access.env.vault(access.customer), identifier) or stored.profile
    if again.profile is None or found is None:
        return stored.profile
    return views.corrected(found, again.profile.model_dump())


def _shown(work: Work, access: Opened, identifier: UUID) -> ImportOut:
    row = work.first(sql.IMPORT, id=identifier)
    if row is None:
        raise NotFound("there is no such import", reason="import")
    return _out(work, access, row, lines=True)


def _out(work: Work, access: Opened, row: Any, *, lines: bool) -> ImportOut:
    return ImportOut.model_validate(views.import_json(work, access.env, row, lines=lines))
