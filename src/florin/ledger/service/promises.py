"""What is promised before it is booked (holds, planned transfers), and transfers between accounts here."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text

from florin.kernel.errors import Conflict, InvalidInput, NotFound
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.ledger.service.accounts import available
from florin.ledger.service.journal import Entry, Leg, Recorded, record

LIABILITIES = ("card", "loan", "mortgage")
PLANNED_DAYS = 14
_LOCK = text("select id from account where id = :account for update")
_ACCOUNT = text("select id, customer_id, kind, here, currency, closed from account where id = :account")
_HOLD = text("""
insert into hold (id, customer_id, account_id, source, reference, amount, currency, state, authorised,
  expires)
select :id, customer_id, id, :source, :reference, :amount, currency, 'authorised', :day, :expires
  from account where id = :account
on conflict (source, reference) do nothing
""")
_HOLD_BY = text("select * from hold where source = :source and reference = :reference")
_HOLD_STATE = text("""
update hold set state = :state, entry_id = :entry where id = :id and state = 'authorised'
""")
_PLAN = text("""
insert into planned_transfer (id, customer_id, from_account, to_account, amount, currency, state, planned,
  expires)
values (:id, :customer, :source, :target, :amount, :currency, 'planned', :day, :expires) on conflict do
  nothing
""")
_UNPLAN = text(
    "update planned_transfer set state = 'cancelled' where id = any(:ids) and state = 'planned' returning id"
)


def authorise(
    work: Work, account: UUID, minor: int, *, source: str, reference: str, day: date, days: int = 7
) -> UUID:
    """Sets `minor` units of an account here aside, once per (source, reference); Conflict where they are
    not there."""
    known = work.first(_HOLD_BY, source=source, reference=reference)
    if known is not None:
        return known.id
    if minor <= 0:
        raise InvalidInput("a hold needs a positive amount")
    work.first(_LOCK, account=account)
    if available(work, account).minor < minor:
        raise Conflict("the available balance is too small for this hold", reason="too-little")
    identifier = new_id()
    expires = day + timedelta(days=days)
    work.run(
        _HOLD,
        id=identifier,
        source=source,
        reference=reference,
        amount=minor,
        day=day,
        expires=expires,
        account=account,
    )
    work.emit("HoldAuthorised", work.customer, {"hold": str(identifier)})
    return identifier


def settle(work: Work, *, source: str, reference: str, entry: Entry) -> Recorded:
    """Books what was held as `entry` and frees the hold, in one transaction; a second time changes
    nothing."""
    hold = work.first(_HOLD_BY, source=source, reference=reference)
    if hold is None:
        raise NotFound("there is no such hold")
    if hold.state == "released":
        raise Conflict("the hold was released")
    (booked,) = record(work, [entry])
    if work.run(_HOLD_STATE, id=hold.id, state="settled", entry=booked.entry):
        work.emit("HoldSettled", hold.customer_id, {"hold": str(hold.id), "entry": booked.entry})
    return booked


def release(work: Work, *, source: str, reference: str) -> None:
    """Frees a hold that will not be booked; a second time changes nothing."""
    hold = work.first(_HOLD_BY, source=source, reference=reference)
    if hold is None:
        raise NotFound("there is no such hold")
    if hold.state == "settled":
        raise Conflict("the hold is settled")
    if work.run(_HOLD_STATE, id=hold.id, state="released", entry=None):
        work.emit("HoldReleased", hold.customer_id, {"hold": str(hold.id)})


def transfer(
    work: Work, source: UUID, target: UUID, minor: int, *, reference: str, day: date, kind: str = "transfer"
) -> Recorded:
    """Moves money between two accounts here; Conflict where it is not available, once per reference."""
    accounts = [row for a in (source, target) if (row := work.first(_ACCOUNT, account=a)) is not None]
    if len(accounts) < 2:
        raise NotFound("there is no such account", reason="account")
    if not all(a.here for a in accounts):
        raise Conflict("money is moved only between accounts of this bank", reason="not-here")
    work.first(_LOCK, account=source)
    legs = (Leg(source, -minor), Leg(target, minor))
    (booked,) = record(work, [Entry("transfer", reference, day, kind, legs)])
    if booked.fresh and accounts[0].kind not in LIABILITIES and available(work, source).minor < 0:
        raise Conflict("the available balance is too small for this transfer", reason="too-little")
    return booked


def plan_transfer(
    work: Work, source: UUID | None, target: UUID | None, money: Money, *, identifier: UUID, day: date
) -> UUID:
    """Notes a transfer that the customer means to make at another bank; it expires unless a line matches
    it."""
    values = {
        "source": source,
        "target": target,
        "amount": money.minor,
        "currency": money.currency,
        "day": day,
    }
    expires = day + timedelta(days=PLANNED_DAYS)
    work.run(_PLAN, id=identifier, customer=work.customer, expires=expires, **values)
    work.emit("TransferPlanned", work.customer, {"planned": str(identifier)})
    return identifier


def cancel_planned(work: Work, identifiers: Sequence[UUID]) -> list[UUID]:
    """Cancels planned transfers that are still open; the ids that were."""
    cancelled = [row.id for row in work.all(_UNPLAN, ids=list(identifiers))]
    for identifier in cancelled:
        work.emit("PlannedCancelled", work.customer, {"planned": str(identifier)})
    return cancelled
