"""Erasure: asked for, approved by a second member of staff, and carried out in steps that survive any crash.

begun -> the list of tombstones says so -> one transaction keeps what the law asks for and deletes all else
       (deleted)
-> the keys are destroyed (keyless) -> what the server's own files still held is wiped (done).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from florin.app.leaving import retained, tombstones
from florin.app.leaving.scrub import scrub
from florin.app.leaving.tables import STAYS, gone
from florin.app.leaving.tombstones import Tombstone
from florin.app.parts import PARTS
from florin.identity import approvals
from florin.identity.approvals import Approved
from florin.kernel.errors import Conflict, NotFound
from florin.kernel.ids import new_id
from florin.kernel.logs import log
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed

NAME = "leaving"
KEYS = "florin_keys"  # the channel on which processes hear that a key was destroyed
_ASK = text("select erasure_ask(:fresh, :customer, :now)")
_WITHDRAW = text("select erasure_withdraw(:customer)")
_OF = text("select * from erasure_of(:customer)")
_BEGIN = text("select erasure_begin(:fresh, :approval, :now, :day)")
_OPEN = text("select customer_id, state, retained, law_day from erasures_open()")
_LOCK = text("select erasure_lock(:customer)")
_ENTOMB = text("select entomb(:customer, :now, :day, :keeps, :until, cast(:stays as text[]))")
_STEP = text("select erasure_step(:customer, :was, :now_is, :now)")
# Errors that durable work ended with may quote what it was about; what is still running holds ids alone.
_JOBS = text("""
delete from jobs.workflow_status w using event_log e
 where e.customer_id = :customer and e.name = any(:names) and w.workflow_uuid = e.name || '-' || e.id
   and w.status not in ('PENDING', 'ENQUEUED')
""")
_KNOWN = text("select 1 from customer where id = :customer")


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure as it stands: `state` is asked, begun, deleted, keyless or done."""

    id: UUID
    state: str
    by_customer: bool
    asked: Any
    kept_until: date | None


# Asking ------------------------------------------------------------


def ask(unit: Work, env: Environment) -> None:
    """The work's customer asks to leave; asked before: nothing. Conflict where the law cannot be read."""
    retained.rules(unit, env, unit.today(env.clock))
    unit.run(_ASK, fresh=new_id(), customer=unit.customer, now=env.clock.now())
    unit.emit("ErasureAsked", unit.customer)


def withdraw(unit: Work) -> None:
    """The work's customer stays after all; Conflict where they had not asked, or it has begun."""
    if not unit.scalar(_WITHDRAW, customer=unit.customer):
        raise Conflict("there is no request that can be withdrawn (any more)", reason="no-request")
    unit.emit("ErasureWithdrawn", unit.customer)


def asked(unit: Work) -> Asked | None:
    """How the erasure of the work's customer stands; None where nobody asked."""
    row = unit.first(_OF, customer=unit.customer)
    return Asked(row.id, row.state, row.by_customer, row.asked, row.kept_until) if row else None


def propose(engine: Engine, env: Environment, customer: UUID, member: UUID) -> UUID:
    """A member of staff asks that a customer be erased; the id of the request, which may be an older one.

    Raises:
        NotFound: there is no such customer. NotAllowed: no such member of staff, or not with this role.
        Conflict: law/ does not know the bank's country, so that nobody can say what must be kept.
    """
    with work(engine, Caller.staff(member, customer)) as unit:
        if unit.scalar(_KNOWN, customer=customer) is None:
            raise NotFound("there is no such customer", reason="customer")
        retained.rules(unit, env, unit.today(env.clock))
        return approvals.ask(unit, env.clock, "erasure", {}, reason="leaving", customer=customer)


def agree(engine: Engine, env: Environment, customer: UUID, approval: UUID, member: UUID) -> None:
    """A second member of staff approves, and it begins.

    Raises:
        Conflict: it is the one who asked. NotFound: there is nothing to decide (any more).
    """
    with work(engine, Caller.staff(member, customer)) as unit:
        approvals.decide(unit, env.clock, approval, "approved")
        begin(unit, env, approval)


def begin(unit: Work, env: Environment, approval: UUID) -> None:
    """An approved erasure begins, by the law of the customer's own day; nothing where it has begun."""
    day = unit.today(env.clock)
    unit.run(_BEGIN, fresh=new_id(), approval=approval, now=env.clock.now(), day=day)


def carry_out(unit: Work, env: Environment, wanted: Approved) -> None:
    """After the office approved it: it begins, and the part's clockwork carries it out."""
    if not unit.gone:
        begin(unit, env, wanted.id)


# Carrying out ------------------------------------------------------------


def resume(worker: Engine, env: Environment) -> int:
    """Carries every erasure that has begun on to its end; how many came there. One that fails is logged and
    tried again next time; it does not hold up the others."""
    with work(worker, Caller.worker(NAME)) as unit:
        found = unit.all(_OPEN)
    ended = 0
    for row in found:
        try:
            ended += run(worker, env, row.customer_id)
        except Exception as error:
            log(__name__).error("erasure not finished", customer=str(row.customer_id), exc_info=error)
    return ended


def run(worker: Engine, env: Environment, customer: UUID) -> bool:
    """Carries one erasure on from wherever it was left; whether it came to its end now.

    Each step finds out by itself what is done already, so that it may be killed and called again at any
    point.
    """
    place = tombstones.place(env.settings.home)
    row = _open(worker, customer)
    if row is None:
        return False
    if row.state == "begun":
        tombstones.add(place, [Tombstone(customer, row.law_day)])
        delete(worker, env, customer)
        row = _open(worker, customer) or row
    if row.state == "deleted":
        _destroy(worker, env, customer, keep=row.retained)
    if not scrub(env.settings):
        return False
    with work(worker, Caller.worker(NAME)) as unit:
        return unit.scalar(_STEP, customer=customer, was="keyless", now_is="done", now=env.clock.now())


def _open(worker: Engine, customer: UUID) -> Any:
    """How far the erasure of a customer is; None where none is open."""
    with work(worker, Caller.worker(NAME)) as unit:
        return next((row for row in unit.all(_OPEN) if row.customer_id == customer), None)


def delete(worker: Engine, env: Environment, customer: UUID) -> None:
    """In one transaction: what must be kept is sealed anew, everything else goes, a tombstone stays."""
    with work(worker, Caller.worker(NAME)) as unit:
        if unit.scalar(_LOCK, customer=customer) != "begun":
            return  # another process was here first
        day = unit.first(_OF, customer=customer).law_day  # pyright: ignore[reportOptionalMemberAccess]
        unit.become(Caller.worker(NAME, customer))
        longest = None
        with suppress(KeyDestroyed):  # after a restore without keys: what cannot be opened cannot be kept
            longest = retained.seal(unit, env, day)
        for table in gone():
            unit.run(text(f"delete from {table} where customer_id = :customer"), customer=customer)
        durable = [name for part in PARTS for name in part.durable]
        unit.run(_JOBS, customer=customer, names=durable)
        unit.run(
            _ENTOMB,
            customer=customer,
            now=env.clock.now(),
            day=day,
            keeps=longest is not None,
            until=longest.until if longest else None,
            stays=list(STAYS),
        )
        unit.wake("florin_live", f"{customer}:bye")


def _destroy(worker: Engine, env: Environment, customer: UUID, *, keep: bool) -> None:
    """Destroys the personal key, and the other where nothing is kept; every process forgets them."""
    for purpose in ("personal",) if keep else ("personal", "retained"):
        env.keys.destroy(customer, purpose)
    env.forget()
    with work(worker, Caller.worker(NAME)) as unit:
        unit.run(_STEP, customer=customer, was="deleted", now_is="keyless", now=env.clock.now())
        unit.wake(KEYS, "")


def end_retention(worker: Engine, env: Environment) -> int:
    """What need not be kept any longer goes, and with a customer's last record their `retained` key; how many
    keys that were."""
    with work(worker, Caller.worker(NAME)) as unit:
        over = unit.all(text("select customer_id from retention_end(:day)"), day=env.clock.business_date())
    for row in over:
        tombstones.add(
            tombstones.place(env.settings.home),
            [Tombstone(row.customer_id, env.clock.business_date(), over=True)],
        )
        env.keys.destroy(row.customer_id, "retained")
        env.forget()
        with work(worker, Caller.worker(NAME)) as unit:
            unit.run(text("select retention_ended(:customer)"), customer=row.customer_id)
            unit.wake(KEYS, "")
    return len(over)


def told(row: Asked | None) -> Mapping[str, Any] | None:
    """A request as the API and the command line tell it."""
    if row is None:
        return None
    return {
        "id": str(row.id),
        "state": "asked" if row.state == "asked" else "begun" if row.state != "done" else "done",
        "by": "customer" if row.by_customer else "bank",
        "asked": row.asked.isoformat(),
    }
