"""The first page, put together: one statement a card."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from florin.customer.consent import service as consents
from florin.customer.consent.rules import purposes
from florin.customer.facts import service as facts
from florin.customer.facts.rules import FACTS
from florin.customer.facts.views import fact_json, figures_json
from florin.customer.recurring import service as recurring
from florin.customer.recurring.views import coming_json
from florin.customer.service import customer
from florin.customer.suggestions import service as suggestions
from florin.customer.suggestions.views import Names, summary_json
from florin.customer.transactions import service as transactions
from florin.customer.transactions.sides import SIDE
from florin.customer.transactions.views import evidence_json, transaction_json
from florin.customer.worth import service as worth
from florin.customer.worth.rules import month_ends
from florin.customer.worth.views import summary_json as worth_json
from florin.kernel.api import money
from florin.kernel.errors import NotFound
from florin.kernel.money import amount_text, to_minor
from florin.kernel.work import Work
from florin.ledger import views as ledger
from florin.ports.environment import Environment

RECENT = 6
SHOWN_SUGGESTIONS = 3
SHOWN_COMING = 6
WORTH_MONTHS = 12

_MONTH = text(f"""
select coalesce(sum(amount) filter (where side = 'in'), 0)::bigint as money_in,
       coalesce(sum(amount) filter (where side = 'out'), 0)::bigint as money_out
  from (select t.amount, {SIDE} as side from derived.transaction t
         where t.customer_id = :customer and t.status = 'booked' and t.currency = :currency
           and t.booked >= :first and t.booked < :next
           and t.account_id in (select w.account_id from consented(:customer, array['picture'], :today) w)) t
""")


def home(work: Work, env: Environment) -> dict[str, Any]:
    """What the first page shows of the work's customer."""
    who = customer(work, env, work.customer)
    shown = ledger.accounts(work, env)
    sums = ledger.net(shown, who.currency)
    today = work.today(env.clock)
    owned = _worth(work, env, who.currency, today) if shown else None
    names = Names.of(work, env)
    stored = facts.stored(work, env)
    unasked = consents.missing(work, env, list(purposes()))
    recent, _ = transactions.listed(work, transactions.Filter(), cursor=None, limit=RECENT)
    as_of = min([today, *(row.as_of for row in stored.values())])
    liquid = stored.get("liquid")
    at_hand = _at_hand(shown)
    return {
        "customer": {"name": who.name},
        "as_of": as_of.isoformat(),
        "empty": not shown,
        "net": [money(minor, currency) for currency, minor in sums],
        "converted": owned["total"]["net"] if owned and owned["total"] and len(sums) > 1 else None,
        "liquid": money(int(liquid.value), who.currency) if liquid is not None and liquid.known else None,
        "at_hand": [money(minor, currency) for currency, minor in ledger.net(at_hand, who.currency)],
        "course": _course(at_hand, who.currency),
        "month": None if not shown or "picture" in unasked else _month(work, env, who.currency, as_of),
        "accounts": shown,
        "facts": _facts(work, env, stored, names.names, unasked),
        "suggestions": [summary_json(r, names) for r in suggestions.listed(work, env)[:SHOWN_SUGGESTIONS]],
        "recent": [transaction_json(row, names.names, work.language) for row in recent],
        "comes": _comes(work, env, who.currency, names.names, unasked) if shown else None,
        "worth": owned,
        "missing_consents": unasked,
    }


def _at_hand(shown: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The accounts that one pays from; all, where there is none such."""
    return [each for each in shown if each["kind"] in recurring.MONEY_KINDS] or list(shown)


def _comes(
    work: Work, env: Environment, currency: str, names: Mapping[str, str], unasked: Sequence[str]
) -> dict[str, Any]:
    """What comes up to the next pay, or simply next where none is expected; a few of it."""
    found = coming_json(recurring.coming(work, env, currency=currency), names)
    pay = found["before_pay"]
    items = [each for each in found["items"] if pay is None or each["day"] <= pay["day"]]
    missing = "consent" if "picture" in unasked else None
    more = max(len(items) - SHOWN_COMING, 0)
    return {**found, "items": items[:SHOWN_COMING], "more": more, "missing": missing}


def _worth(work: Work, env: Environment, currency: str, today: date) -> dict[str, Any]:
    days = month_ends(today, WORTH_MONTHS)
    return worth_json(worth.net_worth(work, env, currency=currency, days=days))


def facts_json(work: Work, env: Environment, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """All stored facts in the order of their table; without consent all as not known."""
    stored = facts.stored(work, env)
    return _facts(work, env, stored, names, () if stored else consents.missing(work, env))


def _facts(
    work: Work,
    env: Environment,
    stored: Mapping[str, Any],
    names: Mapping[str, str],
    unasked: Sequence[str],
) -> list[dict[str, Any]]:
    if not stored and "picture" in unasked:
        stored = facts.unknown(work, env)
    return [fact_json(stored[d.name], names, work.language) for d in FACTS if d.name in stored]


def fact_detail_json(work: Work, env: Environment, name: str, start: int) -> dict[str, Any]:
    """One fact with its figures and a page of what it rests on, newest first, from evidence `start` on.

    Raises:
        NotFound: there is no such fact of the work's customer.
    """
    stored = facts.stored(work, env)
    if not stored and consents.missing(work, env):
        stored = facts.unknown(work, env)
    row = stored.get(name)
    if row is None:
        raise NotFound("there is no such fact", reason="fact")
    names = ledger.account_names(work, env)
    more = start + transactions.PAGE < len(row.evidence)
    entries = row.evidence[start : start + transactions.PAGE]
    return {
        **fact_json(row, names, work.language),
        "figures": figures_json(row.figures, names, work.language),
        "evidence": evidence_json(work, env, entries, limit=2 * transactions.PAGE),
        "evidence_next": str(start + transactions.PAGE) if more else None,
    }


def _course(shown: Sequence[Mapping[str, Any]], currency: str) -> list[dict[str, str]]:
    """The sum of the household currency's known balances, day by day."""
    known = (account for account in shown if account["balance_known"])
    courses = [account["course"] for account in known if account["currency"] == currency]
    return [
        {
            "day": days[0]["day"],
            "amount": amount_text(sum(_minor(d["amount"], currency) for d in days), currency),
        }
        for days in zip(*courses, strict=True)
    ]


def _minor(amount: str, currency: str) -> int:
    return to_minor(Decimal(amount), currency)


def _month(work: Work, env: Environment, currency: str, day: date) -> dict[str, Any]:
    """What came in and went out of the month of `day` so far, on the accounts that the picture may use (which
    lines only shift money between own accounts is part of it); what was returned counts against what went
    out, as in the facts, and may outweigh it."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    today = work.today(env.clock)
    row = work.first(_MONTH, customer=work.customer, currency=currency, first=first, next=after, today=today)
    money_in, money_out = (row.money_in, row.money_out) if row else (0, 0)
    return {
        "label": first.isoformat()[:7],
        "in": money(money_in, currency),
        "out": money(-money_out, currency),
    }
