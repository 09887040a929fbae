"""The first page, put together: one statement a card."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from florin.customer.facts import service as facts
from florin.customer.facts.rules import FACTS
from florin.customer.facts.views import fact_json
from florin.customer.service import customer
from florin.customer.suggestions import service as suggestions
from florin.customer.suggestions.views import Names, summary_json
from florin.customer.transactions import service as transactions
from florin.customer.transactions.views import transaction_json
from florin.kernel.api import money
from florin.kernel.money import amount_text, to_minor
from florin.kernel.work import Work
from florin.ledger import views as ledger
from florin.ports.environment import Environment

RECENT = 6
SHOWN_SUGGESTIONS = 3

_MONTH = text("""
select coalesce(sum(amount) filter (where amount > 0), 0)::bigint as money_in,
       coalesce(sum(amount) filter (where amount < 0), 0)::bigint as money_out
  from derived.transaction
 where customer_id = :customer and status = 'booked' and not opening and not own_transfer
   and currency = :currency and booked >= :first and booked < :next
""")


def home(work: Work, env: Environment) -> dict[str, Any]:
    """What the first page shows of the work's customer."""
    who = customer(work, env, work.customer)
    shown = ledger.accounts(work, env)
    sums = ledger.net(shown, who.currency)
    today = work.today(env.clock)
    names = Names.of(work, env)
    stored = facts.stored(work)
    recent, _ = transactions.listed(work, transactions.Filter(), cursor=None, limit=RECENT)
    as_of = min([today, *(row.as_of for row in stored.values())])
    liquid = stored.get("liquid")
    return {
        "customer": {"name": who.name},
        "as_of": as_of.isoformat(),
        "empty": not shown,
        "net": [money(minor, currency) for currency, minor in sums],
        "converted": ledger.converted_net(work, sums, who.currency, today) if len(sums) > 1 else None,
        "liquid": money(int(liquid.value), who.currency) if liquid is not None and liquid.known else None,
        "course": _course(shown, who.currency),
        "month": _month(work, who.currency, as_of) if shown else None,
        "accounts": shown,
        "facts": [fact_json(stored[d.name], names.names) for d in FACTS if d.name in stored],
        "suggestions": [summary_json(r, names) for r in suggestions.listed(work, env)[:SHOWN_SUGGESTIONS]],
        "recent": [transaction_json(row, names.names) for row in recent],
    }


def facts_json(work: Work, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """All stored facts in the order of their table."""
    stored = facts.stored(work)
    return [fact_json(stored[d.name], names) for d in FACTS if d.name in stored]


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


def _month(work: Work, currency: str, day: date) -> dict[str, Any]:
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    row = work.first(_MONTH, customer=work.customer, currency=currency, first=first, next=after)
    money_in, money_out = (row.money_in, row.money_out) if row else (0, 0)
    return {
        "label": first.isoformat()[:7],
        "in": money(money_in, currency),
        "out": money(-money_out, currency),
    }
