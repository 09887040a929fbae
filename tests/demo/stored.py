"""What is stored of one of the demo's people, read as a statement: by day, account and kind of line."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import text

from florin.customer.facts import service as facts
from florin.customer.facts.rules.calendar import month_start, months_later
from florin.customer.suggestions import service as suggestions
from florin.demo import tables
from florin.demo.course import first_month
from florin.kernel.work import Work
from florin.ports.environment import Environment
from florin.simulation.life import lifetimes

DAY = timedelta(days=1)
_LINES = text("""
select k.reference, t.booked, t.amount, t.kind, t.counterparty, t.opening, t.own_transfer, l.key
  from derived.transaction t join life_account l on l.account_id = t.account_id
       cross join lateral entry_key(t.entry_id) k
 where t.customer_id = :customer and t.status = 'booked' order by t.booked, t.id
""")


@dataclass(frozen=True, slots=True)
class Row:
    """One stored line: `what` is the simulation's category for it, `event` what brought it; minor units."""

    day: date
    account: str
    amount: int
    kind: str
    party: str
    own: bool
    what: str
    event: str | None

    @property
    def month(self) -> date:
        """Its month's first day."""
        return month_start(self.day)


@dataclass(frozen=True)
class Stored:
    """One person's stored past and picture on `day`; `accounts` are the accounts' ids by key."""

    day: date
    rows: list[Row]
    facts: dict[str, Any]
    open: list[Any]
    accounts: dict[str, Any]

    def fact(self, name: str) -> float:
        """A known fact: whole units of money, or a count."""
        found = self.facts[name]
        assert found.known, name
        return float(found.value) / (100 if found.unit == "money" else 1)

    def kinds(self) -> set[str]:
        """The kinds of what is suggested."""
        return {row.kind for row in self.open}

    def of(self, what: str, account: str | None = None) -> list[Row]:
        """The lines of one category, without openings."""
        return [row for row in self.rows if row.what == what and account in (None, row.account)]

    def brought(self, event: str) -> list[Row]:
        """The lines that an event brought."""
        return [row for row in self.rows if row.event == event]

    def months(self, count: int = 36) -> list[date]:
        """The last complete months, oldest first."""
        return [months_later(month_start(self.day), -back) for back in range(count, 0, -1)]

    def parties(self, what: str) -> dict[date, set[str]]:
        """By month, who the lines of one category were with, those sent back left out."""
        found: dict[date, Counter[str]] = defaultdict(Counter)
        for row in self.of(what):
            found[row.month][row.party] += -1 if row.kind == "refund" else 1
        return {month: {party for party, n in each.items() if n > 0} for month, each in found.items()}

    def always(self, what: str, parties: int = 1) -> bool:
        """Whether each of the 36 months had such lines, with so many."""
        found = self.parties(what)
        return all(len(found.get(month, ())) >= parties for month in self.months())

    def held(self, account: str) -> dict[date, int]:
        """What an account held at the end of each day since it was opened."""
        change: Counter[date] = Counter()
        for row in self.rows:
            if row.account == account:
                change[row.day] += row.amount
        start = self.months()[0] - 2 * DAY
        days = [start + after * DAY for after in range((self.day - start).days + 1)]
        return dict(zip(days, accumulate(change[day] for day in days), strict=True))

    def since(self, account: str, day: date) -> list[int]:
        """What an account held at the end of each day from `day` on."""
        return [minor for at, minor in self.held(account).items() if at >= day]

    def at_ends(self, count: int, *accounts: str) -> list[int]:
        """What accounts held together as each of the last months began, and as the last ended."""
        days = [month - DAY for month in [*self.months(count), month_start(self.day)]]
        return [sum(self.held(account)[day] for account in accounts) for day in days]


def stored(unit: Work, env: Environment, persona: str) -> Stored:
    """What is stored of the work's customer, who is `persona`."""
    state = tables.state(unit)
    assert state is not None
    cast = tables.casts(unit)[unit.customer]
    (lived,) = lifetimes((cast,), first_month(state), state.months + 1)
    truths = {f"{persona}:{truth.reference}": truth for truth in lived.truths}
    rows = []
    for row in unit.all(_LINES, customer=unit.customer):
        truth = truths.get(row.reference)
        what, event = (truth.category, truth.event) if truth else ("opening", None)
        rows.append(
            Row(
                row.booked,
                row.key,
                row.amount,
                row.kind,
                row.counterparty or "",
                row.own_transfer,
                what,
                event,
            )
        )
    return Stored(
        state.day,
        rows,
        facts.stored(unit, env),
        suggestions.listed(unit, env),
        tables.accounts(unit)[unit.customer],
    )
