"""Fees that need not come again: the concrete way for each type, as a transfer or a reminder."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

from florin.customer.facts.rules.idle import rounded_up
from florin.customer.facts.rules.shapes import AccountState
from florin.customer.suggestions.rules.amounts import band_reason
from florin.customer.suggestions.rules.charged import (
    Move,
    charged_by_type,
    fees_paid,
    fees_total,
    known_from,
    remind,
    source_for,
    transfer,
)
from florin.customer.suggestions.rules.desk import Desk
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.customer.suggestions.rules.shortfall import against_shortfall
from florin.language.slots import Account

_REMINDERS = {"atm": "atm", "foreign": "foreign", "late_payment": "late"}
_KNOWN = timedelta(days=90)  # what must be known of an account before it can be said to take no fee


def avoid_fees(desk: Desk) -> list[Proposal]:
    """Proposals for fees of the last 12 months, at most one an account and way."""
    made: list[Proposal] = []
    for account in desk.books.accounts:
        charged = charged_by_type(desk, account)
        short = against_shortfall(desk, account, charged)
        made += [p for p in (short, _maintenance(desk, account, charged)) if p]
        made += [p for type in _REMINDERS if (p := _reminder(desk, account, type, charged[type]))]
    return made


def _maintenance(desk: Desk, account: AccountState, charged: dict[str, list[int]]) -> Proposal | None:
    """Against a fee for keeping the account: the balance that waives it, or another account, or asking."""
    fees = charged["maintenance"]
    if not fees or not desk.material(fees_total(desk, fees)):
        return None
    move = _fill(desk, account, fees)
    if move is not None or not desk.worth_a_word(fees_total(desk, fees)):
        return move
    free = [a for a in desk.of_kind("current") if a.id != account.id and _takes_no_fee(desk, a)]
    if account.kind == "current" and free:
        slots = (("other", Account(free[0].id)), ("since", known_from(desk, free[0])))
        reason = Reason("other_account_free", slots)
        return remind(desk, account, "other_account", fees, (reason,))
    return remind(desk, account, "ask", fees, ())


def _fill(desk: Desk, account: AccountState, fees: list[int]) -> Proposal | None:
    """A transfer from savings up to the balance that waives the fee, where that gains more than it costs."""
    free = desk.bank.maintenance_free_balance
    if free is None or not account.here or account.kind != "current" or account.id in desk.drawn:
        return None
    if account.balance >= free:
        return None
    amount = rounded_up(free - account.balance, desk.currency)
    lost = round(amount * Fraction(desk.home.rate)) if desk.home else 0
    gain = fees_total(desk, fees) - lost
    if not desk.material(gain):
        return None
    source = source_for(desk, account, amount)
    if source is None:
        return None
    desk.pool[account.id] = 0  # nothing is moved out of what is being filled
    slots = (("balance", desk.money(free)), ("now", desk.money(account.balance)))
    effect = Effect(gain, 0, fees_total(desk, fees), "year")
    reasons = (
        Reason("free_from_balance", slots),
        fees_paid(desk, account, fees),
        *_given_up(desk, lost),
        Reason("band_charged_anyway"),
        *band_reason(desk, "band_no_interest", effect.high, gain),
    )
    return transfer(desk, Move(account, source, amount, "balance"), effect, reasons, fees)


def _given_up(desk: Desk, lost: int) -> tuple[Reason, ...]:
    return (Reason("interest_given_up", (("lost", desk.money(lost)),)),) if lost else ()


def _takes_no_fee(desk: Desk, account: AccountState) -> bool:
    """Whether no fee for keeping `account` was seen in a past that is long enough to show one."""
    positions = desk.books.of_account[account.id]
    if not positions:
        return False
    last = desk.today if account.here else desk.books.movements[positions[-1]].booked
    if last - desk.books.observed_from(account) < _KNOWN:
        return False
    return not any(
        type == "maintenance" and desk.books.movements[at].account == account.id for at, type in desk.fees
    )


def _reminder(desk: Desk, account: AccountState, type: str, fees: list[int]) -> Proposal | None:
    if not desk.worth_a_word(fees_total(desk, fees)):
        return None
    reasons: tuple[Reason, ...] = ()
    if type == "late_payment":
        days = Counter(desk.books.movements[at].booked.day for at in fees)
        reasons = (Reason("late_day", (("day", max(days, key=lambda day: (days[day], -day))),)),)
    return remind(desk, account, _REMINDERS[type], fees, reasons)
