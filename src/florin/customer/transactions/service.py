"""Keeps the derived transactions in step with the journal, and answers lists, searches and details."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from florin.customer.transactions import marks
from florin.customer.transactions.filters import FROM, MARKS, Filter, where
from florin.customer.transactions.rules.words import folded
from florin.customer.transactions.sides import SIDE, SIDE_ALONE
from florin.kernel.errors import InvalidInput
from florin.kernel.work import Work
from florin.ports.keys.vault import Vault

PAGE = 50
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
with gone as (
  delete from derived.transaction t using entry e
   where e.id = any(:entries) and (t.entry_id = e.id or t.entry_id = e.reverses) returning t.booked)
select min(booked) from gone
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
_SHOWN = """
select t.*, m.note, m.tags, m.parts, m.attachments
  from (select t.*{narrowed} order by t.booked desc, t.id desc limit :limit) t {marks}
 order by t.booked desc, t.id desc"""
_PAGE = "\n   and (t.booked, t.id) < (:before, :before_id)"
_SUM = """
select currency, count(*) as count,
       coalesce(sum(amount) filter (where side = 'in'), 0)::bigint as came_in,
       coalesce(sum(amount) filter (where side = 'out'), 0)::bigint as went_out,
       count(*) filter (where side is null) as aside
  from (select t.currency, t.amount, case when t.status = :counted then {side} end as side{narrowed}) t
 group by currency order by count(*) desc, currency"""
_BY_ENTRIES = text("""
select t.*, m.note, m.tags, m.parts, m.attachments
  from derived.transaction t left join derived.mark m on m.entry_id = t.entry_id and m.line = t.line
 where t.customer_id = :customer and t.entry_id = any(:entries)
 order by t.booked desc, t.id desc limit :limit
""")


def refresh_entries(work: Work, vault: Vault, entries: Iterable[int]) -> date | None:
    """Derives again what is shown of these entries of the work's customer; the oldest day that it touched."""
    wanted = list(entries)
    if not wanted:
        return None
    gone: date | None = work.scalar(_GONE, entries=wanted)
    made = [_row(r, vault, "booked") for r in work.all(_SOURCES, entries=wanted, customer=work.customer)]
    _save(work, made)
    marks.follow(work, vault, wanted)
    touched = [row["bookeds"] for row in made]
    return min(touched if gone is None else [gone, *touched], default=None)


def refresh_imports(work: Work, vault: Vault, imports: Sequence[str]) -> date | None:
    """Derives again the lines that these imports touch, and all lines that are not posted; the oldest day of
    a booked line that it touched."""
    oldest = refresh_entries(work, vault, [r.entry_id for r in work.all(_TOUCHED, imports=list(imports))])
    work.run(_NOT_POSTED_GONE, customer=work.customer)
    _save(work, [_row(r, vault, r.status) for r in work.all(_NOT_POSTED, customer=work.customer)])
    return oldest


def rebuild(work: Work, vault: Vault) -> date | None:
    """Derives everything of the work's customer from nothing; the oldest day that there is."""
    work.run(text("delete from derived.transaction where customer_id = :c"), c=work.customer)
    oldest = refresh_entries(work, vault, [r.entry_id for r in work.all(_ENTRIES_OF, customer=work.customer)])
    refresh_imports(work, vault, [])
    marks.rebuild(work, vault)
    return oldest


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


def listed(
    work: Work, wanted: Filter, *, cursor: str | None, limit: int = PAGE
) -> tuple[list[Any], str | None]:
    """One page of the work's customer, newest first, and the cursor of the next (None at the end)."""
    size = max(1, min(limit, MOST))
    condition, values = where(wanted)
    if cursor is not None:
        values["before"], values["before_id"] = _decode(cursor)
        condition += _PAGE
    query = text(_SHOWN.format(narrowed=FROM + condition, marks=MARKS))
    rows = work.all(query, customer=work.customer, limit=size + 1, **values)
    more = len(rows) > size
    page = rows[:size]
    return page, f"{page[-1].booked.isoformat()}.{page[-1].id}" if more else None


def summed(work: Work, wanted: Filter) -> list[Any]:
    """By currency how many transactions there are, what came in and what went out less what came back (minor
    units, out negative), and how many count on neither side.

    In and out as on Home: booked, without transfers between own accounts. Of one account alone, or where only
    such transfers are asked for, they count too; where only pending ones are asked for, those. Planned
    transfers are no transactions yet.
    """
    condition, values = where(wanted)
    alone = len(wanted.accounts) == 1 or wanted.own is True
    query = text(_SUM.format(side=SIDE_ALONE if alone else SIDE, narrowed=FROM + condition))
    counted = "pending" if wanted.status == "pending" else "booked"
    return work.all(query, customer=work.customer, counted=counted, **values)


def of_entries(work: Work, entries: Sequence[int], limit: int = MOST) -> list[Any]:
    """The transactions of these entries, newest first."""
    return work.all(_BY_ENTRIES, customer=work.customer, entries=list(entries), limit=limit)


def _decode(cursor: str) -> tuple[date, int]:
    try:
        day, _, number = cursor.partition(".")
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise InvalidInput("the cursor is not one of this list") from None
