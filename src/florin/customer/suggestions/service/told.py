"""Suggestions as they are read: those that stand, and what became of the others."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.consent.basis import not_ended, stands
from florin.customer.suggestions.rules import model_hash
from florin.customer.suggestions.service.making import refresh, tell
from florin.kernel.errors import InvalidInput, NotFound
from florin.kernel.work import Work
from florin.ports.environment import Environment

OPEN_STATES = ("open", "accepting")
DONE_STATES = ("accepted", "undoing", "undone", "dismissed", "expired", "failed")

_LATE = text(f"""
update suggestion s set state = 'expired', decided = :now, result = '{{"problem": "suggestion.expired"}}'
 where s.customer_id = :customer and s.state = 'open' and s.expires < :today
returning s.id, {stands("s")} as stands
""")
# One that no one decided on is told only while every consent that it was made under holds.
TOLD = f"(s.state not in ('open', 'expired') or {stands('s')})"
_THERE = f"(s.state not in ('open', 'expired') or {not_ended('s')})"
_LIST = text(f"""
select * from suggestion s where customer_id = :customer and state = any(:states) and {TOLD}
 order by (state = 'open') desc, case when state = 'open' then rank end, decided desc nulls last, created
   desc limit 50
""")
_ONE = text(f"select * from suggestion s where customer_id = :customer and id = :id and {_THERE}")
LOCKED = text(f"{_ONE.text} for update of s")


def listed(work: Work, env: Environment, *, done: bool = False) -> list[Any]:
    """Open suggestions, best first, or those that are decided, latest first.

    One that older rules made waits until today's have looked again. Where one has expired, they look again at
    once, unless a consent ran out with it: what is still to be said is said afresh.
    """
    today, now = work.today(env.clock), env.clock.now()
    # Another of the household only looks, often where nothing can be written: that marks nothing.
    if work.caller.kind != "member":
        late = work.all(_LATE, customer=work.customer, today=today, now=now)
        tell(work, "SuggestionExpired", [row.id for row in late])
        if any(row.stands for row in late):
            refresh(work, env)
    states = list(DONE_STATES if done else OPEN_STATES)
    rows = work.all(_LIST, customer=work.customer, states=states, today=today)
    fresh = [row for row in rows if row.state != "open" or row.expires >= today]
    return [row for row in fresh if row.state != "open" or row.model_hash == model_hash()]


def one(work: Work, identifier: UUID) -> Any:
    """One suggestion; NotFound where it is not the caller's."""
    row = work.first(_ONE, customer=work.customer, id=identifier)
    if row is None:
        raise NotFound("there is no such suggestion", reason="suggestion")
    return row


def moves_money(work: Work, env: Environment, identifier: UUID, key: str) -> bool:
    """Whether accepting this suggestion, or undoing it, would move money now; False where the same `key` has
    asked for it before, and where it was only put away. NotFound where it is not the caller's."""
    row = one(work, identifier)
    again = coded(work, env, key) in (row.accept_code, row.undo_code)
    return not again and row.state != "dismissed" and row.proposal["action"] != "remind"


def coded(work: Work, env: Environment, key: str) -> bytes:
    """An Idempotency-Key as it is stored: a code under the customer's index key, for a client may put words
    into it. InvalidInput where it has more than 200 characters."""
    if len(key) > 200:
        raise InvalidInput("the idempotency key has more than 200 characters")
    return env.vault(work.customer).code(key)
