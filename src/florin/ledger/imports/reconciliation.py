"""Makes the journal say what the live imports tell: as many equal lines as there were, and one opening."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from florin.kernel.work import Work
from florin.ledger import service as ledger
from florin.ledger.imports import sql
from florin.ledger.imports.placing import Context
from florin.ledger.imports.rules import opening_amount


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
        for row in work.all(sql.UNMATCH_PLANNED, customer=work.customer, entries=[a.entry_id for a in gone]):
            work.emit("PlannedUnmatched", work.customer, {"planned": str(row.id)})
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


def move_opening(work: Work, context: Context, account: UUID) -> None:
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
