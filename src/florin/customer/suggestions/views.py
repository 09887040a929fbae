"""Suggestions as they are shown: what, why, by which model, and how to contest it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.facts.views import figures_json, told
from florin.customer.suggestions.service import UNDOABLE
from florin.kernel.api import money
from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.language.composer import MissingSlot, UnknownKey, compose
from florin.language.slots import Slot, from_json
from florin.ledger.views import account_names
from florin.ports.environment import Environment

REVERSIBLE = ("open", "accepting", "accepted", "dismissed")
_HERE = text(
    "select id, here from account where customer_id = :customer and kind not in ('external', 'internal')"
)
# Names may not be stored with a suggestion; it keeps the entry's id.
_PAYEES = text("""
select t.entry_id, coalesce(t.counterparty, t.text) as name
  from (select distinct
               (jsonb_path_query(s.proposal, '$.**.payee ? (@.type() == "string")') #>> '{}')::bigint as entry
          from suggestion s where s.customer_id = :customer) named
  join derived.transaction t on t.customer_id = :customer and t.entry_id = named.entry
""")


class Names:
    """What a customer's accounts are called and whom the entries were with that suggestions name, by id;
    which accounts are at this bank, and the reader's language."""

    def __init__(self, names: Mapping[str, str], here: frozenset[str], language: str) -> None:
        self.names = names
        self.here = here
        self.language = language

    @staticmethod
    def of(work: Work, env: Environment) -> "Names":
        """Of the work's customer."""
        here = frozenset(str(r.id) for r in work.all(_HERE, customer=work.customer) if r.here)
        payees = {str(r.entry_id): r.name for r in work.all(_PAYEES, customer=work.customer)}
        return Names({**account_names(work, env), **payees}, here, work.language)


def summary_json(row: Any, names: Names) -> dict[str, Any]:
    """A suggestion as it stands in a list."""
    proposal = row.proposal
    slots = {name: told(from_json(slot), names.names) for name, slot in proposal["slots"].items()}
    effect, currency = proposal["effect"], proposal["currency"]
    return {
        "id": str(row.id),
        "kind": row.kind,
        "state": row.state,
        "title": _said(names.language, row, "title", slots),
        "sentence": _said(names.language, row, "sentence", slots),
        "effect": {
            **{name: money(effect[name], currency) for name in ("value", "low", "high")},
            "period": effect["period"],
        },
        "action": _action(row, slots, names),
        "expires": row.expires.isoformat(),
        "undoable": row.state in REVERSIBLE and proposal["action"] in UNDOABLE,
        "result": _result(row, names.language),
    }


def detail_json(row: Any, names: Names) -> dict[str, Any]:
    """A suggestion with everything that it rests on, but its evidence's lines."""
    proposal = row.proposal
    reasons = [{"code": r["code"], "text": _reason(r, names)} for r in proposal["reasons"]]
    as_of = row.picture["as_of"]
    return {
        **summary_json(row, names),
        "reasons": reasons,
        "figures": figures_json(proposal["figures"], names.names, names.language),
        "model": {
            "name": row.model.rpartition(" ")[0],
            "version": row.model.rpartition(" ")[2],
            "hash": row.model_hash,
        },
        "as_of": as_of,
        "evidence_entries": [str(entry) for entry in row.evidence],
        "contest": compose(names.language, "suggestion.contest", {}),
    }


def _reason(reason: Mapping[str, Any], names: Names) -> str:
    try:
        return compose(names.language, f"reason.{reason['code']}", _slots(reason["slots"], names))
    except (MissingSlot, UnknownKey):
        return compose(names.language, "suggestion.older.reason", {})


def _slots(stored: Mapping[str, Any], names: Names) -> dict[str, Slot]:
    return {name: told(from_json(slot), names.names) for name, slot in stored.items()}


def _said(language: str, row: Any, part: str, slots: Mapping[str, Slot], key: str | None = None) -> str:
    """The sentence of a suggestion; one made for an older wording says that it is old."""
    try:
        return compose(language, key or _key(row, part), slots)
    except (MissingSlot, UnknownKey):
        return compose(language, f"suggestion.older.{part}", {})


def _key(row: Any, part: str) -> str:
    return ".".join(p for p in ("suggestion", row.kind, row.proposal["variant"], part) if p)


def _action(row: Any, slots: Mapping[str, Slot], names: Names) -> dict[str, Any]:
    proposal = row.proposal
    source, target, amount = proposal["from"], proposal["to"], proposal["amount"]
    here = proposal["action"] == "remind" or (
        source in names.here and (target is None or target in names.here)
    )
    return {
        "kind": proposal["action"],
        "label": _said(names.language, row, "action", slots, None if here else "suggestion.planned.action"),
        "from": source,
        "from_name": names.names.get(source) if source else None,
        "to": target,
        "to_name": names.names.get(target) if target else None,
        "amount": None
        if amount is None
        else {"amount": amount_text(amount, proposal["currency"]), "currency": proposal["currency"]},
        "here": here,
    }


def _result(row: Any, language: str) -> dict[str, Any] | None:
    if row.result is None:
        return None
    return {
        "entries": [str(entry) for entry in row.result.get("entries", [])],
        "planned": [str(UUID(p)) for p in row.result.get("planned", [])],
        "error": _trouble(row.result, language, row.expires),
    }


def _trouble(result: Mapping[str, Any], language: str, until: date) -> str | None:
    """What went wrong, or why it stands no more; as the code worded it where it has no text (any more)."""
    try:
        return compose(language, f"problem.{result['problem']}", {"until": until})
    except (KeyError, MissingSlot, UnknownKey):
        return result.get("error")
