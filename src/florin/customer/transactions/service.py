"""Keeps the derived transactions in step with the journal, and answers lists, searches and details."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.kernel.errors import InvalidInput, NotFound
from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

PAGE = 50
_PUBLIC = re.compile(r"e(\d{1,18})\.(\d{1,4})|l(\d{1,18})")
MOST = 200

# Entries that were reversed, or reverse, are not shown; what a live entry says in words comes from the first
# live statement line of its slot, or from what was recorded with it.
_SOURCES = text("""
with wanted as materialized (
  select distinct e.id, e.kind, e.reverses from entry e where e.id = any(:entries)
), live as (
  select w.id, w.kind from wanted w
   where w.reverses is null and not exists (select from entry r where r.reverses = w.id)
)
select p.entry_id, p.line, p.account_id, p.booked, p.amount, p.currency, l.kind as entry_kind, said.id as
  line_id,
       said.value, coalesce(said.personal, o.personal) as personal
  from live l
  join posting p on p.entry_id = l.id and p.customer_id = :customer
  join account a on a.id = p.account_id and a.kind not in ('external', 'internal')
  left join original o on o.entry_id = p.entry_id
  left join statement_slot s on s.entry_id = p.entry_id
  left join lateral (
    select x.id, x.value, x.personal from statement_line x
      join statement_import i on i.id = x.import_id and i.state = 'imported'
     where s.entry_id is not null and x.account_id = s.account_id and x.booked = s.booked and x.amount =
       s.amount
       and x.slot = s.slot and x.status = 'booked' order by x.id limit 1) said on true
""")
_GONE = text("""
delete from derived.transaction t using entry e
 where e.id = any(:entries) and (t.entry_id = e.id or t.entry_id = e.reverses)
""")
_SAVE = text("""
insert into derived.transaction (customer_id, account_id, status, entry_id, line, statement_line_id,
  booked, value,
                                 amount, currency, kind, opening, counterparty, text, search)
select :customer, account, status, entry, line, said, booked, value, amount, currency, kind, opening,
  counterparty,
       words, search
  from unnest(cast(:accounts as uuid[]), cast(:statuses as text[]), cast(:entries as bigint[]),
              cast(:lines as smallint[]), cast(:saids as bigint[]), cast(:bookeds as date[]), cast(:values_
                as date[]),
              cast(:amounts as bigint[]), cast(:currencies as text[]), cast(:kinds as text[]),
              cast(:openings as boolean[]), cast(:counterparties as text[]), cast(:words as text[]),
              cast(:searches as text[]))
       as t(account, status, entry, line, said, booked, value, amount, currency, kind, opening,
         counterparty, words,
            search)
""")
_TOUCHED = text("""
select distinct s.entry_id from statement_line l
  join statement_slot s on s.account_id = l.account_id and s.booked = l.booked and s.amount = l.amount and
    s.live
  left join derived.transaction t on t.entry_id = s.entry_id
 where l.import_id = any(:imports) and l.status = 'booked'
   and not exists (select from statement_line x join statement_import i on i.id = x.import_id and i.state =
     'imported'
                    where x.id = t.statement_line_id and x.slot = s.slot)
""")
_NOT_POSTED_GONE = text("delete from derived.transaction where customer_id = :customer and entry_id is null")
# Pending lines are a picture of one moment: only the account's newest import tells them.
_NOT_POSTED = text("""
with newest as (
  select distinct on (l.account_id) l.account_id, i.id from statement_line l
    join statement_import i on i.id = l.import_id and i.state = 'imported'
   where l.customer_id = :customer order by l.account_id, i.created desc, i.id desc
)
select distinct on (l.account_id, l.status, l.booked, l.text_mac, l.id) l.id as line_id, l.account_id,
  l.status,
       coalesce(l.booked, l.value, i.created::date) as booked, l.value, l.amount, l.currency, l.personal
  from statement_line l
  join statement_import i on i.id = l.import_id and i.state = 'imported'
  join newest n on n.account_id = l.account_id
 where l.customer_id = :customer
   and (l.status = 'refused' or (l.status = 'pending' and l.import_id = n.id))
 order by l.account_id, l.status, l.booked, l.text_mac, l.id
""")
_ENTRIES_OF = text("""
select distinct p.entry_id from posting p join account a on a.id = p.account_id
 where p.customer_id = :customer and a.kind not in ('external', 'internal')
""")
_LIST = text("""
select t.* from derived.transaction t
 where t.customer_id = :customer
   and (cast(:account as uuid) is null or t.account_id = :account)
   and (cast(:since as date) is null or t.booked >= :since)
   and (cast(:until as date) is null or t.booked <= :until)
   and (cast(:status as text) is null or t.status = :status)
   and (cast(:direction as text) is null or (t.amount > 0) = (:direction = 'in'))
   and (cast(:least as bigint) is null or abs(t.amount) >= :least)
   and (cast(:most as bigint) is null or abs(t.amount) <= :most)
   and (cast(:pattern as text) is null or t.search like :pattern)
   and (cast(:import_ as uuid) is null or t.statement_line_id in
        (select id from statement_line where import_id = :import_))
   and (cast(:before as date) is null or (t.booked, t.id) < (:before, :before_id))
   and not (t.opening and t.statement_line_id is null)
 order by t.booked desc, t.id desc limit :limit
""")
_BY_ENTRIES = text("""
select t.* from derived.transaction t where t.customer_id = :customer and t.entry_id = any(:entries)
 order by t.booked desc, t.id desc limit :limit
""")
_ONE = text("""
select t.*, l.personal as line_personal, l.import_id, o.personal as entry_personal, s.source,
       s.reference as entry_reference, i.personal as import_personal, i.finished as imported
  from derived.transaction t
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


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; amounts in minor units of the household's currency, without sign."""

    query: str | None = None
    account: UUID | None = None
    since: date | None = None
    until: date | None = None
    direction: str | None = None
    status: str | None = None
    least: int | None = None
    most: int | None = None
    import_: UUID | None = None


def refresh_entries(work: Work, vault: Vault, entries: Iterable[int]) -> None:
    """Derives again what is shown of these entries of the work's customer."""
    wanted = list(entries)
    if not wanted:
        return
    work.run(_GONE, entries=wanted)
    _save(
        work, [_row(r, vault, "booked") for r in work.all(_SOURCES, entries=wanted, customer=work.customer)]
    )


def refresh_imports(work: Work, vault: Vault, imports: Sequence[str]) -> None:
    """Derives again the lines that these imports touch, and all lines that are not posted."""
    refresh_entries(work, vault, [r.entry_id for r in work.all(_TOUCHED, imports=list(imports))])
    work.run(_NOT_POSTED_GONE, customer=work.customer)
    _save(work, [_row(r, vault, r.status) for r in work.all(_NOT_POSTED, customer=work.customer)])


def rebuild(work: Work, vault: Vault) -> None:
    """Derives everything of the work's customer from nothing."""
    work.run(text("delete from derived.transaction where customer_id = :c"), c=work.customer)
    refresh_entries(work, vault, [r.entry_id for r in work.all(_ENTRIES_OF, customer=work.customer)])
    refresh_imports(work, vault, [])


def _row(row: Any, vault: Vault, status: str) -> dict[str, Any]:
    words = vault.open_fields(row.personal)
    counterparty = words.get("counterparty")
    told = words.get("text") or counterparty or ""
    entry = getattr(row, "entry_id", None)
    kind = words.get("kind") or getattr(row, "entry_kind", None)
    return {
        "accounts": row.account_id,
        "statuses": status,
        "entries": entry,
        "lines": None if entry is None else row.line,
        "saids": row.line_id,
        "bookeds": row.booked,
        "values_": row.value,
        "amounts": row.amount,
        "currencies": row.currency,
        "kinds": None if kind == "statement" else kind,
        "openings": "opening" in (getattr(row, "entry_kind", None), kind),
        "counterparties": counterparty,
        "words": told,
        "searches": folded(f"{counterparty or ''} {told} {words.get('reference') or ''}"),
    }


def _save(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        work.run(_SAVE, customer=work.customer, **{name: [row[name] for row in rows] for name in rows[0]})


def folded(words: str) -> str:
    """Text as it is searched: lower case, without accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def listed(
    work: Work, wanted: Filter, *, cursor: str | None, limit: int = PAGE
) -> tuple[list[Any], str | None]:
    """One page of the work's customer, newest first, and the cursor of the next (None at the end)."""
    size = max(1, min(limit, MOST))
    before, before_id = _decode(cursor)
    rows = work.all(
        _LIST,
        customer=work.customer,
        account=wanted.account,
        since=wanted.since,
        until=wanted.until,
        direction=wanted.direction,
        status=wanted.status,
        least=wanted.least,
        most=wanted.most,
        pattern=_pattern(wanted.query),
        import_=wanted.import_,
        before=before,
        before_id=before_id,
        limit=size + 1,
    )
    more = len(rows) > size
    page = rows[:size]
    return page, f"{page[-1].booked.isoformat()}.{page[-1].id}" if more else None


def of_entries(work: Work, entries: Sequence[int], limit: int = MOST) -> list[Any]:
    """The transactions of these entries, newest first."""
    return work.all(_BY_ENTRIES, customer=work.customer, entries=list(entries), limit=limit)


def public_id(row: Any) -> str:
    """The id of a transaction towards the outside: its entry and leg, or its statement line where it has
    no entry."""
    return f"l{row.statement_line_id}" if row.entry_id is None else f"e{row.entry_id}.{row.line}"


def detail(work: Work, identifier: str) -> tuple[Any, list[Any]]:
    """One transaction with its sealed original, and the legs of its entry; NotFound where it is not the
    caller's."""
    parts = _PUBLIC.fullmatch(identifier)
    entry, line, said = (int(p) if p else None for p in parts.groups()) if parts else (None, None, None)
    row = work.first(_ONE, customer=work.customer, entry=entry, line=line, said=said) if parts else None
    if row is None:
        raise NotFound("there is no such transaction")
    legs = work.all(_LEGS, entry=row.entry_id) if row.entry_id is not None else []
    return row, legs


def _pattern(query: str | None) -> str | None:
    wanted = folded(query or "")
    if not wanted:
        return None
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _decode(cursor: str | None) -> tuple[date | None, int | None]:
    if cursor is None:
        return None, None
    try:
        day, _, number = cursor.partition(".")
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise InvalidInput("the cursor is not one of this list") from None
