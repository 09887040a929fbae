"""What may be said of a person, as claims on their past: each holds, or tells why it does not.

Months are complete calendar months before the one of the day; money is in whole units of the account.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Any

from florin.customer.facts.rules import FactValue
from florin.customer.facts.rules.calendar import month_start, months_later
from florin.customer.suggestions.rules import Proposal
from florin.kernel.money import Money
from florin.simulation.shapes import Account, Line, Truth

DAY = timedelta(days=1)
YEAR = 12
UNIT = 100  # minor units of the currencies that the people live in
MONEY = ("current", "savings")
Answer = str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules make of a past: the facts by name, and what they suggest."""

    picture: Mapping[str, FactValue]
    proposals: Sequence[Proposal]


@dataclass(frozen=True)
class Past:
    """A person's past up to a day, with what it really was, and what the rules make of it when asked."""

    day: date
    accounts: Sequence[Account]
    lines: Sequence[Line]
    truths: Mapping[str, Truth]  # by reference
    look: Callable[[], Found]

    @cached_property
    def found(self) -> Found:
        """What the rules make of it."""
        return self.look()

    @cached_property
    def start(self) -> date:
        """The first day that is told."""
        return max(account.opened for account in self.accounts) + DAY

    @cached_property
    def _changes(self) -> Mapping[tuple[str, date], int]:
        changes: Counter[tuple[str, date]] = Counter()
        for line in self.lines:
            changes[line.account, line.booked] += line.amount
        return changes

    @cached_property
    def _balances(self) -> dict[str, dict[date, int]]:
        return {}

    def balances(self, key: str) -> Mapping[date, int]:
        """What the account `key` held at the end of each day, minor units; the first is its opening's."""
        if key not in self._balances:
            held = next(account.opening for account in self.accounts if account.key == key)
            days = {self.start - DAY: held}
            for after in range((self.day - self.start).days + 1):
                day = self.start + after * DAY
                held += self._changes.get((key, day), 0)
                days[day] = held
            self._balances[key] = days
        return self._balances[key]

    def months(self, count: int | None = None) -> list[date]:
        """The first days of the last `count` complete months (of all), oldest first."""
        ends = month_start(self.day)
        known = (ends.year - self.start.year) * YEAR + ends.month - self.start.month
        wanted = known if count is None else min(count, known)
        return [months_later(ends, -back) for back in range(wanted, 0, -1)]

    @cached_property
    def _by_category(self) -> Mapping[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(self.truths[line.reference].category, []).append(line)
        return found

    def of(self, category: str, account: str | None = None) -> list[Line]:
        """The lines of a category (`simulation/leaves.py`); what was sent back, with what undid it."""
        found = self._by_category.get(category, [])
        return [line for line in found if account in (None, line.account)]

    def befell(self, event: str) -> list[Line]:
        """The lines that an event brought."""
        return [line for line in self.lines if self.truths[line.reference].event == event]


def denied(past: Past, claim: Mapping[str, Any]) -> Answer:
    """Why a claim on `past` does not hold; None where it does. KeyError where there is no such claim."""
    arguments = dict(claim)
    name = arguments.pop("claim")
    why = CLAIMS[name](past, **arguments)
    return f"{name} {arguments}: {why}" if why else None


def monthly(
    past: Past, category: str, *, months: int | None = None, parties: int = 1, account: str | None = None
) -> Answer:
    """In every one of the months there was a line of this category, of so many parties; none sent back."""
    seen: dict[date, Counter[str]] = {}
    for line in past.of(category, account):
        seen.setdefault(month_start(line.booked), Counter())[line.counterparty] += (
            -1 if line.kind == "refund" else 1
        )
    found = {month: sum(n > 0 for n in seen.get(month, {}).values()) for month in past.months(months)}
    lacking = [f"{month:%Y-%m}: {n}" for month, n in found.items() if n < parties]
    return ", ".join(lacking[:3]) or None


def never(past: Past, category: str, *, months: int = 36) -> Answer:
    """No line of this category in so many months, and in the current one."""
    since = months_later(month_start(past.day), -months)
    found = [line.booked for line in past.of(category) if line.booked >= since]
    return f"{len(found)}, first on {found[0]}" if found else None


def accounts(past: Past, *, has: Sequence[str] = (), lacks: Sequence[str] = ()) -> Answer:
    """They have these accounts, and none of those."""
    own = {account.key for account in past.accounts}
    wrong = [key for key in has if key not in own] + [key for key in lacks if key in own]
    return ", ".join(wrong) or None


def owes(past: Past, account: str, *, months: int = 36) -> Answer:
    """Something was owed on every day, and interest charged in every one of the months."""
    since = months_later(month_start(past.day), -months)
    clear = [day for day, held in past.balances(account).items() if day >= since and held >= 0]
    if clear:
        return f"nothing was owed on {clear[0]}"
    return monthly(past, "fees.interest", months=months, account=account)


def grew(past: Past, account: str, *, months: int = 36, times: float = 1.0, by: float = 0) -> Answer:
    """What lies or is owed there is more than so many months ago: by a factor, and by an amount."""
    held = past.balances(account)
    then = abs(held[max(months_later(past.day, -months), past.start - DAY)])
    now = abs(held[past.day])
    return None if now >= then * times and now - then >= by * UNIT else f"{then} then, {now} now"


def holds(
    past: Past, account: str, *, least: float | None = None, most: float | None = None, months: int = 0
) -> Answer:
    """On every day of so many months until the day, what is held lies within the bounds."""
    since = months_later(past.day, -months)
    wrong = [
        (day, held)
        for day, held in past.balances(account).items()
        if day >= since
        and ((least is not None and held < least * UNIT) or (most is not None and held > most * UNIT))
    ]
    return f"{wrong[0][1]} on {wrong[0][0]}" if wrong else None


def dearest(past: Past, account: str) -> Answer:
    """The dearest debt is this one."""
    slot = dict(past.found.picture["dearest_debt"].figures).get("account")
    found = getattr(slot, "id", None)
    return None if found == account else f"it is {found}"


def clears(past: Past, account: str) -> Answer:
    """What is suggested would clear the whole debt."""
    paid = [
        p.amount for p in past.found.proposals if p.kind == "pay_dearest_debt" and p.to_account == account
    ]
    owed = -past.balances(account)[past.day]
    return None if paid and paid[0] == owed else f"{paid} of {owed}"


def still_lies(past: Past, *, share: float, least: float) -> Answer:
    """A windfall of at least so much came on the current account, which kept a share of it ever since."""
    came = past.befell("windfall")
    if not came or came[-1].amount < least * UNIT:
        return f"{[line.amount for line in came]}"
    low = min(held for day, held in past.balances("current").items() if day >= came[-1].booked)
    return None if low >= share * came[-1].amount else f"{low} of {came[-1].amount}"


def kept_when_left(past: Past, *, least: int, months: int = 36) -> Answer:
    """Something was moved to savings in at least so many of the months."""
    moves = [x for x in past.of("money.own_transfer", "savings") if x.amount > 0]
    saved = {month_start(line.booked) for line in moves} & set(past.months(months))
    return None if len(saved) >= least else f"in {len(saved)} months"


def sunk_by_repair(
    past: Past, *, saved: bool = False, months: int = 2, before: int = 45, after: int = 31
) -> Answer:
    """A repair took the current account below zero within so many days, where it had not been for so many.

    Without the repair it would not have fallen so far. `saved`: savings held what lacked, all the while.
    """
    bills = [x for x in past.befell("car_breakdown") if x.account == "current"]
    if len(bills) != 1 or bills[0].booked < months_later(past.day, -months):
        return f"repairs on {[x.booked for x in bills]}"
    day, held = bills[0].booked, past.balances("current")
    below = {d: b for d, b in held.items() if day - before * DAY <= d <= day + after * DAY and b < 0}
    if not below or min(below) < day or min(below.values()) < bills[0].amount:
        return f"{held[day]} on {day}, below zero on {list(below)[:2]}"
    lacking = [d for d, b in below.items() if saved and past.balances("savings")[d] < -b]
    return f"savings did not suffice on {lacking[0]}" if lacking else None


def uneven(past: Past, category: str, *, times: float, account: str, months: int = YEAR) -> Answer:
    """No two payments in a row were alike, and the best month brought so many times the worst."""
    known = past.months(months)
    lines = [x for x in past.of(category, account) if known[0] <= x.booked and x.amount > 0]
    alike = [a.booked for a, b in pairwise(lines) if a.amount == b.amount]
    sums = Counter({month: 0 for month in known})
    for line in lines:
        sums[month_start(line.booked)] += line.amount
    worst, best = min(sums[m] for m in known), max(sums[m] for m in known)
    return None if lines and not alike and best >= times * worst else f"{alike[:1]}, {worst} to {best}"


def one_employer(past: Past, *, until: str, months: int) -> Answer:
    """All pay came from one employer, until an event so many months ago at most; none since."""
    since = [line.booked for line in past.befell(until) if line.kind == "salary"]
    pay = past.of("income.salary")
    who = {line.counterparty for line in pay}
    if len(since) != 1 or since[0] < months_later(month_start(past.day), -months):
        return f"{until} on {since}"
    later = [line.booked for line in pay if line.booked > since[0]]
    early = monthly_until(past, "income.salary", since[0])
    return None if len(who) == 1 and not later and not early else f"{who}, {later[:1]}, {early}"


def monthly_until(past: Past, category: str, day: date) -> Answer:
    """There was a line of the category in every month that was over before `day`."""
    paid = {month_start(line.booked) for line in past.of(category)}
    lacking = [month for month in past.months() if month < month_start(day) and month not in paid]
    return f"none in {lacking[0]:%Y-%m}" if lacking else None


def falls(past: Past, *, months: int, most: int = 0) -> Answer:
    """In each of the months but `most`, less was on current and savings accounts at its end than before."""
    own = [key for key in MONEY if any(account.key == key for account in past.accounts)]
    ends = [month - DAY for month in [*past.months(months), month_start(past.day)]]
    sums = [sum(past.balances(key)[day] for key in own) for day in ends]
    rose = [f"{end:%Y-%m} {b - a}" for (a, b), end in zip(pairwise(sums), ends[1:], strict=True) if b >= a]
    return None if len(rose) <= most and sums[-1] < sums[0] else f"rose in {rose}, {sums[0]} to {sums[-1]}"


def shrank(past: Past, category: str, event: str, *, party: bool = False) -> Answer:
    """Until the event's month the category came in every month, since then not, or from one `party` less."""
    day = min(line.booked for line in past.befell(event)) if past.befell(event) else None
    if day is None:
        return f"no {event}"
    month = month_start(day)
    before = {x.counterparty for x in past.of(category) if months_later(month, -1) <= x.booked < month}
    after = {x.counterparty for x in past.of(category) if x.booked >= months_later(month, 1)}
    fewer = len(after) == len(before) - 1 if party else not after
    return None if fewer else f"{before} before, {after} after"


def lower_since(past: Past, category: str, event: str, *, share: float) -> Answer:
    """One of the parties that paid before the event's month has paid at most this share of it ever since."""
    came = past.befell(event)
    if not came:
        return f"no {event}"
    month, paid = month_start(came[-1].booked), dict[str, tuple[list[int], list[int]]]()
    for line in past.of(category):
        if line.booked >= months_later(month, -3):
            paid.setdefault(line.counterparty, ([], []))[line.booked >= month].append(line.amount)
    shares = [max(after) / median(before) for before, after in paid.values() if before and after]
    return None if shares and min(shares) <= share else f"{shares}"


def short_before_pay(past: Past, *, least: int, of: int) -> Answer:
    """The day before the month's first pay the current account was below zero, in `least` of `of` months."""
    held, first = past.balances("current"), dict[date, date]()
    for line in past.of("income.salary"):
        first.setdefault(month_start(line.booked), line.booked)
    short = [m for m in past.months(of) if m in first and held[first[m] - DAY] < 0]
    return None if len(short) >= least else f"in {len(short)} of {of} months"


def each_pay(past: Past, category: str, *, within: int) -> Answer:
    """Every pay is followed within so many days by a line of the category, none of them sent back."""
    if back := [line.booked for line in past.of(category) if line.kind == "refund"]:
        return f"sent back on {back[0]}"
    days = [line.booked for line in past.of(category)]
    pays = [x.booked for x in past.of("income.salary") if x.booked <= past.day - within * DAY]
    lacking = [day for day in pays if not any(day <= d <= day + within * DAY for d in days)]
    return f"none after {lacking[0]}" if lacking or not pays else None


def on_sick_pay(past: Past, *, since: int) -> Answer:
    """The last pay, and those of so many months before its month, were the lower ones of an illness."""
    pay = [line for line in past.of("income.salary") if line.amount > 0]
    low = [line for line in pay if past.truths[line.reference].event == "illness"]
    months = {month_start(line.booked) for line in low}
    wanted = {months_later(month_start(pay[-1].booked), -back) for back in range(since + 1)} if pay else set()
    return None if wanted and wanted <= months else f"lower in {sorted(f'{m:%Y-%m}' for m in months)}"


def avoidable_fees(past: Past, category: str, *, least: int, months: int = YEAR) -> Answer:
    """Fees in so many of the months, each on a day on which savings held more than what was sent back."""
    since = months_later(past.day, -months)
    fees = [line for line in past.of(category) if line.booked > since]
    back = Counter[date]()
    for line in past.lines:
        if line.kind == "refund" and line.account == "current" and line.booked > since:
            back[line.booked] += line.amount
    beyond = [x.booked for x in fees if past.balances("savings")[x.booked] < max(1, back[x.booked])]
    spread = {month_start(line.booked) for line in fees}
    return None if len(spread) >= least and not beyond else f"in {len(spread)} months, beyond {beyond[:2]}"


def interest_beats(past: Past, account: str, category: str) -> Answer:
    """A year's interest on the account is more than the usual payment of the category."""
    since = months_later(past.day, -YEAR)
    cost = -sum(x.amount for x in past.of("fees.interest", account) if x.booked > since)
    paid = median([x.amount for x in past.of(category) if x.booked > since and x.amount > 0] or [0])
    return None if cost > paid > 0 else f"{cost} beside {paid}"


def borrows_when_late(past: Past, *, months: int = YEAR) -> Answer:
    """In the half of the months before which the business paid out less, the card's debt grew; not so after
    the better half. A month's own payout counts too: it may come late in it.
    """
    drawn, owed = Counter[date](), past.balances("card")
    for line in past.of("money.own_transfer", "current"):
        drawn[month_start(line.booked)] += line.amount
    known = sorted(past.months(months), key=lambda month: drawn[month] + drawn[months_later(month, -1)])
    grown = [owed[m - DAY] - owed[months_later(m, 1) - DAY] for m in known]
    lean, fat = sum(grown[: len(grown) // 2]), sum(grown[len(grown) // 2 :])
    return None if lean > 0 and lean > fat else f"{lean} in lean months, {fat} in others"


def carried(past: Past, account: str, *, least: int, months: int = YEAR) -> Answer:
    """In at least so many of the months more went out of the account than came in, in as many less."""
    held = past.balances(account)
    change = [held[months_later(m, 1) - DAY] - held[m - DAY] for m in past.months(months)]
    down, up = sum(x < 0 for x in change), sum(x > 0 for x in change)
    return None if min(down, up) >= least else f"{up} up, {down} down"


def beyond_worst(past: Past, *, times: float) -> Answer:
    """What is on the current account is so many times the deepest fall of its worst month."""
    worst = dict(past.found.picture["idle_cash"].figures).get("worst_fall")
    fall = worst.minor if isinstance(worst, Money) else None
    held = past.balances("current")[past.day]
    return None if fall is not None and held >= times * fall else f"{held} beside {fall}"


CLAIMS: Mapping[str, Callable[..., Answer]] = {
    claim.__name__: claim
    for claim in (
        monthly,
        never,
        accounts,
        owes,
        grew,
        holds,
        dearest,
        clears,
        still_lies,
        kept_when_left,
        sunk_by_repair,
        uneven,
        one_employer,
        falls,
        shrank,
        lower_since,
        short_before_pay,
        each_pay,
        on_sick_pay,
        avoidable_fees,
        interest_beats,
        borrows_when_late,
        carried,
        beyond_worst,
    )
}
