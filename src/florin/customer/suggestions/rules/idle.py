"""Idle cash to where it earns: what stays on a current account though its own past says it is not needed."""

from decimal import Decimal
from fractions import Fraction

from florin.customer.facts.rules.findings import safe_figures
from florin.customer.facts.rules.idle import SafeCash
from florin.customer.suggestions.rules.amounts import band_reason, spare_reasons
from florin.customer.suggestions.rules.desk import TRANSFER_STANDS, Desk, Home, largest_first
from florin.customer.suggestions.rules.gap import lives_off_it
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.language.slots import Account, Slot

_MONTHS = 12


def move_idle_cash(desk: Desk) -> list[Proposal]:
    """A transfer to the best savings account from each current account with cash left in the pool.

    None while another proposal takes money out of savings: the two would undo each other. None for who lives
    off what is there: where more goes out than comes in and the money would not carry that for a year, what
    looks idle this month is next month's rent, and a year's interest on it a wrong promise.
    """
    drawn = any(account.id in desk.drawn for account in desk.of_kind("savings"))
    if desk.home is None or drawn or lives_off_it(desk):
        return []
    moves = [_move(desk, desk.home, account) for account in largest_first(desk.pool)]
    return [move for move in moves if desk.material(move.effect.value)]


def yearly_effect(amount: int, likely: int, drain: int, gain: Decimal) -> Effect:
    """Interest a year on `amount`, `gain` being the yearly rate won; minor units.

    low: each month drains the account as its worst month did, so that money has to come back month by month.
    high: on `likely`, what the median month leaves free (at least `amount`).
    """
    staying = sum(max(0, amount - month * drain) for month in range(_MONTHS))
    share = Fraction(gain)
    return Effect(
        value=round(amount * share),
        low=round(staying * share / _MONTHS),
        high=round(max(amount, likely) * share),
        period="year",
    )


def _move(desk: Desk, home: Home, account: str) -> Proposal:
    cash, amount = desk.safe[account], desk.pool[account]
    pays = _pays(desk, account)
    effect = yearly_effect(amount, cash.median_amount - cash.amount + amount, cash.drain, home.rate - pays)
    slots: list[tuple[str, Slot]] = [
        ("amount", desk.money(amount)),
        ("from", Account(account)),
        ("gain", desk.money(effect.value)),
        ("rate", home.rate),
    ]
    if home.account is not None:
        slots.append(("to", Account(home.account)))
    return Proposal(
        kind="move_idle_cash",
        key=f"move_idle_cash:{account}",
        action="transfer",
        from_account=account,
        to_account=home.account,
        amount=amount,
        currency=desk.currency,
        effect=effect,
        reasons=(
            *spare_reasons(desk, account),
            Reason("rate_difference", (("savings", home.rate), ("current", pays))),
            *_band(desk, cash, effect),
        ),
        figures=(*safe_figures(cash, desk.currency), ("savings_rate", home.rate), ("current_rate", pays)),
        evidence=desk.books.evidence(cash.positions),
        expires=desk.today + TRANSFER_STANDS,
        variant=None if home.account else "open",
        slots=tuple(slots),
    )


def _band(desk: Desk, cash: SafeCash, effect: Effect) -> tuple[Reason, ...]:
    return (
        *band_reason(desk, "band_worst_months", effect.low, effect.value, drain=cash.drain),
        *band_reason(desk, "band_usual_months", effect.high, effect.value, fall=cash.median_fall),
    )


def _pays(desk: Desk, account: str) -> Decimal:
    """What the current account pays a year; nothing where it is not known, as most pay nothing."""
    return next((a.rate for a in desk.books.accounts if a.id == account and a.rate is not None), Decimal(0))
