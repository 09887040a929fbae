"""Writing off what a customer owes on an account here, once two members of staff have agreed."""

from uuid import UUID

from sqlalchemy import text

from florin.identity.approvals import Approved
from florin.kernel.errors import NotFound
from florin.kernel.ids import new_id
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.environment import Environment

_OWED = text("""
select a.currency, coalesce(b.amount, 0) as amount
  from account a left join balance b on b.account_id = a.id
 where a.id = :account and a.customer_id = :customer and a.here and a.closed is null
""")
_LOCK = text("select from account where id = :account for update")
# The bank's own account for losses: one a currency, made when first needed.
_LOSSES = text("select loss_account(:fresh, :currency, :day, :now)")


def owed(unit: Work, account: UUID) -> Money:
    """What the work's customer owes on an account of this bank, without sign; nothing where they do not.

    Raises:
        NotFound: no such open account here.
    """
    row = unit.first(_OWED, account=account, customer=unit.customer)
    if row is None:
        raise NotFound("there is no such account at this bank", reason="account")
    return Money(max(0, -row.amount), row.currency)


def carry_out(unit: Work, env: Environment, wanted: Approved) -> None:
    """Books the loss of the approved amount, or of what is still owed where that is less; once."""
    account, most = UUID(wanted.subject["account"]), int(wanted.subject["amount"])
    unit.run(_LOCK, account=account)
    still = owed(unit, account)
    if not (amount := min(most, still.minor)):
        return  # paid meanwhile, or booked by the try before
    day = unit.today(env.clock)
    losses = unit.scalar(_LOSSES, fresh=new_id(), currency=still.currency, day=day, now=env.clock.now())
    legs = (Leg(account, amount), Leg(losses, -amount))
    ledger.record(unit, [Entry("write_off", f"approval:{wanted.id}", day, "write_off", legs)])
