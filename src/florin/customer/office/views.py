"""Customers as the office shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from florin.customer.facts.rules import FACTS
from florin.customer.home import facts_json
from florin.customer.office import service
from florin.customer.service import customer
from florin.customer.suggestions.views import Names, summary_json
from florin.kernel.api import money
from florin.kernel.work import Work
from florin.ledger import views as ledger
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed

LATEST = 10  # events that stand below a picture; the log has them all
# Which facts each reason for trouble speaks of.
_SPEAKS_OF = {
    "overdrawn": ("overdrafts",),
    "nothing": ("liquid",),
    "shrinking": ("monthly_net", "buffer_days"),
}
_VERSIONS = {definition.name: definition.version for definition in FACTS}


def customer_json(row: Any, env: Environment) -> dict[str, Any]:
    """A row of the list; the name is opened for this row alone, and empty where its key is gone."""
    facts = _current(row.facts or {})
    return {
        "id": str(row.id),
        "name": _name(row, env),
        "country": row.country,
        "currency": row.currency,
        "persona": row.persona,
        "since": row.created.isoformat(),
        "accounts": row.accounts,
        "liquid": _money(facts.get("liquid"), row.currency),
        "net_worth": _money(facts.get("net_worth"), row.currency),
        "overdraft_days": _count(facts.get("overdrafts")),
        "monthly_net": _money(facts.get("monthly_net"), row.currency),
        "buffer_days": _count(facts.get("buffer_days")),
        "trouble": [r for r in row.trouble if all(name in facts for name in _SPEAKS_OF[r])],
        "open_suggestions": row.open_suggestions,
        "first_movement": _day(row.first_movement),
        "last_movement": _day(row.last_movement),
    }


def picture_json(unit: Work, env: Environment) -> dict[str, Any]:
    """Everything that is known of the opened customer, as they see it themselves."""
    who = customer(unit, env, unit.customer)
    came = service.opened(unit)
    names = Names.of(unit, env)
    events, _ = service.events_of(unit)
    return {
        "customer": {
            "id": str(who.id),
            "name": who.name,
            "country": who.country,
            "currency": who.currency,
            "persona": who.persona,
            "since": came.created.isoformat(),
            "first_movement": _day(came.first_movement),
            "business_date": unit.today(env.clock).isoformat(),
        },
        "accounts": ledger.accounts(unit, env),
        "facts": facts_json(unit, env, names.names),
        "suggestions": [_suggestion(row, names) for row in service.suggestions_of(unit, env)],
        "imports": [import_json(row, _file(row, unit, env)) for row in service.imports_of(unit)],
        "events": events_json(events[:LATEST]),
    }


def import_json(row: Any, file: str | None = None) -> dict[str, Any]:
    """An import; what its file is called only where its customer is open."""
    return {
        "id": str(row.id),
        "customer": str(row.customer_id),
        "state": row.state,
        "format": row.format,
        "file": file,
        "added": row.added,
        "duplicates": row.duplicates,
        "pending": row.pending,
        "created": row.created.isoformat(),
        "finished": None if row.finished is None else row.finished.isoformat(),
    }


def events_json(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Events of the log: ids and codes only, as they are stored."""
    return [
        {
            "id": str(row.id),
            "time": row.created.isoformat(),
            "name": row.name,
            "customer": None if row.customer_id is None else str(row.customer_id),
            "body": row.body,
        }
        for row in rows
    ]


def _suggestion(row: Any, names: Names) -> dict[str, Any]:
    decided = None if row.decided is None else row.decided.isoformat()
    return {**summary_json(row, names), "created": row.created.isoformat(), "decided": decided}


def _current(facts: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """The values of facts of today's definitions; one of an older definition waits for the next."""
    return {name: value for name, (version, value) in facts.items() if version == _VERSIONS.get(name)}


def _money(value: str | None, currency: str) -> dict[str, str] | None:
    return None if value is None else money(int(value), currency)


def _count(value: str | None) -> int | None:
    return None if value is None else int(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _name(row: Any, env: Environment) -> str:
    try:
        return env.vault(row.id).open_fields(row.personal).get("name", "")
    except KeyDestroyed:
        return ""


def _file(row: Any, unit: Work, env: Environment) -> str:
    return env.vault(unit.customer).open_fields(row.personal).get("file", "")
