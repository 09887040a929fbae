"""What the law makes the bank keep of somebody who leaves: sealed under a key of its own, until its day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.kernel.errors import Conflict
from florin.kernel.work import Work
from florin.law import retention
from florin.law.retention import Kept, Rule
from florin.ports.environment import Environment
from florin.ports.keys.vault import Vault

HOLD = "legal-hold"  # beside the codes of law/: nothing but a hold asks for it
_AT_ONCE = 2000
_PERSON = text("select personal, country, created from customer where id = :customer")
_ACCOUNTS = text("""
select a.id, a.kind, a.currency, a.personal, a.opened,
       greatest(a.opened, (select max(p.booked) from posting p where p.account_id = a.id)) as last
  from account a where a.customer_id = :customer and a.here order by a.created, a.id
""")
# What each entry on an account kept here says: what was recorded with it, else the line that a statement
# told.
# Looked up entry by entry, which costs the same whatever the planner believes of tables that just grew.
_ENTRIES = text("""
select entry_id, booked, personal from (
  select p.entry_id, p.booked, coalesce(
           (select o.personal from original o where o.entry_id = p.entry_id and o.customer_id = :customer),
           (select n.personal from statement_slot s
              join statement_line n on n.account_id = s.account_id and n.booked = s.booked
                                   and n.amount = s.amount and n.slot = s.slot
             where s.entry_id = p.entry_id and s.customer_id = :customer order by n.id limit 1)) as personal
    from (select distinct x.entry_id, x.booked from posting x
           where x.customer_id = :customer
             and x.account_id = any (array(
                   select a.id from account a where a.customer_id = :customer and a.here))) p) said
 where personal is not null order by entry_id
""")
_SPAN = text("""
select count(distinct x.entry_id) as entries, min(x.booked) as first, max(x.booked) as last
  from posting x join account a on a.id = x.account_id and a.here where x.customer_id = :customer
""")
_KEEP = text("""
insert into retained (customer_id, kind, subject, personal, rules, until)
select :customer, kind, subject, personal, string_to_array(rules, ' '), until
  from unnest(cast(:kinds as text[]), cast(:subjects as text[]), cast(:personals as bytea[]),
              cast(:rules as text[]), cast(:untils as date[])) as t(kind, subject, personal, rules, until)
""")
_HOLDS = text("select reason, until, released from holds_of(:customer)")
_RETAINED = text("select kind, subject, personal, rules, until from retained_of(:customer, :staff, :reason)")


@dataclass(frozen=True, slots=True)
class Record:
    """One record that is kept: its kind, whose it is, its words, how long and by which rules."""

    kind: str
    subject: str
    words: dict[str, Any]
    kept: Kept


@dataclass(frozen=True, slots=True)
class Staying:
    """What would stay of a kind: how many records, until when at the latest, by which rules."""

    kind: str
    count: int
    until: date
    rules: tuple[str, ...]


def rules(unit: Work, env: Environment, day: date) -> tuple[Rule, ...]:
    """The rules that bind this bank on a day for the work's customer.

    Raises:
        Conflict: the customer has accounts here, and no book of law/ knows the bank's country.
    """
    country = env.bank.country
    if not retention.knows(country) and unit.first(_ACCOUNTS, customer=unit.customer):
        raise Conflict(f"law/ has no rules of retention for {country}", reason="no-law")
    return retention.rules_of(country, day)


def holds(unit: Work, day: date) -> list[Any]:
    """The holds on the work's customer that stand on a day: reason and last day."""
    found = unit.all(_HOLDS, customer=unit.customer)
    return [hold for hold in found if hold.released is None and hold.until >= day]


def foreseen(unit: Work, env: Environment, day: date) -> list[Staying]:
    """What would stay if the work's customer left on `day`, without opening any of it."""
    law = rules(unit, env, day)
    accounts = unit.all(_ACCOUNTS, customer=unit.customer)
    held = max((hold.until for hold in holds(unit, day)), default=None)
    found: list[Staying] = []
    if accounts or held:
        person = unit.first(_PERSON, customer=unit.customer)
        law_keeps = (
            retention.keep(law, "customer", person.created.date(), day) if accounts and person else None
        )
        _foresee(found, "customer", 1, law_keeps, held)
    if accounts:
        kept = [retention.keep(law, "account", each.last, day) for each in accounts]
        _foresee(found, "account", len(accounts), max(filter(None, kept), key=_until, default=None), held)
        span = unit.first(_SPAN, customer=unit.customer)
        if span is not None and span.entries:
            newest = retention.keep(law, "entry", span.last, day)
            _foresee(found, "entry", span.entries, newest, held)
    return found


def _until(kept: Kept) -> date:
    return kept.until


def _foresee(found: list[Staying], kind: str, count: int, kept: Kept | None, held: date | None) -> None:
    if both := _held(kept, held):
        found.append(Staying(kind, count, both.until, both.rules))


def _held(kept: Kept | None, held: date | None) -> Kept | None:
    """What a rule asks for together with what a hold asks for."""
    if held is None:
        return kept
    codes = (*kept.rules, HOLD) if kept else (HOLD,)
    return Kept(max(held, kept.until) if kept else held, codes)


def seal(unit: Work, env: Environment, day: date) -> Kept | None:
    """Keeps what must be kept of the work's customer, sealed under their `retained` key; until when at the
    latest and by which rules, None where nothing is."""
    personal = env.vault(unit.customer)
    records = _records(unit, env, personal, day)
    longest: Kept | None = None
    retained: Vault | None = None
    while part := list(islice(records, _AT_ONCE)):
        retained = retained or Vault(env.keys, unit.customer, "retained")
        _write(unit, retained, part)
        best = max((record.kept for record in part), key=_until)
        longest = best if longest is None or best.until > longest.until else longest
    return longest


def _write(unit: Work, vault: Vault, part: Sequence[Record]) -> None:
    unit.run(
        _KEEP,
        customer=unit.customer,
        kinds=[r.kind for r in part],
        subjects=[r.subject for r in part],
        personals=[vault.seal_fields(r.words) for r in part],
        rules=[" ".join(r.kept.rules) for r in part],
        untils=[r.kept.until for r in part],
    )


def _records(unit: Work, env: Environment, vault: Vault, day: date) -> Iterator[Record]:
    """What must be kept: who it was and the accounts here, and what each entry on them says."""
    law = rules(unit, env, day)
    held = max((hold.until for hold in holds(unit, day)), default=None)
    accounts = unit.all(_ACCOUNTS, customer=unit.customer)
    if not accounts and held is None:
        return
    (person,) = unit.all(_PERSON, customer=unit.customer)
    words = {**vault.open_fields(person.personal), "country": person.country}
    law_keeps = retention.keep(law, "customer", person.created.date(), day) if accounts else None
    if kept := _held(law_keeps, held):
        yield Record("customer", str(unit.customer), words, kept)
    for each in accounts:
        told = vault.open_fields(each.personal)
        words = {
            "number": told.get("number"),
            "owner": told.get("owner"),
            "kind": each.kind,
            "currency": each.currency,
        }
        if kept := _held(retention.keep(law, "account", each.last, day), held):
            yield Record("account", str(each.id), words, kept)
    if accounts:
        yield from _entries(unit, vault, law, held, day)


def _entries(
    unit: Work, vault: Vault, law: tuple[Rule, ...], held: date | None, day: date
) -> Iterator[Record]:
    last: dict[date, Kept | None] = {}  # by the day of booking: a bank of one customer has few of them
    found = unit.connection.execute(
        _ENTRIES, {"customer": unit.customer}, execution_options={"yield_per": _AT_ONCE}
    )
    for row in found:
        if row.booked not in last:
            last[row.booked] = _held(retention.keep(law, "entry", row.booked, day), held)
        if kept := last[row.booked]:
            yield Record("entry", str(row.entry_id), vault.open_fields(row.personal), kept)


def opened(unit: Work, env: Environment, customer: UUID, staff: UUID, reason: str) -> list[Record]:
    """What is still kept of somebody who left, for a member of staff with a reason; that they looked is
    logged. KeyDestroyed where nothing is kept (any more)."""
    vault = Vault(env.keys, customer, "retained")
    rows = unit.all(_RETAINED, customer=customer, staff=staff, reason=reason)
    return [
        Record(r.kind, r.subject, vault.open_fields(r.personal), Kept(r.until, tuple(r.rules))) for r in rows
    ]
