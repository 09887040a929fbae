"""The dearest debt first: safe cash towards whatever costs more a year than savings earn."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from florin.customer.facts.rules.findings import debts, safe_figures
from florin.customer.facts.rules.idle import major_unit
from florin.customer.facts.rules.rates import bears_interest, charges, paid_in_full, with_rate
from florin.customer.facts.rules.shapes import AccountState
from florin.customer.suggestions.rules.amortise import (
    HORIZON_MONTHS,
    Schedule,
    course,
    interest_at_payments,
    interest_saved,
)
from florin.customer.suggestions.rules.amounts import band_reason, spare_reasons
from florin.customer.suggestions.rules.desk import TRANSFER_STANDS, Desk, largest_first
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.language.slots import Account

LEAST_FRACTION = Decimal("0.01")  # assumption: a card asks for its interest and 1 % of what is owed a month,
LEAST_UNITS = 25  # and at least 25 units; the usual form of card terms, not this card's own
_PACE_DAYS, _PACE_MONTHS = 92, 3


def pay_dearest_debt(desk: Desk) -> list[Proposal]:
    """Transfers from the pool to debts that cost more than savings earn, the highest rate first.

    Gross rates are compared: tax on savings interest only makes the debt the better place. The pool is used
    up in order, so a cheaper debt gets what the dearer one left.
    """
    made: list[Proposal] = []
    owed = {account.id: -account.balance for account in debts(desk.books)}
    for account, rate in by_rate(desk):
        for source in largest_first(desk.pool):
            amount = min(desk.pool[source], owed[account.id])
            if amount <= 0 or not _worth_it(desk, source, rate):
                continue
            proposal = _payment(desk, account, rate, source, amount, owed[account.id])
            if desk.material(proposal.effect.value):
                made.append(proposal)
                desk.take(source, amount, account.id)
                owed[account.id] -= amount
    return made


def by_rate(desk: Desk) -> list[tuple[AccountState, Decimal]]:
    """The debts that bear interest, with their rates, the dearest first."""
    rated = [
        with_rate(desk.books, account) for account in debts(desk.books) if bears_interest(desk.books, account)
    ]
    known = [(account, account.rate) for account in rated if account.rate is not None]
    return sorted(known, key=lambda pair: (-pair[1], pair[0].id))


def _worth_it(desk: Desk, source: str, rate: Decimal) -> bool:
    """Whether the debt costs more than the money earns where it is, or could earn in savings."""
    earns = [a.rate for a in desk.books.accounts if a.id == source and a.rate is not None]
    savings = [desk.home.rate] if desk.home else []
    return rate > max([*earns, *savings, Decimal(0)])


def debt_effect(
    owed: int, amount: int, rate: Decimal, schedule: Schedule, pace: Schedule, desk: Desk
) -> Effect:
    """Interest saved in the next 12 months by paying `amount` today; minor units.

    value: `schedule` with and without the payment. low and high span that, the customer's own `pace`, and
    unchanged payments (a lower debt lowers what a card asks for; who goes on paying the same saves more).
    """
    value = interest_saved(owed, amount, rate, schedule, desk.today)
    others = (value, *_otherwise(owed, amount, rate, schedule, pace, desk).values())
    return Effect(value=value, low=min(others), high=max(others), period="year")


def _otherwise(
    owed: int, amount: int, rate: Decimal, schedule: Schedule, pace: Schedule, desk: Desk
) -> dict[str, int]:
    """Interest saved under other payments than `schedule`, by the code of the reason that says so."""
    without = course(owed, rate, schedule, desk.today)
    unchanged = without.interest - interest_at_payments(owed - amount, rate, without.payments, desk.today)
    return {
        "band_pace": interest_saved(owed, amount, rate, pace, desk.today),
        "band_unchanged": unchanged,
    }


def schedules(desk: Desk, account: AccountState) -> tuple[Schedule, Schedule]:
    """The schedule that is assumed, and the customer's own pace of the last three months on top of it.

    A card: its least payment, by assumption. A loan or mortgage: what was paid a month lately, or the same
    assumption where nothing was seen.
    """
    floor = LEAST_UNITS * major_unit(desk.currency)
    least = Schedule(0, floor, LEAST_FRACTION)
    pace = _pace(desk, account)
    if account.kind == "card" or not pace:
        return least, Schedule(pace, floor, LEAST_FRACTION)
    level = Schedule(pace, 0, Decimal(0))
    return level, level


def _pace(desk: Desk, account: AccountState) -> int:
    """Mean monthly payment onto the debt in the last 92 days, minor units."""
    since = desk.today - timedelta(days=_PACE_DAYS)
    paid = (m.amount for m in _movements(desk, account) if m.booked > since and m.amount > 0)
    return sum(paid) // _PACE_MONTHS


def _movements(desk: Desk, account: AccountState):
    own = (desk.books.movements[at] for at in desk.books.of_account[account.id])
    return [m for m in own if not m.opening and m.kind != "refund"]


def _payment(
    desk: Desk, account: AccountState, rate: Decimal, source: str, amount: int, owed: int
) -> Proposal:
    schedule, pace = schedules(desk, account)
    effect = debt_effect(owed, amount, rate, schedule, pace, desk)
    otherwise = _otherwise(owed, amount, rate, schedule, pace, desk)
    return Proposal(
        kind="pay_dearest_debt",
        key=f"pay_dearest_debt:{account.id}:{source}",
        action="transfer",
        from_account=source,
        to_account=account.id,
        amount=amount,
        currency=desk.currency,
        effect=effect,
        reasons=(
            *_reasons(desk, account, rate, schedule),
            *_band(desk, effect, otherwise, pace),
            *spare_reasons(desk, source),
        ),
        figures=(
            ("owed", desk.money(owed)),
            ("horizon_months", HORIZON_MONTHS),
            *safe_figures(desk.safe[source], desk.currency),
        ),
        evidence=_evidence(desk, account, source),
        expires=desk.today + TRANSFER_STANDS,
        variant="all" if amount == owed else None,
        slots=(
            ("amount", desk.money(amount)),
            ("from", Account(source)),
            ("to", Account(account.id)),
            ("saved", desk.money(effect.value)),
            ("rate", rate),
        ),
    )


def _band(desk: Desk, effect: Effect, otherwise: Mapping[str, int], pace: Schedule) -> tuple[Reason, ...]:
    """Under which payments the effect would be its low or its high."""
    reasons: list[Reason] = []
    for code, bound in otherwise.items():
        more = {"pace": pace.level} if code == "band_pace" else {}
        if bound in (effect.low, effect.high):
            reasons += band_reason(desk, code, bound, effect.value, **more)
    return tuple(reasons)


def _reasons(desk: Desk, account: AccountState, rate: Decimal, schedule: Schedule) -> tuple[Reason, ...]:
    reasons = [rate_reason(account, rate), *_dearer_but_free(desk, rate)]
    if desk.home:
        reasons.append(Reason("above_savings", (("rate", rate), ("savings", desk.home.rate))))
    if schedule.level:
        reasons.append(Reason("usual_payments", (("level", desk.money(schedule.level)),)))
    else:
        least = (("fraction", schedule.fraction), ("floor", desk.money(schedule.floor)))
        reasons.append(Reason("least_payments", least))
    if account.kind != "card":
        reasons.append(Reason("early_repayment"))
    return tuple(reasons)


def rate_reason(account: AccountState, rate: Decimal) -> Reason:
    """What the debt costs a year, and whether that was told or estimated."""
    told = "debt_rate_estimated" if account.rate_source == "estimated" else "debt_rate"
    return Reason(told, (("debt", Account(account.id)), ("rate", rate)))


def _dearer_but_free(desk: Desk, rate: Decimal) -> tuple[Reason, ...]:
    """Why a card with a higher rate is passed over: paid in full each month, it costs no interest."""
    free = [with_rate(desk.books, a) for a in debts(desk.books) if paid_in_full(desk.books, a)]
    dearer = [(a.rate, a.id) for a in free if a.rate is not None and a.rate > rate]
    return tuple(
        Reason("paid_in_full", (("card", Account(id)), ("rate", r))) for r, id in [*sorted(dearer)[-1:]]
    )


def _evidence(desk: Desk, account: AccountState, source: str) -> tuple[int, ...]:
    """What made the worst fall of the account that pays, and the charges that the rate is estimated from."""
    books, estimated = desk.books, account.rate_source == "estimated"
    charged = charges(books, account) if estimated else ()
    return books.evidence([*charged, *desk.safe[source].positions])
