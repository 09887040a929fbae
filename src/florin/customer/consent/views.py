"""Consents as they are shown: each purpose, what it stands at for each source, and what was agreed to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from florin.customer.consent import service
from florin.customer.consent.rules import SOURCES, Purpose, Source, longest_day, purposes, states, wording
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.ledger.views import account_names
from florin.ports.environment import Environment

# The customer's accounts, and for each the purposes that may use it today.
_COVERED = text("""
select a.id, a.here, array(
         select p from unnest(cast(:purposes as text[])) p
          where exists (select from consented(:customer, array[p], :today) w where w.account_id = a.id))
         as covered
  from account a
 where a.customer_id = :customer and a.kind not in ('external', 'internal') and a.closed is null
 order by a.here desc, a.created, a.id
""")


def consents_json(work: Work, env: Environment) -> dict[str, Any]:
    """Every purpose with what each source stands at, and the consents that have ended."""
    today = work.today(env.clock)
    names = account_names(work, env)
    rows = [consent_json(row, today, names) for row in service.listed(work)]
    accounts = covered(work, env)
    return {
        "today": today.isoformat(),
        "purposes": [_purpose(each, rows, accounts, today, work.language) for each in purposes().values()],
        "past": [row for row in rows if row["state"] != "given"],
    }


def covered(work: Work, env: Environment) -> Sequence[Any]:
    """The accounts of the work's customer: id, whether here, and the purposes that consent covers today, each
    looked at by itself."""
    return work.all(_COVERED, customer=work.customer, purposes=list(purposes()), today=work.today(env.clock))


def consent_json(row: Any, today: date, names: Mapping[str, str]) -> dict[str, Any]:
    """One consent; one whose last day has passed counts as expired, whether that is recorded yet or not."""
    late = row.ended is None and row.expires < today
    account = None if row.account_id is None else str(row.account_id)
    return {
        "id": str(row.id),
        "purpose": row.purpose,
        "source": row.source,
        "account": account,
        "account_name": names.get(account) if account else None,
        "state": "expired" if late else row.ended_as or "given",
        "since": row.given.isoformat(),
        "until": row.expires.isoformat(),
        "ended": None if row.ended is None else row.ended.isoformat(),
        "collected": row.collected,
    }


def _purpose(
    purpose: Purpose,
    rows: Sequence[Mapping[str, Any]],
    accounts: Sequence[Any],
    today: date,
    language: str,
) -> dict[str, Any]:
    return {
        "id": purpose.id,
        "title": compose(language, f"consent.{purpose.id}.title", {}),
        "does": compose(language, f"consent.{purpose.id}.does", {}),
        "derives": list(purpose.derives),
        "needs": list(purpose.needs),
        "basis": purpose.basis,
        "basis_source": purpose.source,
        "sources": [_source(purpose, source, rows, accounts, today, language) for source in SOURCES],
    }


def _source(
    purpose: Purpose,
    source: Source,
    rows: Sequence[Mapping[str, Any]],
    accounts: Sequence[Any],
    today: date,
    language: str,
) -> dict[str, Any]:
    own = [r for r in rows if r["purpose"] == purpose.id and r["source"] == source]
    live = [row for row in own if row["state"] == "given"]
    needed = {r["purpose"] for r in rows if r["state"] == "given" and r["source"] == source}
    ends = [None if row["state"] == "given" else row["state"] for row in own]
    theirs = [a for a in accounts if a.here == (source == "here")]
    longest = purpose.longest[source]
    return {
        "source": source,
        "title": compose(language, f"consent.source.{source}", {}),
        "state": states(ends, set(purpose.needs) <= needed),
        "since": min((row["since"] for row in live), default=None),
        "until": max((row["until"] for row in live), default=None),
        "accounts": len(theirs),
        "covered": sum(purpose.id in a.covered for a in theirs),
        "longest_days": longest.most,
        "longest_until": longest_day(purpose.id, source, today).isoformat(),
        "longest_by": longest.rule,
        "text": wording(purpose.id, source, False, language),
        "text_one": wording(purpose.id, source, True, language),
        "consents": live,
    }
