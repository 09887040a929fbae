"""What a customer decides on a suggestion: to take it, to take it back, to put it away."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.suggestions.service.making import refresh
from florin.customer.suggestions.service.told import LOCKED, TOLD, coded
from florin.kernel.audit.signing import canonical
from florin.kernel.errors import Conflict, IdempotencyMismatch, NotFound
from florin.kernel.work import Work
from florin.ports.environment import Environment

MUTE = timedelta(days=180)
UNDOABLE = ("transfer", "sweep", "remind")

_MUTE = text("""
insert into suggestion_mute (customer_id, kind, until) values (:customer, :kind, :until)
on conflict (customer_id, kind) do update set until = excluded.until
""")
_KEY_USED = text("""
select id from suggestion where customer_id = :customer and (accept_code = :code or undo_code = :code) and id
  <> :id
""")
_ACCEPT = text(f"""
update suggestion s set state = 'accepting', accept_code = :code, decided = :now, decided_on = :today
 where id = :id and {TOLD}
""")
_UNDO = text("update suggestion set state = 'undoing', undo_code = :code where id = :id")
_DISMISS = text("""
update suggestion set state = 'dismissed', decided = :now, decided_on = :today where id = :id
""")
_REOPEN = text("""
update suggestion s set state = 'open', decided = null, decided_on = null, undo_code = :code
 where id = :id and not exists (
  select from suggestion o where o.customer_id = s.customer_id and o.key = s.key
     and o.state in ('open', 'accepting', 'accepted', 'undoing'))
""")
_UNMUTE = text("delete from suggestion_mute where customer_id = :customer and kind = :kind")


def accept(work: Work, env: Environment, identifier: UUID, key: str) -> None:
    """Asks the workers to act; the same `key` again changes nothing.

    Raises:
        Conflict: it is not open any more. IdempotencyMismatch: the key belongs to another suggestion.
    """
    code = coded(work, env, key)
    row = _lock(work, identifier, code)
    if row.accept_code == code:
        return
    if row.state != "open" or row.expires < work.today(env.clock):
        state = "expired" if row.state == "open" else row.state
        raise Conflict(f"this suggestion is {state}", reason="suggestion")
    now, today = env.clock.now(), work.today(env.clock)
    if not work.run(_ACCEPT, id=identifier, code=code, now=now, today=today):
        raise Conflict("the consent that this suggestion was made under has run out", reason="suggestion")
    work.emit(
        "SuggestionAccepted", work.customer, {"suggestion": str(identifier), "decided": fingerprint(row)}
    )


def ask_undo(work: Work, env: Environment, identifier: UUID, key: str) -> None:
    """Asks the workers to take an accepted suggestion back, or opens one again that was put away.

    The same `key` again changes nothing.
    """
    code = coded(work, env, key)
    row = _lock(work, identifier, code)
    if row.undo_code == code:
        return
    if row.state == "dismissed":
        work.run(_REOPEN, id=identifier, code=code)
        work.run(_UNMUTE, customer=work.customer, kind=row.kind)
        work.emit("SuggestionReopened", work.customer, {"suggestion": str(identifier)})
        return
    if row.state != "accepted" or row.proposal["action"] not in UNDOABLE:
        raise Conflict(f"this suggestion is {row.state} and cannot be undone", reason="not-undoable")
    work.run(_UNDO, id=identifier, code=code)
    work.emit("SuggestionUndoAsked", work.customer, {"suggestion": str(identifier)})


def dismiss(work: Work, env: Environment, identifier: UUID, *, mute: bool) -> None:
    """Puts a suggestion away; with `mute` its whole kind for half a year."""
    row = _lock(work, identifier, None)
    if row.state == "dismissed":
        return
    if row.state != "open":
        raise Conflict(f"this suggestion is {row.state}", reason="suggestion")
    work.run(_DISMISS, id=identifier, now=env.clock.now(), today=work.today(env.clock))
    if mute:
        until = work.today(env.clock) + MUTE
        work.run(_MUTE, customer=work.customer, kind=row.kind, until=until)
    body = {"suggestion": str(identifier), "decided": fingerprint(row), "mute": mute}
    work.emit("SuggestionDismissed", work.customer, body)
    if mute:
        refresh(work, env)


def fingerprint(row: Any) -> str:
    """The digest (SHA-256, hex) of what was decided on: proposal, evidence, picture and model. It stands in
    the record of the decision, so that what is stored can be held against it."""
    decided = (row.kind, row.proposal, list(row.evidence), row.picture, row.model, row.model_hash)
    return hashlib.sha256(canonical(decided)).hexdigest()


def _lock(work: Work, identifier: UUID, code: bytes | None) -> Any:
    row = work.first(LOCKED, customer=work.customer, id=identifier)
    if row is None:
        raise NotFound("there is no such suggestion", reason="suggestion")
    if code and work.first(_KEY_USED, customer=work.customer, code=code, id=identifier):
        raise IdempotencyMismatch("this idempotency key was used for another suggestion")
    return row
