"""The stored facts: brought up to date, told, and told as not known."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import orjson
from sqlalchemy import text

from florin.customer.consent.basis import PICTURE, stands
from florin.customer.facts.rules import FACTS
from florin.customer.facts.rules.together import held_in, together
from florin.customer.facts.service.marking import mark_own_transfers
from florin.customer.facts.service.reading import Snapshot, newest_rates, read, seen
from florin.kernel.work import Work
from florin.language.slots import from_json, to_json
from florin.ports.environment import Environment

_STORED = text("select * from derived.fact where customer_id = :customer")
_STANDING = text(f"select f.* from derived.fact f where f.customer_id = :customer and {stands('f')}")
_FORGET = text("delete from derived.fact where customer_id = :customer")
_UNMARK = text("""
update derived.transaction set own_transfer = false where customer_id = :customer and own_transfer
""")
_SAVE = text("""
insert into derived.fact select * from jsonb_populate_recordset(null::derived.fact, cast(:rows as jsonb))
on conflict (customer_id, name) do update
   set version = excluded.version, unit = excluded.unit, value = excluded.value, currency = excluded.currency,
       known = excluded.known, missing = excluded.missing, as_of = excluded.as_of,
       evidence = excluded.evidence, figures = excluded.figures, basis = excluded.basis
""")


def refresh(work: Work, env: Environment, touched: date | None = None) -> bool:
    """Derives the facts of the work's customer again and stores what differs; whether anything did.

    Without consent there are none: those that are stored go. `touched`: the oldest day on which transactions
    were derived again, None where none were.
    """
    material = read(work, env, PICTURE)
    if material is None:
        return bool(work.run(_FORGET, customer=work.customer) + work.run(_UNMARK, customer=work.customer))
    found = seen(material)
    versions = {d.name: d.version for d in FACTS}
    rows = [_row(fact, found, versions[fact.name]) for fact in found.picture.values()]
    before = {row.name: row for row in work.all(_STORED, customer=work.customer)}
    changed = [row for row in rows if _differs(row, before.get(row["name"]))]
    mark_own_transfers(work, found, material, touched)
    if changed:
        told = [{"customer_id": work.customer, **row} for row in changed]
        work.run(_SAVE, rows=orjson.dumps(told, default=str).decode())
    return bool(changed)


def stored(work: Work, env: Environment) -> dict[str, Any]:
    """The stored facts of the work's customer, by name; one of an older definition waits for the next, and
    one that a consent no longer covers is not told."""
    versions = {d.name: d.version for d in FACTS}
    rows = work.all(_STANDING, customer=work.customer, today=work.today(env.clock))
    standing = {row.name: row for row in rows if row.version == versions.get(row.name)}
    if "net_worth" in standing:
        standing["net_worth"] = _at_todays_rates(work, env, standing["net_worth"])
    return standing


def _at_todays_rates(work: Work, env: Environment, row: Any) -> Any:
    """The stored net worth at the rates known today: newer ones change it without any transaction."""
    figures = tuple((code, from_json(slot)) for code, slot in row.figures)
    held = held_in(figures)
    currencies = {money.currency for _, money in held}
    if not row.known or row.currency is None or currencies <= {row.currency}:
        return row
    rates = newest_rates(work, currencies, row.currency, work.today(env.clock))
    found = together(held, rates, row.currency)
    told = [[code, to_json(slot)] for code, slot in found.figures]
    value = None if found.value is None else Decimal(found.value)
    known = {"value": value, "known": found.missing is None, "missing": found.missing, "figures": told}
    return SimpleNamespace(**{**row._asdict(), **known})


def unknown(work: Work, env: Environment) -> dict[str, Any]:
    """Every fact as not known for want of consent, as a stored one is told; none of it is stored."""
    today = work.today(env.clock)
    told = {"version": 0, "value": None, "currency": None, "known": False, "missing": "consent"}
    empty = {"as_of": today, "evidence": [], "figures": [], "basis": []}
    return {d.name: SimpleNamespace(name=d.name, unit=d.unit, **told, **empty) for d in FACTS}


def _row(fact: Any, found: Snapshot, version: int) -> dict[str, Any]:
    return {
        "name": fact.name,
        "version": version,
        "unit": fact.unit,
        "value": None if fact.value is None else Decimal(fact.value),
        "currency": fact.currency,
        "known": fact.known,
        "missing": fact.missing,
        "as_of": found.as_of,
        "evidence": list(fact.evidence),
        "figures": [[code, to_json(slot)] for code, slot in fact.figures],
        "basis": list(found.basis),
    }


def _differs(row: dict[str, Any], before: Any | None) -> bool:
    if before is None:
        return True
    return any(row[name] != getattr(before, name) for name in row)
