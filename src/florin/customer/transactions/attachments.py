"""Pictures and documents on a transaction: kept sealed, given back only as what they are."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.transactions import lookup, marks
from florin.customer.transactions.rules.files import MOST_FILES, name_of, type_of
from florin.kernel.errors import FieldError, InvalidInput, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

_COUNT = text("select count(*) from attachment where mark_id = :mark")
_ADD = text("""
insert into attachment (id, mark_id, customer_id, size, personal, content, created)
values (:id, :mark, :customer, :size, :personal, :content, :now)
""")
_LIST = text("""
select a.id, a.size, a.personal, a.created from attachment a join transaction_mark m on m.id = a.mark_id
 where m.entry_id = :entry and m.line = :line order by a.created, a.id
""")
_ONE = text("""
select a.personal, a.content from attachment a join transaction_mark m on m.id = a.mark_id
 where a.id = :id and m.entry_id = :entry and m.line = :line
""")
_REMOVE = text("delete from attachment where id = :id and mark_id = :mark")


@dataclass(frozen=True, slots=True)
class File:
    """An opened attachment; `type` is one of rules.files.ENDINGS."""

    name: str
    type: str
    content: bytes


def add(work: Work, env: Environment, identifier: str, told_name: str | None, content: bytes) -> None:
    """Hangs a file on a booked transaction; InvalidInput says why it cannot be, and nothing is kept."""
    media_type = type_of(content)
    marked = marks.place(work, env, identifier)
    if work.scalar(_COUNT, mark=marked.mark) >= MOST_FILES:
        said = FieldError("file", f"there are {MOST_FILES} already", "file-count", {"limit": MOST_FILES})
        raise InvalidInput("the file cannot be attached", fields=[said], reason="attachment")
    vault = env.vault(work.customer)
    work.run(
        _ADD,
        id=new_id(),
        mark=marked.mark,
        customer=work.customer,
        size=len(content),
        personal=vault.seal_fields({"name": name_of(told_name, media_type), "type": media_type}),
        content=vault.seal(content),
        now=env.clock.now(),
    )
    marks.tell(work, vault, marked)


def listed(work: Work, env: Environment, row: Any) -> list[dict[str, Any]]:
    """What hangs on a transaction, without its content, oldest first; size in bytes."""
    if row.entry_id is None:
        return []
    vault = env.vault(work.customer)
    return [
        {"id": str(a.id), "size": a.size, "added": a.created.isoformat(), **vault.open_fields(a.personal)}
        for a in work.all(_LIST, entry=row.entry_id, line=row.line)
    ]


def opened(work: Work, env: Environment, identifier: str, attachment: UUID) -> File:
    """One attachment of a transaction; NotFound where it is not there or not the caller's."""
    row = lookup.one(work, identifier)
    found = work.first(_ONE, id=attachment, entry=row.entry_id, line=row.line)
    if found is None:
        raise _nowhere()
    vault = env.vault(work.customer)
    return File(**vault.open_fields(found.personal), content=vault.open(found.content))


def remove(work: Work, env: Environment, identifier: str, attachment: UUID) -> None:
    """Removes an attachment for good; NotFound where it is not there."""
    marked = marks.place(work, env, identifier)
    if not work.run(_REMOVE, id=attachment, mark=marked.mark):
        raise _nowhere()
    marks.tell(work, env.vault(work.customer), marked)


def _nowhere() -> NotFound:
    return NotFound("there is no such attachment", reason="attachment")
