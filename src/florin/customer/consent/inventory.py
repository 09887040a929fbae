"""What is held of a customer: kinds of data, how many, since when, from where, what for and how long."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import TextClause, text

from florin.customer.consent import service as consents
from florin.customer.consent.rules import SOURCES, purposes
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.ports.environment import Environment


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data, as `inventory.toml` tells it."""

    id: str
    tables: tuple[str, ...]
    origin: str
    uses: tuple[str, ...]
    kept: str
    count: str | None = None
    when: str | None = None
    account: str | None = None
    only: str = "true"
    whose: str = "customer_id"


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of the file."""
    told = tomllib.loads(files(__package__ or "").joinpath("inventory.toml").read_text("utf-8"))
    lists = ("tables", "uses")
    return tuple(Kind(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in told["kind"])


@cache
def _counted() -> TextClause:
    """One statement for all kinds: how many rows, and the first and last day, by source where it has one."""
    return text("\nunion all\n".join(_part(kind) for kind in kinds() if kind.count))


def _part(kind: Kind) -> str:
    when = f"x.{kind.when}::date" if kind.when else "null::date"
    source, join = "null", ""
    if kind.account:
        source = "case when a.here then 'here' else 'elsewhere' end"
        join = f" join account a on a.id = x.{kind.account}"
    return f"""select '{kind.id}' as kind, {source} as source, count(*) as n,
       min({when}) as first, max({when}) as last
  from {kind.count} x{join} where x.{kind.whose} = :customer and {kind.only} group by 2"""


def inventory_json(work: Work, env: Environment) -> dict[str, Any]:
    """Every kind of data that is held of the work's customer, and the purposes that have no consent."""
    found: dict[str, list[Any]] = {}
    for row in work.all(_counted(), customer=work.customer):
        found.setdefault(row.kind, []).append(row)
    unasked = consents.missing(work, env, list(purposes()))
    items = [_kind(kind, found.get(kind.id, []), work.language) for kind in kinds()]
    return {
        "today": work.today(env.clock).isoformat(),
        "items": [each for each in items if each["count"] != 0],
        "missing_consents": unasked,
    }


def _kind(kind: Kind, rows: Sequence[Any], language: str) -> dict[str, Any]:
    by_source = {row.source: row for row in rows}
    return {
        "id": kind.id,
        "label": compose(language, f"data.{kind.id}", {}),
        "count": sum(row.n for row in rows) if kind.count else None,
        "since": _day(min((row.first for row in rows if row.first), default=None)),
        "last": _day(max((row.last for row in rows if row.last), default=None)),
        "sources": [_source(source, by_source) for source in SOURCES if source in by_source],
        "origin": compose(language, f"data.origin.{kind.origin}", {}),
        "origin_code": kind.origin,
        "uses": list(kind.uses),
        "kept": compose(language, f"data.kept.{kind.kept}", {}),
        "kept_code": kind.kept,
    }


def _source(source: str, rows: Mapping[str, Any]) -> dict[str, Any]:
    row = rows[source]
    return {"source": source, "count": row.n, "since": _day(row.first), "last": _day(row.last)}


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
