"""Suggestions as decisions: the bank's rules proposed, the customer decided."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.decisions.record import Decision, Input, Outcome, Reason, Source
from florin.customer.facts.rules import FACTS
from florin.customer.suggestions.service import fingerprint, one
from florin.customer.suggestions.views import Names, detail_json
from florin.kernel.errors import Conflict, NotFound
from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.language.composer import UnknownKey, compose
from florin.ports.environment import Environment

_OWNER = text("select customer_id from suggestion where id = :id")
_TOLD = text("""
select id, name, actor, created, body from event_log
 where customer_id = :customer and name like 'Suggestion%' and body ->> 'suggestion' = :id order by id
""")
_DECIDING = ("SuggestionAccepted", "SuggestionDismissed")
_UNITS = {definition.name: definition.unit for definition in FACTS}


def _owner(work: Work, identifier: UUID) -> UUID | None:
    return work.scalar(_OWNER, id=identifier)


def _found(work: Work, env: Environment, identifier: UUID) -> Decision | None:
    try:
        row = one(work, identifier)
    except NotFound:
        return None
    told = work.all(_TOLD, customer=work.customer, id=str(identifier))
    deciding = [event for event in told if event.name in _DECIDING]
    _check(row, deciding)
    shown = detail_json(row, Names.of(work, env))
    return Decision(
        id=row.id,
        customer=work.customer,
        kind=f"suggestion.{row.kind}",
        title=shown["title"],
        sentence=shown["sentence"],
        model=shown["model"]["name"],
        model_version=shown["model"]["version"],
        model_hash=row.model_hash,
        made=row.created,
        as_of=row.picture["as_of"],
        inputs=_inputs(row.picture, work.language),
        reasons=[Reason(reason["code"], reason["text"]) for reason in shown["reasons"]],
        figures=shown["figures"],
        evidence=row.evidence,
        effect=shown["effect"],
        action={name: shown["action"][name] for name in ("kind", "label", "from", "to", "amount", "here")},
        outcome=Outcome(
            row.state,
            row.decided,
            deciding[-1].actor if deciding else None,
            (row.result or {}).get("entries", ()),
        ),
        records=[event.id for event in told],
        language=work.language,
        contest=shown["contest"],
    )


def _check(row: Any, deciding: list[Any]) -> None:
    """Conflict where what is stored is not what the record of the decision tells."""
    kept = deciding[-1].body.get("decided") if deciding else None
    if kept is not None and kept != fingerprint(row):
        raise Conflict("the stored decision is not the one that was recorded", reason="decision-changed")


def _inputs(picture: Mapping[str, Any], language: str) -> list[Input]:
    currency = picture["currency"]
    return [_input(name, value, currency, language) for name, value in sorted(picture["facts"].items())]


def _input(name: str, value: str | None, currency: str, language: str) -> Input:
    unit = _UNITS.get(name)
    label = name
    with suppress(UnknownKey):  # a fact of an earlier day that there is no more
        label = compose(language, f"fact.{name}.label", {})
    if unit != "money":
        return Input(name, label, value, unit, None)
    told = None if value is None else amount_text(int(Decimal(value)), currency)
    return Input(name, label, told, unit, currency)


SOURCE = Source(_owner, _found)
