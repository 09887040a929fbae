"""Which stored lines only shift money between the customer's own accounts."""

from collections.abc import Collection, Container, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.facts.rules.transfers import MAX_DAYS_APART, flows, moved
from florin.customer.facts.service.reading import LOOK_BACK, Material, Snapshot, movement
from florin.kernel.work import Work

APART = timedelta(days=MAX_DAYS_APART)  # of an own transfer's two halves
_OLDER = text("""
select entry_id, account_id, booked, amount, kind, '' as text, null as counterparty, opening, own_transfer,
       currency
  from derived.transaction
 where customer_id = :customer and account_id = any(:accounts) and status = 'booked' and booked >= :first
   and booked < :last
 order by booked, entry_id, line
""")
_MARK = text("""
update derived.transaction t set own_transfer = w.own
  from unnest(cast(:entries as bigint[]), cast(:accounts as uuid[]), cast(:owns as boolean[]))
         as w(entry, account, own)
 where t.entry_id = w.entry and t.account_id = w.account and t.customer_id = :customer
""")


def mark_own_transfers(work: Work, found: Snapshot, material: Material, touched: date | None) -> None:
    """Tells lists which lines only shift money between the customer's own accounts.

    Marked is what the books hold, but for their first days: the other half of a line there may lie before
    them. What is older stays as it was marked, unless it was derived again; then its own time is looked at.
    """
    edge = found.as_of - LOOK_BACK + APART
    _mark(work, [row for row in material.rows if row.booked >= edge], found.books.moved)
    if touched is not None and max(touched, material.first) < edge + APART:
        _mark(work, *_older(work, [a.id for a in material.accounts], touched - APART, edge))


def _older(
    work: Work, accounts: Collection[str], first: date, last: date
) -> tuple[list[Any], Container[tuple[int, str]]]:
    """The lines of these accounts from `first` to before `last`, and which of them are own transfers."""
    values = {"accounts": [UUID(each) for each in accounts], "first": first - APART, "last": last + APART}
    rows = work.all(_OLDER, customer=work.customer, **values)
    movements = [movement(row) for row in rows]
    own = moved(movements, flows(movements, {str(row.account_id): row.currency for row in rows}))
    return [row for row in rows if first <= row.booked < last], own


def _mark(work: Work, rows: Sequence[Any], own: Container[tuple[int, str]]) -> None:
    """Marks those of `rows` that are not marked as `own` says; mostly there is none."""
    told = [(row, (row.entry_id, str(row.account_id)) in own) for row in rows]
    wrong = {(row.entry_id, row.account_id): is_own for row, is_own in told if row.own_transfer != is_own}
    if wrong:
        entries, accounts = zip(*wrong, strict=True)
        work.run(
            _MARK,
            customer=work.customer,
            entries=list(entries),
            accounts=list(accounts),
            owns=list(wrong.values()),
        )


def own_transfers(
    work: Work, found: Snapshot, accounts: Collection[str], since: date
) -> list[tuple[int, UUID]]:
    """Entry and account of each line of these accounts from `since` on that only shifts money between them;
    `found` is what is seen of the same accounts."""
    edge = found.as_of - LOOK_BACK + APART
    rows, own = _older(work, accounts, since, edge)
    pairs = [key for row in rows if (key := (row.entry_id, str(row.account_id))) in own]
    later = ((m.entry, m.account) for m in found.books.movements if m.booked >= edge)
    pairs += [key for key in later if key in found.books.moved]
    return [(entry, UUID(account)) for entry, account in pairs]
