"""What a customer writes on a transaction, over HTTP: note, tags, parts, attachments."""

from decimal import Decimal
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from florin.customer.transactions import attachments, marks, views
from florin.customer.transactions.api import TransactionDetailOut
from florin.customer.transactions.rules.files import MOST_BYTES
from florin.identity.access import Opened
from florin.kernel.work import Work

router = APIRouter(prefix="/api", tags=["transactions"])
_INLINE = ("image/png", "image/jpeg", "image/webp")
_TYPES = {media_type: {} for media_type in (*_INLINE, "application/pdf")}


class WrittenIn(BaseModel):
    """What is to stand on a transaction; what is left out stays, an empty one is removed."""

    model_config = ConfigDict(extra="forbid")

    note: str | None = None
    tags: list[str] | None = None


class PartIn(BaseModel):
    """A part: its amount in the transaction's currency, with the transaction's sign."""

    model_config = ConfigDict(extra="forbid")

    label: str
    amount: Decimal


class PartsIn(BaseModel):
    """All parts of a transaction, together its amount; none joins it again."""

    model_config = ConfigDict(extra="forbid")

    parts: Annotated[list[PartIn], Field(max_length=100)]


class TagOut(BaseModel):
    """A tag, and how many transactions bear it."""

    name: str
    count: int


class TagsOut(BaseModel):
    """All tags, the most used first."""

    items: list[TagOut]


@router.get("/tags")
def list_tags(access: Opened) -> TagsOut:
    """All tags of the customer, the most used first."""
    with access.work() as work:
        found = marks.tags(work, access.env)
    return TagsOut(items=[TagOut(name=name, count=count) for name, count in found])


@router.patch("/transactions/{identifier}")
def write_on_transaction(identifier: str, written: WrittenIn, access: Opened) -> TransactionDetailOut:
    """Set the note or the tags of a booked transaction; an empty one removes it."""
    given = written.model_fields_set
    note = (written.note or "") if "note" in given else None
    tags = (written.tags or []) if "tags" in given else None
    with access.work() as work:
        marks.write(work, access.env, identifier, marks.Written(note=note, tags=tags))
        return _shown(work, access, identifier)


@router.put("/transactions/{identifier}/parts")
def split_transaction(identifier: str, wanted: PartsIn, access: Opened) -> TransactionDetailOut:
    """Split a booked transaction into 2 to 20 parts that come to exactly its amount; none joins it again."""
    with access.work() as work:
        marks.divide(work, access.env, identifier, [(part.label, part.amount) for part in wanted.parts])
        return _shown(work, access, identifier)


@router.post("/transactions/{identifier}/attachments", status_code=201)
def attach_to_transaction(
    identifier: str, access: Opened, file: Annotated[UploadFile, File()]
) -> TransactionDetailOut:
    """Hang a picture or PDF on a booked transaction: at most 5 MiB each and ten of them."""
    content = file.file.read(MOST_BYTES + 1)
    with access.work() as work:
        attachments.add(work, access.env, identifier, file.filename, content)
        return _shown(work, access, identifier)


@router.get(
    "/transactions/{identifier}/attachments/{attachment}",
    response_class=Response,
    responses={200: {"content": _TYPES}},
)
def get_attachment(identifier: str, attachment: UUID, access: Opened) -> Response:
    """The file itself: a picture to be shown, a PDF to be saved."""
    with access.work() as work:
        found = attachments.opened(work, access.env, identifier, attachment)
    how = "inline" if found.type in _INLINE else "attachment"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(found.name)}",
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type=found.type, headers=headers)


@router.delete("/transactions/{identifier}/attachments/{attachment}", status_code=204)
def remove_attachment(identifier: str, attachment: UUID, access: Opened) -> Response:
    """Remove an attachment for good."""
    with access.work() as work:
        attachments.remove(work, access.env, identifier, attachment)
    return Response(status_code=204)


def _shown(work: Work, access: Opened, identifier: str) -> TransactionDetailOut:
    return TransactionDetailOut.model_validate(views.detail_json(work, access.env, identifier))
