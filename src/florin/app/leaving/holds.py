"""Legal holds: placed and released by a member of staff; the database writes the event of each."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from florin.kernel.database import as_ours
from florin.kernel.errors import FieldError, InvalidInput, NotAllowed, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

REASONS = ("court", "authority", "claim", "audit")
_PLACE = text("select hold_place(:fresh, :customer, :reason, :until, :member, :now)")
_RELEASE = text("select hold_release(:customer, :member, :now)")
_KNOWN = text("select 1 from customer where id = :customer")
REFUSALS = {
    "FL004": lambda: NotAllowed("your role in this bank may not do this", reason="role"),
    "FL005": lambda: NotFound("there is no such member of staff, or no such reason", reason="staff"),
}


def place(unit: Work, env: Environment, *, reason: str, until: date, member: UUID) -> None:
    """Holds what must be kept of the work's customer until a day, that day included.

    Raises:
        InvalidInput: no such reason, or a day that has passed. NotFound: no such customer or member of staff.
    """
    if reason not in REASONS:
        fields = [FieldError("reason", f"is none of {', '.join(REASONS)}", "wrong")]
        raise InvalidInput(f"the reason is none of {', '.join(REASONS)}", fields=fields)
    if until < unit.today(env.clock):
        raise InvalidInput("the day has passed", fields=[FieldError("until", "has passed", "wrong")])
    if unit.scalar(_KNOWN, customer=unit.customer) is None:
        raise NotFound("there is no such customer", reason="customer")
    values = {"customer": unit.customer, "reason": reason, "until": until, "member": member}
    with as_ours(REFUSALS):
        unit.run(_PLACE, fresh=new_id(), now=env.clock.now(), **values)


def release(unit: Work, env: Environment, customer: UUID, member: UUID) -> int:
    """Releases every hold on a customer, who may have left meanwhile; how many there were."""
    with as_ours(REFUSALS):
        return unit.scalar(_RELEASE, customer=customer, member=member, now=env.clock.now())
