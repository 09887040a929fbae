"""Recovery codes: ten at a time, shown once, kept as hashes; one opens a session for a new passkey."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from florin.identity import limits, service, step_up
from florin.identity.realms import CUSTOMERS
from florin.identity.rules import CODES, hashed, new_code, read_code
from florin.identity.service import Begun, SessionInfo
from florin.identity.visit import Visit
from florin.kernel.errors import NotVerified
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

_TAKE = text("select recovery_take(:hash, :now)")
_STANDING = text("""
select count(*) filter (where used is null)::integer as left, max(created) as made
  from recovery_code where customer_id = :customer
""")
_DROP = text("delete from recovery_code where customer_id = :customer")
_ADD = text("""
insert into recovery_code (hash, customer_id, created)
select hash, :customer, :now from unnest(cast(:hashes as bytea[])) as t(hash)
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many codes are left, and when they were made."""

    left: int
    made: datetime | None


def standing(unit: Work, customer: UUID) -> Standing:
    """What a customer has left."""
    row = unit.first(_STANDING, customer=customer)
    return Standing(row.left, row.made) if row else Standing(0, None)


def make(unit: Work, env: Environment, session: SessionInfo) -> list[str]:
    """Ten new codes, after a step-up or in a session that a code began; all from before are void.

    Raises:
        StepUpNeeded.
    """
    if session.how != "recovery":
        step_up.require(unit, env, CUSTOMERS, session, "recovery-codes")
    codes = [new_code() for _ in range(CODES)]
    unit.run(_DROP, customer=session.customer)
    hashes = [hashed(read_code(code)) for code in codes]
    unit.run(_ADD, customer=session.customer, now=env.clock.now(), hashes=hashes)
    CUSTOMERS.emit(unit, "RecoveryCodesMade", session.customer)
    return codes


def recover(visit: Visit, code: str) -> Begun:
    """A session for whose code this is, which uses the code up.

    Raises:
        NotVerified: it is nobody's, or was used. TooManyTries.
    """
    with limits.trying(visit.engine, visit.env, visit.address):
        with work(visit.engine, Caller("visitor", "recovery")) as unit:
            customer = unit.scalar(_TAKE, hash=hashed(read_code(code)), now=visit.env.clock.now())
            if customer is None:
                unit.emit("SignInFailed", None, {"how": "recovery"})
            else:
                unit.become(CUSTOMERS.caller(customer))
                CUSTOMERS.emit(unit, "RecoveryUsed", customer)
                return service.begin(unit, visit.env, CUSTOMERS, customer, "recovery", device=visit.device)
        raise NotVerified("this could not be verified")
