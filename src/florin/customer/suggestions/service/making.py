"""Open suggestions follow the picture: new ones are added, known ones updated, others expire."""

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.consent.basis import SUGGESTIONS
from florin.customer.facts import service as facts
from florin.customer.suggestions.rules import MODEL, BankTerms, Proposal, model_hash, suggest_from
from florin.kernel.events import Event
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.language.slots import to_json
from florin.ports.environment import Environment

TOO_OLD = timedelta(days=400)  # a picture older than this says too little about today to act on
COOL_DOWN = timedelta(days=60)  # advice that was refused is not given again for so long
DONE_PAUSE = timedelta(days=30)  # nor advice that was just taken

_OPEN = text("""
select id, key, kind, state from suggestion
 where customer_id = :customer and state in ('open', 'accepting', 'accepted', 'undoing') for update
""")
_RECENT = text("""
select key, state, coalesce(decided_on, decided::date) as decided_on from suggestion
 where customer_id = :customer and state in ('accepted', 'dismissed', 'undone') and decided is not null
""")
_MUTED = text("select kind from suggestion_mute where customer_id = :customer and until >= :today")
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
update suggestion set state = 'expired', decided = :now, result = '{"problem": "suggestion.over"}'
 where id = any(:ids) and state = 'open' returning id
""")
_FORGET = text("""
delete from suggestion where customer_id = :customer and state in ('open', 'expired') returning id, state
""")
# What was taken some time ago and is wanted again makes room for the fresh one.
_RETIRE = text("update suggestion set key = key || ':' || id where id = any(:ids) and state = 'accepted'")


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
    again = [row.id for key, row in standing.items() if row.state == "accepted" and key in wanted]
    if again:
        work.run(_RETIRE, ids=again)
    made: list[UUID] = []
    for key, (rank, proposal) in wanted.items():
        values = _values(proposal, rank, picture, age) | {"basis": list(found.basis)}
        row = standing.get(key)
        if row is None or row.state == "accepted":
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
    tell(work, "SuggestionMade", made)
    gone = [row.id for key, row in standing.items() if row.state == "open" and key not in wanted]
    if gone:
        tell(work, "SuggestionExpired", [row.id for row in work.all(_EXPIRE, ids=gone, now=env.clock.now())])
    work.wake("florin_live", f"{work.customer}:suggestions")


def _forget(work: Work) -> None:
    """Lets go of what was proposed and never decided on."""
    gone = work.all(_FORGET, customer=work.customer)
    tell(work, "SuggestionExpired", [row.id for row in gone if row.state == "open"])
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


def tell(work: Work, name: str, suggestions: Sequence[UUID]) -> None:
    """An event for each of the suggestions of the work's customer."""
    if suggestions:
        bodies = [{"suggestion": str(each)} for each in suggestions]
        work.emit_each(name, [work.customer] * len(bodies), bodies)
