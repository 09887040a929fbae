"""Against fees for too low a balance: own money where there is some, else what the account's past shows."""

from datetime import date, timedelta

from florin.customer.facts.rules.idle import rounded_up
from florin.customer.facts.rules.rates import charges
from florin.customer.facts.rules.shapes import AccountState, Figures
from florin.customer.suggestions.rules.amounts import band_reason, fall_reason
from florin.customer.suggestions.rules.charged import (
    More,
    Move,
    fees_total,
    kept_in_savings,
    remind,
    source_for,
    transfer,
)
from florin.customer.suggestions.rules.desk import Desk
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.customer.suggestions.rules.shortage import Shortage, shortage
from florin.language.slots import Account, Days, Payee

_SHORTFALL = ("overdraft", "returned")  # fees for a balance that did not suffice
_SHORT_KEY = "shortfall"  # one piece of advice an account, whichever way it takes
_OWN_MONEY = "top_up"  # and one, where own money helps
_GOES_ON = timedelta(days=92)  # since the last such fee; older ones are a matter that is over
_SPARED_OF_PAY = 5  # no more than a fifth of a pay can be asked of anyone to be set aside
_BILLED_WITHIN = timedelta(days=31)  # banks charge an overdraft within the month after it


def against_shortfall(desk: Desk, account: AccountState, charged: dict[str, list[int]]) -> Proposal | None:
    """The best that is known against such fees of one account; own money goes before everything else."""
    if account.kind != "current":
        return None
    fees = sorted(at for type in _SHORTFALL for at in charged[type])
    return (
        _top_up(desk, account, fees) or _from_savings(desk, account, fees) or _run_short(desk, account, fees)
    )


def _top_up(desk: Desk, account: AccountState, fees: list[int]) -> Proposal | None:
    """A transfer that keeps a current account above zero through a month like its worst one from this day.

    Only where its past is known, it would fall below zero, fees came of it before on days on which another
    account had the money, and one has it now: the pool first (it earns least), else savings.
    """
    avoidable = [at for at in fees if _had_money(desk, account, desk.books.movements[at].booked)]
    safe = desk.safe.get(account.id)
    need = safe.worst_fall - account.balance + account.held if safe else 0
    if not avoidable or need <= 0 or not desk.material(fees_total(desk, avoidable)):
        return None
    amount = rounded_up(need, desk.currency)
    source = source_for(desk, account, amount)
    if source is None or safe is None:
        return None
    reasons = (
        Reason(
            "shortfall_fees", (("count", len(avoidable)), ("total", desk.money(fees_total(desk, avoidable))))
        ),
        Reason("had_money", (("from", Account(source)),)),
        fall_reason(desk, safe),
        Reason(
            "would_fall_short",
            (("balance", desk.money(account.balance - account.held)), ("need", desk.money(need))),
        ),
    )
    smallest = min(-desk.books.movements[at].amount for at in avoidable)
    value = fees_total(desk, avoidable)
    effect = Effect(value, smallest, fees_total(desk, fees), "year")
    reasons += band_reason(desk, "band_one_fee", smallest, value)
    reasons += band_reason(desk, "band_all_fees", effect.high, value)
    return transfer(desk, Move(account, source, amount, "top_up", _OWN_MONEY), effect, reasons, fees)


def _from_savings(desk: Desk, account: AccountState, fees: list[int]) -> Proposal | None:
    """A transfer from savings that covers what the account is below zero now, or usually is before pay.

    Only while that costs fees or interest, where the savings keep a week's spending, and not for an account
    that another proposal takes from.
    """
    if account.id in desk.drawn:
        return None
    costs = sorted({*fees, *charges(desk.books, account)})
    found = shortage(desk.books, account)
    lacks = max(account.held - account.balance, found.depth if found else 0)
    value = fees_total(desk, costs)
    if lacks <= 0 or not desk.material(value) or not _goes_on(desk, costs):
        return None
    amount = rounded_up(lacks, desk.currency)
    source = source_for(desk, account, amount)
    if source is None:
        return None
    desk.pool[account.id] = 0  # nothing is moved out of what is being filled
    smallest = min(-desk.books.movements[at].amount for at in costs)
    free = desk.money(account.balance - account.held)
    reasons = (
        Reason("shortfall_fees", (("count", len(costs)), ("total", desk.money(value)))),
        *((_runs_short(desk, found),) if found else ()),
        Reason("lacks_now", (("balance", free), ("need", desk.money(lacks)))),
        *kept_in_savings(desk, source, amount),
        *band_reason(desk, "band_one_fee", smallest, value),
    )
    move = Move(account, source, amount, "from_savings", _OWN_MONEY)
    return transfer(desk, move, Effect(value, smallest, value, "year"), reasons, costs)


def _goes_on(desk: Desk, fees: list[int]) -> bool:
    return bool(fees) and desk.books.movements[fees[-1]].booked > desk.today - _GOES_ON


def _runs_short(desk: Desk, found: Shortage) -> Reason:
    """How often and how deep the account falls below zero."""
    return Reason(
        "runs_short",
        (
            ("short", found.short),
            ("cycles", found.cycles),
            ("before", Days(found.before)),
            ("depth", desk.money(found.depth)),
        ),
    )


def _run_short(desk: Desk, account: AccountState, fees: list[int]) -> Proposal | None:
    """A reminder against fees for too low a balance where there is no own money to move.

    What helps is what the account's own past shows: a bill that comes just before pay and could come after
    it; a usual gap that is a small part of a pay and could be set aside; else only the bank itself. Only
    while the fees go on.
    """
    if not desk.worth_a_word(fees_total(desk, fees)) or not _goes_on(desk, fees):
        return None
    found = shortage(desk.books, account)
    if found is None:
        return remind(desk, account, "agree", fees, (), key=_SHORT_KEY)
    depth = desk.money(rounded_up(found.depth, desk.currency))
    usual: Figures = (("before", Days(found.before)), ("depth", depth))
    runs_short = _runs_short(desk, found)
    if found.bill:
        latest = desk.books.movements[found.bill.latest]
        bill: Figures = (("bill", Payee(str(latest.entry))), ("amount", desk.money(-latest.amount)))
        reasons = (runs_short, Reason("bill_before_pay", (*bill, ("day", latest.booked))))
        more = More((*usual, *bill), found.bill.positions)
        return remind(desk, account, "bill", fees, reasons, more, key=_SHORT_KEY)
    if depth.minor > found.pay // _SPARED_OF_PAY:
        return remind(desk, account, "agree", fees, (runs_short,), key=_SHORT_KEY)
    enough = Reason("aside_enough", (("pay", desk.money(found.pay)), ("depth", depth)))
    return remind(desk, account, "aside", fees, (runs_short, enough), More(usual), key=_SHORT_KEY)


def _had_money(desk: Desk, account: AccountState, charged_on: date) -> bool:
    """Whether on the account's deepest day below zero before the charge another one could have covered it."""
    days = desk.books.closing(account, charged_on - _BILLED_WITHIN, charged_on)
    depth, day = min(((balance, day) for day, balance in days), default=(0, charged_on))
    others = [a for a in desk.of_kind("savings", "current") if a.id != account.id]
    return depth < 0 and any(b >= -depth for a in others for _, b in desk.books.closing(a, day, day))
