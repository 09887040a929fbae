"""Net worth of one customer, from the postings of all their accounts in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import text

from florin.customer.worth.rules import Held, Worth, converted_worth, unknown_days, worth
from florin.kernel.work import Work
from florin.ledger.views import account_name
from florin.market.rates import Rate
from florin.market.service import MAX_AGE, last_known_rates
from florin.ports.environment import Environment

# A balance is walked back from today: `later` holds for each account [n, sum] of the postings that came after
# the first n of the days. Holdings count from the day of their statement until the next one's.
_HELD = text("""
select a.id, a.kind, a.here, a.currency, a.opened, a.closed, a.personal, coalesce(b.amount, 0) as balance,
       l.later, h.holdings, t.opening, t.first,
       a.here or exists (
         select from statement_anchor n left join statement_import i on i.id = n.import_id
          where n.account_id = a.id and (n.import_id is null or i.state = 'imported')) as known
  from account a
  left join balance b on b.account_id = a.id
  left join lateral (
    select jsonb_agg(jsonb_build_array(n, s)) as later from (
      select width_bucket(booked, cast(:after as date[])) as n, sum(amount) as s from posting
       where account_id = a.id and booked > :first group by 1) p) l on true
  left join lateral (
    select jsonb_agg(jsonb_build_array(day, v) order by day, created) as holdings from (
      select coalesce(x.as_of, i.created::date) as day, i.created, sum(x.value)::bigint as v from holding x
        join statement_import i on i.id = x.import_id and i.state = 'imported'
       where x.account_id = a.id group by x.import_id, 1, 2) g) h on true
  left join lateral (
    select min(booked) as first, max(booked) filter (where opening) as opening
      from derived.transaction where account_id = a.id and status = 'booked'
  ) t on true
 where a.customer_id = :customer and a.kind not in ('external', 'internal')
   and (a.closed is null or a.closed > :first)
   and (a.here or coalesce(b.amount, 0) <> 0 or h.holdings is not null or t.first is not null)
 order by a.here desc, array_position(array['current', 'cash', 'savings', 'investment', 'unknown', 'card',
            'loan', 'mortgage'], a.kind), a.created, a.id
""")


@dataclass(frozen=True, slots=True)
class Account:
    """An account in the newest sum."""

    held: Held
    name: str
    kind: str
    here: bool


@dataclass(frozen=True, slots=True)
class NetWorth:
    """What the customer has and owes, minor units, on `days` (the last is today).

    `by_currency` has one sum a day. `together` is in `currency`, each day at its own rates, None where a rate
    of that day is not known or nothing could be counted; currencies without any rate today are in `left_out`
    and not in it. `rates` are
    those of today. `unstated`: accounts elsewhere whose balance no one has told; they are in no sum.
    """

    currency: str
    days: tuple[date, ...]
    by_currency: dict[str, list[Worth]]
    together: list[Worth | None]
    rates: dict[str, Rate]
    left_out: tuple[str, ...]
    accounts: tuple[Account, ...]
    unstated: tuple[str, ...]

    @property
    def today(self) -> date:
        """The day of the newest sum."""
        return self.days[-1]

    def is_stale(self, rate: Rate) -> bool:
        """Whether a rate is older than any run of days without a fixing."""
        return self.today - rate.day > MAX_AGE


def net_worth(work: Work, env: Environment, *, currency: str, days: Sequence[date]) -> NetWorth:
    """The net worth of the work's customer on `days` (ascending, today last), in the household `currency`.

    Days before anything is known are left out.
    """
    rows = work.all(
        _HELD, customer=work.customer, first=days[0], after=[day + timedelta(days=1) for day in days]
    )
    vault = env.vault(work.customer)
    named = [(row, account_name(row.kind, vault.open_fields(row.personal), work.language)) for row in rows]
    every = [Account(_held(row, days), name, row.kind, row.here) for row, name in named if row.known]
    skipped = unknown_days([each.held for each in every], days)
    shown = tuple(days[skipped:])
    accounts = tuple(_from(each, skipped) for each in every)
    held = [each.held for each in accounts]
    currencies = sorted({each.currency for each in held}, key=lambda code: (code != currency, code))
    rates = _rates(work, currencies, currency, shown)
    today = rates[shown[-1]]
    left_out = tuple(c for c in currencies if c != currency and not {c, currency} <= set(today))
    counted = [each for each in held if each.currency not in left_out]
    closed = {str(row.id) for row in rows if row.closed is not None}
    return NetWorth(
        currency,
        shown,
        {code: worth([each for each in held if each.currency == code], shown) for code in currencies},
        converted_worth(counted, shown, rates, currency) if counted or not held else [None] * len(shown),
        today if len(currencies) > 1 or currencies[:1] not in ([], [currency]) else {},
        left_out,
        tuple(each for each in accounts if each.held.account not in closed),
        tuple(name for row, name in named if not row.known),
    )


def _rates(
    work: Work, currencies: Sequence[str], currency: str, days: Sequence[date]
) -> dict[date, dict[str, Rate]]:
    """The rates that the sums need; none where all is in the household's currency."""
    if set(currencies) <= {currency}:
        return {day: {} for day in days}
    return last_known_rates(work.connection, {*currencies, currency}, days)


def _held(row: Any, days: Sequence[date]) -> Held:
    later = [0] * (len(days) + 1)
    for n, amount in row.later or ():
        later[n] += int(amount)
    # What came after day i (from 1) is all that came after at least i of the days.
    after = list(accumulate(reversed(later[1:])))[::-1]
    held = [int(row.balance) - came for came in after]
    steps = [(date.fromisoformat(day), int(value)) for day, value in row.holdings or () if value is not None]
    values = tuple(v + _step(steps, day) for v, day in zip(held, days, strict=True))
    first = min(
        [d for d in (row.first, row.opening, steps[0][0] if steps else None) if d], default=row.opened
    )
    unknown = row.opening or (None if row.here else first)
    return Held(str(row.id), row.currency, first, unknown, values)


def _step(steps: Sequence[tuple[date, int]], day: date) -> int:
    return next((value for since, value in reversed(steps) if since <= day), 0)


def _from(account: Account, skipped: int) -> Account:
    held = account.held
    kept = Held(held.account, held.currency, held.begins, held.unknown_before, held.values[skipped:])
    return Account(kept, account.name, account.kind, account.here)
