"""The customer's accounts and movements, put in order once for all facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from florin.customer.facts.rules.calendar import month_start, months_later
from florin.customer.facts.rules.fees import fee_type
from florin.customer.facts.rules.shapes import AccountState, Movement
from florin.customer.facts.rules.transfers import flows, moved
from florin.market.rates import Rate

MONEY_KINDS = frozenset({"current", "savings", "cash", "unknown"})
DAY = timedelta(days=1)
WINDOW = 90  # days that the daily facts look back
_FRESH = 6  # days without a movement that still count as covered: most people pay something every week


@dataclass(frozen=True)
class Books:
    """Accounts and movements of the household currency, in one fixed order whatever the input's order.

    `flow[i]`: what movement i means for the customer as a whole (0 for own transfers and openings), minor
    units. `partner[i]`: the account of an own transfer's other leg, or "". `abroad`: the accounts in other
    currencies, which only the net worth counts, at `rates`. `moved`: entry and account of each leg of an own
    transfer, in any currency. Movements after `today` are not in it.
    """

    today: date
    currency: str
    accounts: tuple[AccountState, ...]
    abroad: tuple[AccountState, ...]
    rates: Mapping[str, Rate]
    movements: tuple[Movement, ...]
    flow: tuple[int, ...]
    partner: tuple[str, ...]
    moved: frozenset[tuple[int, str]]

    @property
    def left_out(self) -> int:
        """How many accounts are in other currencies."""
        return len(self.abroad)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each account, by its id."""
        return {account.id: account.kind for account in self.accounts}

    @cached_property
    def of_account(self) -> dict[str, list[int]]:
        """The positions of each account's movements, oldest first."""
        positions: dict[str, list[int]] = {account.id: [] for account in self.accounts}
        for at, movement in enumerate(self.movements):
            positions[movement.account].append(at)
        return positions

    @cached_property
    def fee_types(self) -> list[str | None]:
        """What type of fee each movement is, None for no fee; each wording is looked up once."""
        known: dict[tuple[str | None, str, str | None, bool], str | None] = {}
        for m in self.movements:
            said = (m.kind, m.text, m.counterparty, m.opening)
            if said not in known:
                known[said] = fee_type(m)
        return [known[m.kind, m.text, m.counterparty, m.opening] for m in self.movements]

    @cached_property
    def earned(self) -> list[int]:
        """What each movement is as income, minor units, never negative."""
        return [
            _earned(m, flow, self.kinds[m.account]) for m, flow in zip(self.movements, self.flow, strict=True)
        ]

    @cached_property
    def spent(self) -> list[int]:
        """What each movement is as spending, minor units; a refund is negative."""
        paid = {(m.account, m.counterparty) for m in self.movements if m.amount < 0 and m.counterparty}
        return [
            _spent(m, flow, self.kinds[m.account], (m.account, m.counterparty) in paid)
            for m, flow in zip(self.movements, self.flow, strict=True)
        ]

    @cached_property
    def covered(self) -> tuple[date, date] | None:
        """First and last day that the movements speak for; None without any.

        The last day is today where a current account is kept here (it is always up to date) or something was
        booked within the last days; else the last booking: what came after it is not known.
        """
        days = [m.booked for m in self.movements if self.kinds[m.account] in MONEY_KINDS | {"card"}]
        if not days:
            return None
        live = any(account.here and account.kind == "current" for account in self.accounts)
        fresh = live or max(days) >= self.today - _FRESH * DAY
        return min(days), self.today if fresh else max(days)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first days of the last up to three complete calendar months, oldest first.

        Complete: begun on or after the first covered day, ended before today's month, and covered to within a
        few days of its end.
        """
        if self.covered is None:
            return ()
        first, last = self.covered
        end = min(month_start(self.today), month_start(last + (_FRESH + 1) * DAY))
        starts = [months_later(end, -back) for back in (3, 2, 1)]
        recent = months_later(month_start(self.today), -12)
        return tuple(start for start in starts if start >= max(first, recent))

    @cached_property
    def window(self) -> tuple[date, date] | None:
        """First and last of the up to 90 covered days up to the last covered one; None without movements."""
        if self.covered is None:
            return None
        first, last = self.covered
        return max(first, last - (WINDOW - 1) * DAY), last

    def between(self, first: date, last: date) -> list[int]:
        """The positions of movements booked from `first` to `last`, both included."""
        return [at for at, m in enumerate(self.movements) if first <= m.booked <= last]

    def closing(self, account: AccountState, first: date, last: date) -> list[tuple[date, int]]:
        """End-of-day balances of `account` on each observed day of `first` to `last`, both included.

        Derived backwards from today's balance; a day before the account's first movement is not observed.
        """
        change: dict[date, int] = defaultdict(int)
        for at in self.of_account[account.id]:
            change[self.movements[at].booked] += self.movements[at].amount
        start = max(first, self.observed_from(account))
        balance = account.balance - sum(amount for day, amount in change.items() if day > last)
        days: list[tuple[date, int]] = []
        for back in range((last - start).days + 1):
            day = last - back * DAY
            days.append((day, balance))
            balance -= change.get(day, 0)
        return days[::-1]

    def observed_from(self, account: AccountState) -> date:
        """The day of the account's first movement; today where it has none."""
        positions = self.of_account[account.id]
        return self.movements[positions[0]].booked if positions else self.today

    def evidence(self, positions: Iterable[int]) -> tuple[int, ...]:
        """The entry ids at `positions`, newest first, each once."""
        newest = sorted(positions, reverse=True)
        return tuple(dict.fromkeys(self.movements[at].entry for at in newest))


def open_books(
    accounts: Iterable[AccountState],
    movements: Iterable[Movement],
    *,
    today: date,
    currency: str,
    rates: Mapping[str, Rate] = MappingProxyType({}),
) -> Books:
    """Books in `currency`; movements after `today` or on unknown accounts are left aside. `rates`: the newest
    known ones, by currency."""
    every = {account.id: account for account in accounts}
    currencies = {account.id: account.currency for account in every.values()}
    known = sorted((m for m in movements if m.account in every and m.booked <= today), key=_order)
    found = flows(known, currencies)
    own = [at for at, m in enumerate(known) if currencies[m.account] == currency]
    household = [every[id] for id in sorted(every) if currencies[id] == currency]
    return Books(
        today=today,
        currency=currency,
        accounts=tuple(household),
        abroad=tuple(every[id] for id in sorted(every) if currencies[id] != currency),
        rates=rates,
        movements=tuple(known[at] for at in own),
        flow=tuple(found.left[at] for at in own),
        partner=tuple(found.partner[at] for at in own),
        moved=moved(known, found),
    )


def _order(m: Movement) -> tuple[date, int, str, int, bool, str, str, str]:
    return m.booked, m.entry, m.account, m.amount, m.opening, m.kind or "", m.text, m.counterparty or ""


def _earned(movement: Movement, flow: int, kind: str) -> int:
    """Money in, except a refund; on a card or a loan money in is a payment towards it, not income."""
    return flow if flow > 0 and kind in MONEY_KINDS and movement.kind != "refund" else 0


def _spent(movement: Movement, flow: int, kind: str, paid_before: bool) -> int:
    """Money out, and refunds against it.

    On a card, money back from whom it was used to pay is a refund; other money in is a payment of the card.
    On loans and investments only interest and fees are spending: the rest changes form, not worth.
    """
    if kind in MONEY_KINDS:
        return -flow if flow < 0 or movement.kind == "refund" else 0
    if kind == "card":
        return -flow if flow < 0 or movement.kind == "refund" or paid_before else 0
    cost = movement.kind == "interest" or fee_type(movement) is not None
    return -flow if flow < 0 and cost else 0
