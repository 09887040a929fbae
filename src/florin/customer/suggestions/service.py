"""Keeps the one list of suggestions: made from the picture, accepted in the ledger, undone, dismissed,
expired."""

import hashlib
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.consent.basis import SUGGESTIONS, not_ended, stands
from florin.customer.facts import service as facts
from florin.customer.suggestions.rules import MODEL, BankTerms, Proposal, model_hash, suggest_from
from florin.kernel.audit.signing import canonical
from florin.kernel.errors import Conflict, FlorinError, IdempotencyMismatch, InvalidInput, NotFound
from florin.kernel.events import Event
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.language.slots import to_json
from florin.ports.environment import Environment

TOO_OLD = timedelta(days=400)  # a picture older than this says too little about today to act on
COOL_DOWN = timedelta(days=60)  # advice that was refused is not given again for so long
DONE_PAUSE = timedelta(days=30)  # nor advice that was just taken
MUTE = timedelta(days=180)
UNDOABLE = ("transfer", "sweep", "remind")

_OPEN = text("""
select id, key, kind, state from suggestion
 where customer_id = :customer and state in ('open', 'accepting', 'accepted', 'undoing') for update
""")
_RECENT = text("""
select key, state, coalesce(decided_on, decided::date) as decided_on from suggestion
 where customer_id = :customer and state in ('accepted', 'dismissed', 'undone') and decided is not null
""")
_MUTED = text("select kind from suggestion_mute where customer_id = :customer and until >= :today")
_MUTE = text("""
insert into suggestion_mute (customer_id, kind, until) values (:customer, :kind, :until)
on conflict (customer_id, kind) do update set until = excluded.until
""")
_ADD = text("""
insert into suggestion (id, customer_id, kind, key, state, rank, proposal, evidence, model, model_hash,
  picture,
                        created, expires, basis)
values (:id, :customer, :kind, :key, 'open', :rank, cast(:proposal as jsonb), :evidence, :model, :model_hash,
        cast(:picture as jsonb), :now, :expires, :basis)
""")
_UPDATE = text("""
update suggestion set rank = :rank, proposal = cast(:proposal as jsonb), evidence = :evidence, model = :model,
       model_hash = :model_hash, picture = cast(:picture as jsonb), expires = :expires, basis = :basis
 where id = :id
""")
_EXPIRE = text("""
update suggestion set state = 'expired', decided = :now where id = any(:ids) and state = 'open' returning id
""")
_LATE = text("""
update suggestion set state = 'expired', decided = :now where customer_id = :customer and state = 'open'
  and expires < :today returning id
""")
# What no one decided on was only ever derived: without consent it goes.
_FORGET = text("""
delete from suggestion where customer_id = :customer and state in ('open', 'expired') returning id, state
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
_LOCKED = text(f"{_ONE.text} for update of s")
_KEY_USED = text("""
select id from suggestion where customer_id = :customer and (accept_key = :key or undo_key = :key) and id
  <> :id
""")
_ACCEPT = text(f"""
update suggestion s set state = 'accepting', accept_key = :key, decided = :now, decided_on = :today
 where id = :id and {TOLD}
""")
_UNDO = text("update suggestion set state = 'undoing', undo_key = :key where id = :id")
_DISMISS = text("""
update suggestion set state = 'dismissed', decided = :now, decided_on = :today where id = :id
""")
_REOPEN = text("""
update suggestion s set state = 'open', decided = null, decided_on = null, undo_key = :key
 where id = :id and not exists (
  select from suggestion o where o.customer_id = s.customer_id and o.key = s.key
     and o.state in ('open', 'accepting', 'accepted', 'undoing'))
""")
_UNMUTE = text("delete from suggestion_mute where customer_id = :customer and kind = :kind")
_RESULT = text("update suggestion set state = :state, result = cast(:result as jsonb) where id = :id")

OPEN_STATES = ("open", "accepting")
DONE_STATES = ("accepted", "undoing", "undone", "dismissed", "expired", "failed")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action, by id: journal entries, planned transfers, accounts that it opened."""

    entries: Sequence[int] = ()
    planned: Sequence[UUID] = ()
    opened: Sequence[UUID] = ()

    def json(self) -> dict[str, Any]:
        """As it is stored with the suggestion."""
        planned, opened = ([str(i) for i in ids] for ids in (self.planned, self.opened))
        return {"entries": list(self.entries), "planned": planned, "opened": opened}


@dataclass(frozen=True, slots=True)
class Action:
    """How the owning part carries out an action of the closed list, and takes it back."""

    do: Callable[[Work, Environment, Mapping[str, Any], UUID], Done]
    undo: Callable[[Work, Environment, Mapping[str, Any], UUID], Done]


# Made from the picture ------------------------------------------------------------


def on_picture(work: Work, env: Environment, events: Sequence[Event]) -> None:
    """The picture of one customer changed: their open suggestions follow it."""
    del events
    refresh(work, env)


def refresh(work: Work, env: Environment) -> None:
    """Makes the open suggestions what the rules now propose: new ones added, known ones updated, others
    expired. Without consent nothing is proposed, and what no one decided on goes."""
    found = facts.snapshot(work, env, SUGGESTIONS)
    if found is None:
        _forget(work)
        return
    today = work.today(env.clock)
    proposals = proposed(found, env, today, unwelcome(work, today))
    wanted = {p.key: (rank, p) for rank, p in enumerate(proposals, 1)}
    standing = {row.key: row for row in work.all(_OPEN, customer=work.customer)}
    picture = orjson.dumps(_picture(found)).decode()
    age = today - found.as_of
    made: list[UUID] = []
    for key, (rank, proposal) in wanted.items():
        values = _values(proposal, rank, picture, age) | {"basis": list(found.basis)}
        row = standing.get(key)
        if row is None:
            made.append(new_id())
            work.run(
                _ADD,
                id=made[-1],
                customer=work.customer,
                kind=proposal.kind,
                key=key,
                now=env.clock.now(),
                **values,
            )
        elif row.state == "open":
            work.run(_UPDATE, id=row.id, **values)
    _tell(work, "SuggestionMade", made)
    gone = [row.id for key, row in standing.items() if row.state == "open" and key not in wanted]
    if gone:
        _tell(work, "SuggestionExpired", [row.id for row in work.all(_EXPIRE, ids=gone, now=env.clock.now())])
    work.wake("florin_live", f"{work.customer}:suggestions")


def _forget(work: Work) -> None:
    """Lets go of what was proposed and never decided on."""
    gone = work.all(_FORGET, customer=work.customer)
    _tell(work, "SuggestionExpired", [row.id for row in gone if row.state == "open"])
    if gone:
        work.wake("florin_live", f"{work.customer}:suggestions")


def proposed(
    found: facts.Snapshot, env: Environment, today: date, unwanted: Container[str]
) -> Sequence[Proposal]:
    """What the rules propose; nothing where the picture is too old to act on, and nothing that moves money
    where an account's balance was never stated."""
    if found.as_of < today - TOO_OLD:
        return ()
    prices = env.bank.prices
    rate = prices.savings_rate if "savings" in env.bank.products else None
    made = suggest_from(found.books, BankTerms(rate), unwelcome=unwanted)
    return [p for p in made if p.action == "remind"] if found.unstated else made


def unwelcome(work: Work, today: date) -> frozenset[str]:
    """The kinds that the customer muted, and the keys of advice that was refused lately or has just been
    taken."""
    muted = {row.kind for row in work.all(_MUTED, customer=work.customer, today=today)}
    resting = {
        row.key
        for row in work.all(_RECENT, customer=work.customer)
        if row.state != "undone"
        and today - row.decided_on < (COOL_DOWN if row.state == "dismissed" else DONE_PAUSE)
    }
    return frozenset(muted | resting)


def _values(proposal: Proposal, rank: int, picture: str, age: timedelta) -> dict[str, Any]:
    return {
        "rank": rank,
        "proposal": orjson.dumps(proposal_json(proposal)).decode(),
        "evidence": list(proposal.evidence),
        "model": f"{MODEL.name} {MODEL.version}",
        "model_hash": model_hash(),
        "picture": picture,
        "expires": proposal.expires + age,
    }


def _picture(found: facts.Snapshot) -> dict[str, Any]:
    values = {f.name: None if f.value is None else str(f.value) for f in found.picture.values()}
    return {"as_of": found.as_of.isoformat(), "currency": found.currency, "facts": values}


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """A proposal as it is stored: ids, codes and typed slots, amounts in minor units."""
    effect = proposal.effect
    return {
        "variant": proposal.variant,
        "action": proposal.action,
        "from": proposal.from_account,
        "to": proposal.to_account,
        "amount": proposal.amount,
        "currency": proposal.currency,
        "effect": {"value": effect.value, "low": effect.low, "high": effect.high, "period": effect.period},
        "reasons": [{"code": r.code, "slots": _slots(r.slots)} for r in proposal.reasons],
        "figures": [[code, to_json(slot)] for code, slot in proposal.figures],
        "slots": _slots(proposal.slots),
    }


def _slots(slots: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: to_json(slot) for name, slot in slots}


def fingerprint(row: Any) -> str:
    """The digest (SHA-256, hex) of what was decided on: proposal, evidence, picture and model. It stands in
    the record of the decision, so that what is stored can be held against it."""
    decided = (row.kind, row.proposal, list(row.evidence), row.picture, row.model, row.model_hash)
    return hashlib.sha256(canonical(decided)).hexdigest()


def _tell(work: Work, name: str, suggestions: Sequence[UUID]) -> None:
    """An event for each of the suggestions of the work's customer."""
    if suggestions:
        bodies = [{"suggestion": str(each)} for each in suggestions]
        work.emit_each(name, [work.customer] * len(bodies), bodies)


# Decided by the customer ------------------------------------------------------------


def listed(work: Work, env: Environment, *, done: bool = False) -> list[Any]:
    """Open suggestions, best first, or those that are decided, latest first.

    One that older rules made waits until today's have looked again.
    """
    today, now = work.today(env.clock), env.clock.now()
    # Another of the household only looks, often where nothing can be written: that marks nothing.
    if work.caller.kind != "member":
        late = work.all(_LATE, customer=work.customer, today=today, now=now)
        _tell(work, "SuggestionExpired", [row.id for row in late])
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


def moves_money(work: Work, identifier: UUID, key: str) -> bool:
    """Whether accepting this suggestion, or undoing it, would move money now; False where the same `key` has
    asked for it before, and where it was only put away. NotFound where it is not the caller's."""
    row = one(work, identifier)
    again = key in (row.accept_key, row.undo_key)
    return not again and row.state != "dismissed" and row.proposal["action"] != "remind"


def accept(work: Work, env: Environment, identifier: UUID, key: str) -> None:
    """Asks the workers to act; the same `key` again changes nothing.

    Raises:
        Conflict: it is not open any more. IdempotencyMismatch: the key belongs to another suggestion.
    """
    row = _lock(work, identifier, key)
    if row.accept_key == key:
        return
    if row.state != "open" or row.expires < work.today(env.clock):
        state = "expired" if row.state == "open" else row.state
        raise Conflict(f"this suggestion is {state}", reason="suggestion")
    now, today = env.clock.now(), work.today(env.clock)
    if not work.run(_ACCEPT, id=identifier, key=key, now=now, today=today):
        raise Conflict("the consent that this suggestion was made under has run out", reason="suggestion")
    work.emit(
        "SuggestionAccepted", work.customer, {"suggestion": str(identifier), "decided": fingerprint(row)}
    )


def ask_undo(work: Work, identifier: UUID, key: str) -> None:
    """Asks the workers to take an accepted suggestion back, or opens one again that was put away.

    The same `key` again changes nothing.
    """
    row = _lock(work, identifier, key)
    if row.undo_key == key:
        return
    if row.state == "dismissed":
        work.run(_REOPEN, id=identifier, key=key)
        work.run(_UNMUTE, customer=work.customer, kind=row.kind)
        work.emit("SuggestionReopened", work.customer, {"suggestion": str(identifier)})
        return
    if row.state != "accepted" or row.proposal["action"] not in UNDOABLE:
        raise Conflict(f"this suggestion is {row.state} and cannot be undone", reason="not-undoable")
    work.run(_UNDO, id=identifier, key=key)
    work.emit("SuggestionUndoAsked", work.customer, {"suggestion": str(identifier)})


def dismiss(work: Work, env: Environment, identifier: UUID, *, mute: bool) -> None:
    """Puts a suggestion away; with `mute` its whole kind for half a year."""
    row = _lock(work, identifier, "")
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


def _lock(work: Work, identifier: UUID, key: str) -> Any:
    if len(key) > 200:
        raise InvalidInput("the idempotency key has more than 200 characters")
    row = work.first(_LOCKED, customer=work.customer, id=identifier)
    if row is None:
        raise NotFound("there is no such suggestion", reason="suggestion")
    if key and work.first(_KEY_USED, customer=work.customer, key=key, id=identifier):
        raise IdempotencyMismatch("this idempotency key was used for another suggestion")
    return row


# Carried out by the workers ------------------------------------------------------------


def carry_out(work: Work, env: Environment, actions: Mapping[str, Action], identifier: UUID) -> None:
    """Runs the action of an accepted suggestion once; what it made, or why it failed, is kept with it."""
    row = work.first(_LOCKED, customer=work.customer, id=identifier)
    if row is None or row.state != "accepting":
        return
    state = _run(
        work,
        row,
        "accepted",
        "failed",
        lambda: actions[row.proposal["action"]].do(work, env, row.proposal, identifier),
    )
    work.emit("SuggestionDone", work.customer, {"suggestion": str(identifier), "state": state})


def take_back(work: Work, env: Environment, actions: Mapping[str, Action], identifier: UUID) -> None:
    """Runs the undo of an accepted suggestion once."""
    row = work.first(_LOCKED, customer=work.customer, id=identifier)
    if row is None or row.state != "undoing":
        return
    state = _run(
        work,
        row,
        "undone",
        "accepted",
        lambda: actions[row.proposal["action"]].undo(work, env, row.result, identifier),
    )
    work.emit("SuggestionUndone", work.customer, {"suggestion": str(identifier), "state": state})


def _run(work: Work, row: Any, good: str, bad: str, do: Callable[[], Done]) -> str:
    """Runs the action or its undo; the state that the suggestion is in afterwards."""
    savepoint = work.connection.begin_nested()
    try:
        done, state = do().json(), good
        savepoint.commit()
    except FlorinError as error:
        savepoint.rollback()
        work.wakes.clear()
        told = {"error": error.detail, "problem": f"{error.code}.{error.reason or 'detail'}"}
        done, state = {**(row.result or Done().json()), **told}, bad
    work.run(_RESULT, id=row.id, state=state, result=orjson.dumps(done).decode())
    work.wake("florin_live", f"{work.customer}:suggestions")
    return state
