"""What a customer writes on a transaction: kept sealed, and derived again to be read, listed and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.transactions import lookup
from florin.customer.transactions.rules.parts import Part, split
from florin.customer.transactions.rules.words import folded, note_of, tags_of
from florin.kernel.errors import Conflict, InvalidInput
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment
from florin.ports.keys.vault import Vault

# Two pages of one customer write one after the other: a tag is not removed while it is being given again.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('marks ' || cast(:customer as text), 0))")
_PLACE = text("""
insert into transaction_mark (id, customer_id, entry_id, line, account_id, booked, amount, slot, changed)
select :id, :customer, :entry, :line, s.account_id, s.booked, s.amount, s.slot, :now
  from (values (1)) as one left join statement_slot s on s.entry_id = :entry
on conflict (entry_id, line) do update set changed = excluded.changed
returning id
""")
_NOTE = text("update transaction_mark set note = :note where id = :mark")
_ADD_TAGS = text("""
insert into tag (id, customer_id, name_mac, personal, created)
select id, :customer, mac, personal, :now
  from unnest(cast(:ids as uuid[]), cast(:macs as bytea[]), cast(:sealed as bytea[])) as t(id, mac, personal)
on conflict (customer_id, name_mac) do nothing
""")
_UNTAG = text("delete from transaction_tag where mark_id = :mark")
_TAG = text("""
insert into transaction_tag (mark_id, tag_id, customer_id, n)
select :mark, g.id, :customer, t.n
  from unnest(cast(:macs as bytea[])) with ordinality as t(mac, n)
  join tag g on g.customer_id = :customer and g.name_mac = t.mac
""")
_UNUSED = text("""
delete from tag g where g.customer_id = :customer
   and not exists (select from transaction_tag x where x.tag_id = g.id)
""")
_UNSPLIT = text("delete from transaction_part where mark_id = :mark")
_SPLIT = text("""
insert into transaction_part (mark_id, n, customer_id, amount, personal)
select :mark, t.n, :customer, t.amount, t.personal
  from unnest(cast(:amounts as bigint[]), cast(:sealed as bytea[])) with ordinality as t(amount, personal, n)
""")
_EMPTY = text("""
delete from transaction_mark m where m.id = :mark and m.note is null
   and not exists (select from transaction_tag x where x.mark_id = m.id)
   and not exists (select from transaction_part x where x.mark_id = m.id)
   and not exists (select from attachment x where x.mark_id = m.id)
""")

# A line that came again has a new entry in its old slot: what was written on it goes there.
_FOLLOW = text("""
update transaction_mark m set entry_id = s.entry_id from statement_slot s
 where s.entry_id = any(:entries) and s.live and m.customer_id = :customer and m.entry_id <> s.entry_id
   and m.account_id = s.account_id and m.booked = s.booked and m.amount = s.amount and m.slot = s.slot
returning m.id
""")
_FORGET = text("delete from derived.mark where mark_id = any(:marks)")
_FORGET_ALL = text("delete from derived.mark where customer_id = :customer")
_ALL = text("select id, entry_id from transaction_mark where customer_id = :customer")
_ANY = text("select exists (select from derived.mark where customer_id = :customer)")
_SOURCES = text("""
select m.id, m.entry_id, m.line, m.note,
       array(select g.personal from transaction_tag x join tag g on g.id = x.tag_id
              where x.mark_id = m.id order by x.n) as tags,
       array(select x.personal from transaction_part x where x.mark_id = m.id order by x.n) as labels,
       array(select x.amount from transaction_part x where x.mark_id = m.id order by x.n) as amounts,
       array(select x.personal from attachment x where x.mark_id = m.id order by x.created, x.id) as files
  from transaction_mark m where m.id = any(:marks)
""")
_SAVE = text("""
insert into derived.mark (entry_id, line, mark_id, customer_id, note, tags, tag_keys, parts, attachments,
                          search)
select entry, line, mark, :customer, note, array(select jsonb_array_elements_text(tags)),
       array(select jsonb_array_elements_text(keys)), parts, attachments, search
  from jsonb_to_recordset(cast(:rows as jsonb)) as t(entry bigint, line smallint, mark uuid, note text,
                          tags jsonb, keys jsonb, parts jsonb, attachments integer, search text)
""")
_SEARCHED = text("""
update derived.transaction t set marked = coalesce(m.search, '')
  from derived.transaction o left join derived.mark m on m.entry_id = o.entry_id and m.line = o.line
 where t.id = o.id and o.entry_id = any(:entries) and o.customer_id = :customer
   and t.marked <> coalesce(m.search, '')
""")
_TAGS = text("""
select g.personal, count(t.id) as count
  from tag g
  join transaction_tag x on x.tag_id = g.id
  join transaction_mark m on m.id = x.mark_id
  left join derived.transaction t on t.entry_id = m.entry_id and t.line = m.line
 where g.customer_id = :customer group by g.id order by count(t.id) desc, g.created, g.id
""")


@dataclass(frozen=True, slots=True)
class Written:
    """What is to stand on a transaction from now on; None leaves it as it is, an empty one removes it."""

    note: str | None = None
    tags: Sequence[str] | None = None


def write(work: Work, env: Environment, identifier: str, written: Written) -> None:
    """Sets note and tags of a booked transaction; InvalidInput names what is wrong."""
    note, problems = note_of(written.note or "")
    names, more = tags_of(written.tags or ())
    if problems or more:
        raise InvalidInput("what was written cannot be kept", fields=[*problems, *more], reason="marks")
    marked = place(work, env, identifier)
    vault = env.vault(work.customer)
    if written.note is not None:
        work.run(_NOTE, mark=marked.mark, note=vault.seal_fields({"note": note}) if note else None)
    if written.tags is not None:
        _tag(work, env, vault, marked.mark, names)
    tell(work, vault, marked)


def _tag(work: Work, env: Environment, vault: Vault, mark: UUID, names: Sequence[str]) -> None:
    macs = [vault.code(f"tag {folded(name)}") for name in names]
    if names:
        sealed = [vault.seal_fields({"name": name}) for name in names]
        ids = [new_id() for _ in names]
        work.run(_ADD_TAGS, customer=work.customer, now=env.clock.now(), ids=ids, macs=macs, sealed=sealed)
    work.run(_UNTAG, mark=mark)
    work.run(_TAG, mark=mark, customer=work.customer, macs=macs)
    work.run(_UNUSED, customer=work.customer)


def divide(
    work: Work, env: Environment, identifier: str, wanted: Sequence[tuple[str, Decimal]]
) -> list[Part]:
    """Splits a booked transaction into labelled parts (decimal amounts in its currency); none joins it again.

    InvalidInput where the parts are not exactly its amount, with its sign; then nothing is changed.
    """
    marked = place(work, env, identifier)
    parts = split(marked.minor, marked.currency, wanted)
    vault = env.vault(work.customer)
    work.run(_UNSPLIT, mark=marked.mark)
    if parts:
        sealed = [vault.seal_fields({"label": part.label}) for part in parts]
        amounts = [part.minor for part in parts]
        work.run(_SPLIT, mark=marked.mark, customer=work.customer, amounts=amounts, sealed=sealed)
    tell(work, vault, marked)
    return parts


def tags(work: Work, env: Environment) -> list[tuple[str, int]]:
    """All tags of the work's customer with how many transactions bear each, the most used first."""
    vault = env.vault(work.customer)
    rows = work.all(_TAGS, customer=work.customer)
    return [(vault.open_fields(row.personal)["name"], row.count) for row in rows]


# The place that the writing hangs on ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """A booked transaction that may be written on: its mark, leg and amount in minor units."""

    mark: UUID
    entry: int
    line: int
    minor: int
    currency: str


def place(work: Work, env: Environment, identifier: str) -> Marked:
    """The mark of a transaction, made where there is none; Conflict where it is not booked (yet)."""
    row = lookup.one(work, identifier)
    if row.entry_id is None:
        raise Conflict("only a booked transaction can be written on", reason="not-booked")
    work.first(_LOCK, customer=work.customer)
    values = {"customer": work.customer, "entry": row.entry_id, "line": row.line, "now": env.clock.now()}
    mark = work.scalar(_PLACE, id=new_id(), **values)
    return Marked(mark, row.entry_id, row.line, row.amount, row.currency)


def tell(work: Work, vault: Vault, marked: Marked) -> None:
    """Derives what is now written on the transaction, and lets other pages know."""
    work.run(_FORGET, marks=[marked.mark])
    if not work.run(_EMPTY, mark=marked.mark):
        _derive(work, vault, [marked.mark])
    work.run(_SEARCHED, entries=[marked.entry], customer=work.customer)
    work.emit("TransactionMarked", work.customer, {"entry": marked.entry, "line": marked.line})
    work.wake("florin_live", f"{work.customer}:ledger")


# Derived again ------------------------------------------------------------


def follow(work: Work, vault: Vault, entries: Sequence[int]) -> None:
    """What was written stays with transactions derived again, and goes to lines that came again."""
    moved = [row.id for row in work.all(_FOLLOW, entries=entries, customer=work.customer)]
    if moved:
        work.run(_FORGET, marks=moved)
        _derive(work, vault, moved)
    if work.scalar(_ANY, customer=work.customer):
        work.run(_SEARCHED, entries=entries, customer=work.customer)


def rebuild(work: Work, vault: Vault) -> None:
    """Derives all marks of the work's customer from nothing."""
    work.run(_FORGET_ALL, customer=work.customer)
    rows = work.all(_ALL, customer=work.customer)
    _derive(work, vault, [row.id for row in rows])
    work.run(_SEARCHED, entries=[row.entry_id for row in rows], customer=work.customer)


def _derive(work: Work, vault: Vault, marks: Sequence[UUID]) -> None:
    if marks:
        rows = [_row(row, vault) for row in work.all(_SOURCES, marks=list(marks))]
        work.run(_SAVE, customer=work.customer, rows=orjson.dumps(rows).decode())


def _row(row: Any, vault: Vault) -> dict[str, Any]:
    note = vault.open_fields(row.note).get("note")
    names = [vault.open_fields(sealed)["name"] for sealed in row.tags]
    labels = [vault.open_fields(sealed)["label"] for sealed in row.labels]
    files = [vault.open_fields(sealed)["name"] for sealed in row.files]
    parts = [{"label": name, "amount": n} for name, n in zip(labels, row.amounts, strict=True)]
    return {
        "entry": row.entry_id,
        "line": row.line,
        "mark": row.id,
        "note": note,
        "tags": names,
        "keys": [folded(name) for name in names],
        "parts": parts,
        "attachments": len(files),
        "search": folded(" ".join([note or "", *names, *labels, *files])),
    }
