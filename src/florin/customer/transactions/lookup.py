"""One transaction by the id that it bears towards the outside."""

import re
from typing import Any

from sqlalchemy import text

from florin.kernel.errors import NotFound
from florin.kernel.work import Work

_PUBLIC = re.compile(r"e(\d{1,18})\.(\d{1,4})|l(\d{1,18})")
_ONE = text("""
select t.*, l.personal as line_personal, l.import_id, o.personal as entry_personal, s.source,
       s.reference as entry_reference, i.personal as import_personal, i.finished as imported,
       m.note, m.tags, m.parts, m.attachments
  from derived.transaction t
  left join derived.mark m on m.entry_id = t.entry_id and m.line = t.line
  left join statement_line l on l.id = t.statement_line_id
  left join statement_import i on i.id = l.import_id
  left join original o on o.entry_id = t.entry_id
  left join lateral entry_key(t.entry_id) s on true
 where t.customer_id = :customer
   and (t.entry_id = :entry and t.line = :line or t.entry_id is null and t.statement_line_id = :said)
""")
_LEGS = text("""
select p.account_id, p.amount, p.currency, a.kind, a.personal from posting p join account a on a.id =
  p.account_id
 where p.entry_id = :entry order by p.line
""")


def public_id(row: Any) -> str:
    """The id of a transaction towards the outside: its entry and leg, or its statement line where it has
    no entry."""
    return f"l{row.statement_line_id}" if row.entry_id is None else f"e{row.entry_id}.{row.line}"


def one(work: Work, identifier: str) -> Any:
    """One transaction with its sealed original and what is written on it; NotFound where it is not the
    caller's."""
    parts = _PUBLIC.fullmatch(identifier)
    entry, line, said = (int(p) if p else None for p in parts.groups()) if parts else (None, None, None)
    row = work.first(_ONE, customer=work.customer, entry=entry, line=line, said=said) if parts else None
    if row is None:
        raise NotFound("there is no such transaction", reason="transaction")
    return row


def legs(work: Work, row: Any) -> list[Any]:
    """The legs of a transaction's entry; none where it has no entry."""
    return work.all(_LEGS, entry=row.entry_id) if row.entry_id is not None else []
