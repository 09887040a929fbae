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

Made = tuple[list[int], list[UUID], list[UUID]]  # entries, planned transfers, accounts that were opened

_ACCOUNT = text("select id, here, kind, currency from account where id = :id")
_SAVINGS = text("""
select id from account where customer_id = :customer and here and kind = 'savings' and currency = :currency
   and closed is null order by created limit 1
""")


def move(work: Work, env: Environment, action: Mapping[str, Any], reference: UUID) -> Made:
    """Moves the action's amount; entries where both accounts are here, else a planned transfer.

    Opens a savings account where the action names no target and there is none. `reference` makes it happen
    once. Conflict where the money is not available any more.
    """
    money = Money(int(action["amount"]), action["currency"])
    source = _account(work, UUID(action["from"]))
    target, opened = _target(work, env, action, money.currency)
    day = work.today(env.clock)
    if source.here and _account(work, target).here:
        key = f"suggestion:{reference}"
        booked = ledger.transfer(work, source.id, target, money.minor, reference=key, day=day)
        return [booked.entry], [], opened
    if source.kind not in ledger.LIABILITIES and ledger.available(work, source.id).minor < money.minor:
        raise Conflict("the available balance is too small for this transfer", reason="too-little")
    return [], [ledger.plan_transfer(work, source.id, target, money, identifier=reference, day=day)], opened


def move_back(work: Work, env: Environment, done: Mapping[str, Any], reference: UUID) -> Made:
    """Reverses the entries today, cancels planned transfers, closes what was opened and is empty.

    Conflict where the money has been used since.
    """
    del reference  # the entries that are reversed are key enough
    day = work.today(env.clock)
    entries = ledger.reversals(work, done["entries"], booked=day)
    for leg in (leg for entry in entries for leg in entry.legs if leg.minor < 0):
        owed = _account(work, leg.account).kind in ledger.LIABILITIES
        if not owed and ledger.available(work, leg.account).minor < -leg.minor:
            used = "the money has been used since, so that it cannot be moved back"
            raise Conflict(used, reason="used-since")
    planned = ledger.cancel_planned(work, [UUID(p) for p in done["planned"]])
    reversed_ = [r.entry for r in ledger.record(work, entries)]
    return reversed_, planned, ledger.close_empty(work, [UUID(a) for a in done["opened"]], day)


def _target(
    work: Work, env: Environment, action: Mapping[str, Any], currency: str
) -> tuple[UUID, list[UUID]]:
    """Where the money goes, and the account opened for it, if any."""
    if action["to"]:
        return UUID(action["to"]), []
    found = work.scalar(_SAVINGS, customer=work.customer, currency=currency)
    if found is not None:
        return found, []
    opened = _open_savings(work, env, currency)
    return opened, [opened]


def _account(work: Work, identifier: UUID) -> Any:
    row = work.first(_ACCOUNT, id=identifier)
    if row is None:
        raise NotFound("there is no such account", reason="account")
    return row


def _open_savings(work: Work, env: Environment, currency: str) -> UUID:
    return ledger.open_account(
        work,
        env.vault(work.customer),
        kind="savings",
        here=True,
        currency=currency,
        opened=work.today(env.clock),
        now=env.clock.now(),
        name="",
        bank=env.bank.name,
        rate=env.bank.prices.savings_rate,
    )
