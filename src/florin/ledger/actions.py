"""What the ledger does for an accepted suggestion: move money here, or plan the transfer elsewhere."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.kernel.errors import Conflict, NotFound
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.ledger import service as ledger
from florin.ports.environment import Environment

_ACCOUNT = text("select id, here, kind, currency from account where id = :id")
_SAVINGS = text("""
select id from account where customer_id = :customer and here and kind = 'savings' and currency = :currency
   and closed is null order by created limit 1
""")


def move(
    work: Work, env: Environment, action: Mapping[str, Any], reference: UUID
) -> tuple[list[int], list[UUID]]:
    """Moves the action's amount; entries where both accounts are here, else a planned transfer.

    `reference` makes it happen once. Conflict where the money is not available any more.
    """
    money = Money(int(action["amount"]), action["currency"])
    source = _account(work, UUID(action["from"]))
    target = UUID(action["to"]) if action["to"] else _savings(work, env, money.currency)
    day = env.clock.business_date()
    if source.here and _account(work, target).here:
        booked = ledger.transfer(
            work, source.id, target, money.minor, reference=f"suggestion:{reference}", day=day
        )
        return [booked.entry], []
    if source.kind not in ledger.LIABILITIES and ledger.available(work, source.id).minor < money.minor:
        raise Conflict("the available balance is too small for this transfer")
    return [], [ledger.plan_transfer(work, source.id, target, money, identifier=reference, day=day)]


def move_back(
    work: Work, env: Environment, done: Mapping[str, Any], reference: UUID
) -> tuple[list[int], list[UUID]]:
    """Reverses the entries today and cancels planned transfers; Conflict where the money has been used
    since."""
    entries = ledger.reversals(work, done["entries"], booked=env.clock.business_date())
    for leg in (leg for entry in entries for leg in entry.legs if leg.minor < 0):
        owed = _account(work, leg.account).kind in ledger.LIABILITIES
        if not owed and ledger.available(work, leg.account).minor < -leg.minor:
            raise Conflict("the money has been used since, so that it cannot be moved back")
    planned = ledger.cancel_planned(work, [UUID(p) for p in done["planned"]])
    return [r.entry for r in ledger.record(work, entries)], planned


def _account(work: Work, identifier: UUID) -> Any:
    row = work.first(_ACCOUNT, id=identifier)
    if row is None:
        raise NotFound("there is no such account")
    return row


def _savings(work: Work, env: Environment, currency: str) -> UUID:
    """The customer's savings account here, opened now where there is none."""
    found = work.scalar(_SAVINGS, customer=work.customer, currency=currency)
    if found is not None:
        return found
    return ledger.open_account(
        work,
        env.vault(work.customer),
        kind="savings",
        here=True,
        currency=currency,
        opened=env.clock.business_date(),
        now=env.clock.now(),
        name="",
        bank=env.bank.name,
        rate=env.bank.prices.savings_rate,
    )
