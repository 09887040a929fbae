"""Fees that need not come again: the concrete way for each type, as a transfer or a reminder."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from florin.customer.facts.rules.findings import known_since
from florin.customer.facts.rules.idle import rounded_up
from florin.customer.facts.rules.shapes import AccountState, Figures
from florin.customer.suggestions.rules.amounts import band_reason, fall_reason
from florin.customer.suggestions.rules.desk import REMINDER_STANDS, TRANSFER_STANDS, Desk, largest_first
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.customer.suggestions.rules.shortage import shortage
from florin.language.slots import Account, Days, Payee, Slot

_SHORTFALL = ("overdraft", "returned")  # fees for a balance that did not suffice
_REMINDERS = {"atm": "atm", "foreign": "foreign", "late_payment": "late"}
_KNOWN = timedelta(days=90)  # what must be known of an account before it can be said to take no fee
AGAIN = Days(30)  # after which a reminder comes back
_SHORT_KEY = "shortfall"  # one piece of advice an account, whichever way it takes
_GOES_ON = timedelta(days=92)  # since the last such fee; older ones are a matter that is over
_SPARED_OF_PAY = 5  # no more than a fifth of a pay can be asked of anyone to be set aside
_BILLED_WITHIN = timedelta(days=31)  # banks charge an overdraft within the month after it


def avoid_fees(desk: Desk) -> list[Proposal]:
    """Proposals for fees of the last 12 months, at most one an account and way."""
    made: list[Proposal] = []
    for account in desk.books.accounts:
        charged = _charged(desk, account)
        short = _top_up(desk, account, charged) or _run_short(desk, account, charged)
        made += [p for p in (short, _maintenance(desk, account, charged)) if p]
        made += [p for type in _REMINDERS if (p := _reminder(desk, account, type, charged[type]))]
    return made


def _charged(desk: Desk, account: AccountState) -> dict[str, list[int]]:
    """Positions of the account's fees by type, oldest first, without those that were given back.

    A fee given back cancels the latest earlier charge of its type and amount.
    """
    charged: dict[str, list[int]] = defaultdict(list)
    movements = desk.books.movements
    for at, type in desk.fees:
        if movements[at].account != account.id:
            continue
        if movements[at].amount < 0:
            charged[type].append(at)
            continue
        same = [c for c in charged[type] if movements[c].amount == -movements[at].amount]
        if same:
            charged[type].remove(same[-1])
    return charged


def _total(desk: Desk, positions: list[int]) -> int:
    return -sum(desk.books.movements[at].amount for at in positions)


def _top_up(desk: Desk, account: AccountState, charged: dict[str, list[int]]) -> Proposal | None:
    """A transfer that keeps a current account above zero through a month like its worst one from this day.

    Only where its past is known, it would fall below zero, fees came of it before on days on which another
    account had the money, and one has it now: the pool first (it earns least), else savings.
    """
    fees = sorted(at for type in _SHORTFALL for at in charged[type])
    avoidable = [at for at in fees if _had_money(desk, account, desk.books.movements[at].booked)]
    safe = desk.safe.get(account.id) if account.kind == "current" else None
    need = safe.worst_fall - account.balance + account.held if safe else 0
    if not avoidable or need <= 0 or not desk.material(_total(desk, avoidable)):
        return None
    amount = rounded_up(need, desk.currency)
    source = _source(desk, account, amount)
    if source is None or safe is None:
        return None
    reasons = (
        Reason("shortfall_fees", (("count", len(avoidable)), ("total", desk.money(_total(desk, avoidable))))),
        Reason("had_money", (("from", Account(source)),)),
        fall_reason(desk, safe),
        Reason(
            "would_fall_short",
            (("balance", desk.money(account.balance - account.held)), ("need", desk.money(need))),
        ),
    )
    smallest = min(-desk.books.movements[at].amount for at in avoidable)
    value = _total(desk, avoidable)
    effect = Effect(value, smallest, _total(desk, fees), "year")
    reasons += band_reason(desk, "band_one_fee", smallest, value)
    reasons += band_reason(desk, "band_all_fees", effect.high, value)
    return _transfer(desk, _Move(account, source, amount, "top_up"), effect, reasons, fees)


def _run_short(desk: Desk, account: AccountState, charged: dict[str, list[int]]) -> Proposal | None:
    """A reminder against fees for too low a balance where there is no own money to move.

    What helps is what the account's own past shows: a bill that comes just before pay and could come after
    it; a usual gap that is a small part of a pay and could be set aside; else only the bank itself. Only
    while the fees go on.
    """
    fees = sorted(at for type in _SHORTFALL for at in charged[type])
    if account.kind != "current" or not fees or not desk.material(_total(desk, fees)):
        return None
    if desk.books.movements[fees[-1]].booked <= desk.today - _GOES_ON:
        return None
    found = shortage(desk.books, account)
    if found is None:
        return _remind(desk, account, "agree", fees, (), key=_SHORT_KEY)
    depth = desk.money(rounded_up(found.depth, desk.currency))
    usual: Figures = (("before", Days(found.before)), ("depth", depth))
    runs_short = Reason(
        "runs_short",
        (
            ("short", found.short),
            ("cycles", found.cycles),
            ("before", Days(found.before)),
            ("depth", desk.money(found.depth)),
        ),
    )
    if found.bill:
        latest = desk.books.movements[found.bill.latest]
        bill: Figures = (("bill", Payee(str(latest.entry))), ("amount", desk.money(-latest.amount)))
        reasons = (runs_short, Reason("bill_before_pay", (*bill, ("day", latest.booked))))
        more = _More((*usual, *bill), found.bill.positions)
        return _remind(desk, account, "bill", fees, reasons, more, key=_SHORT_KEY)
    if depth.minor > found.pay // _SPARED_OF_PAY:
        return _remind(desk, account, "agree", fees, (runs_short,), key=_SHORT_KEY)
    enough = Reason("aside_enough", (("pay", desk.money(found.pay)), ("depth", depth)))
    return _remind(desk, account, "aside", fees, (runs_short, enough), _More(usual), key=_SHORT_KEY)


def _had_money(desk: Desk, account: AccountState, charged_on: date) -> bool:
    """Whether on the account's deepest day below zero before the charge another one could have covered it."""
    days = desk.books.closing(account, charged_on - _BILLED_WITHIN, charged_on)
    depth, day = min(((balance, day) for day, balance in days), default=(0, charged_on))
    others = [a for a in desk.of_kind("savings", "current") if a.id != account.id]
    return depth < 0 and any(b >= -depth for a in others for _, b in desk.books.closing(a, day, day))


def _source(desk: Desk, account: AccountState, amount: int) -> str | None:
    """The account to take `amount` from, which is then taken from the pool or noted as drawn."""
    for id in largest_first(desk.pool):
        if id != account.id and desk.pool[id] >= amount:
            desk.take(id, amount, account.id)
            return id
    enough = [a for a in desk.of_kind("savings") if a.balance - a.held >= amount and a.id not in desk.drawn]
    chosen = max(enough, key=lambda a: (a.here, a.balance, a.id), default=None)
    if chosen is None:
        return None
    desk.drawn.add(chosen.id)
    return chosen.id


def _maintenance(desk: Desk, account: AccountState, charged: dict[str, list[int]]) -> Proposal | None:
    """Against a fee for keeping the account: the balance that waives it, or another account, or asking."""
    fees = charged["maintenance"]
    if not fees or not desk.material(_total(desk, fees)):
        return None
    move = _fill(desk, account, fees)
    if move is not None:
        return move
    free = [a for a in desk.of_kind("current") if a.id != account.id and _takes_no_fee(desk, a)]
    if account.kind == "current" and free:
        slots = (("other", Account(free[0].id)), ("since", _since(desk, free[0])))
        reason = Reason("other_account_free", slots)
        return _remind(desk, account, "other_account", fees, (reason,))
    return _remind(desk, account, "ask", fees, ())


def _fill(desk: Desk, account: AccountState, fees: list[int]) -> Proposal | None:
    """A transfer from savings up to the balance that waives the fee, where that gains more than it costs."""
    free = desk.bank.maintenance_free_balance
    if free is None or not account.here or account.kind != "current" or account.id in desk.drawn:
        return None
    if account.balance >= free:
        return None
    amount = rounded_up(free - account.balance, desk.currency)
    lost = round(amount * Fraction(desk.home.rate)) if desk.home else 0
    gain = _total(desk, fees) - lost
    if not desk.material(gain):
        return None
    source = _source(desk, account, amount)
    if source is None:
        return None
    desk.pool[account.id] = 0  # nothing is moved out of what is being filled
    slots = (("balance", desk.money(free)), ("now", desk.money(account.balance)))
    effect = Effect(gain, 0, _total(desk, fees), "year")
    reasons = (
        Reason("free_from_balance", slots),
        _paid(desk, account, fees),
        *_given_up(desk, lost),
        Reason("band_charged_anyway"),
        *band_reason(desk, "band_no_interest", effect.high, gain),
    )
    return _transfer(desk, _Move(account, source, amount, "balance"), effect, reasons, fees)


def _given_up(desk: Desk, lost: int) -> tuple[Reason, ...]:
    return (Reason("interest_given_up", (("lost", desk.money(lost)),)),) if lost else ()


def _since(desk: Desk, account: AccountState) -> date:
    """The first of the last 12 months' days that is known of `account`."""
    return known_since(desk.books, desk.books.observed_from(account))


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
    if not fees or not desk.material(_total(desk, fees)):
        return None
    reasons: tuple[Reason, ...] = ()
    if type == "late_payment":
        days = Counter(desk.books.movements[at].booked.day for at in fees)
        reasons = (Reason("late_day", (("day", max(days, key=lambda day: (days[day], -day))),)),)
    return _remind(desk, account, _REMINDERS[type], fees, reasons)


def _paid(desk: Desk, account: AccountState, fees: list[int]) -> Reason:
    total, since = desk.money(_total(desk, fees)), _since(desk, account)
    return Reason("fees_paid", (("count", len(fees)), ("total", total), ("since", since)))


@dataclass(frozen=True, slots=True)
class _More:
    """What a reminder says and rests on besides its fees: slots, and positions in the books."""

    slots: Figures = ()
    positions: tuple[int, ...] = ()


def _remind(
    desk: Desk,
    account: AccountState,
    variant: str,
    fees: list[int],
    reasons: tuple[Reason, ...],
    more: _More = _More(),
    *,
    key: str | None = None,
) -> Proposal:
    """A reminder; it saves nothing by itself, so its band begins at zero. `key` where not the variant."""
    total = _total(desk, fees)
    return Proposal(
        kind="avoid_fee",
        key=f"avoid_fee:{key or variant}:{account.id}",
        action="remind",
        from_account=account.id,
        to_account=None,
        amount=None,
        currency=desk.currency,
        effect=Effect(total, 0, total, "year"),
        reasons=(
            _paid(desk, account, fees),
            *reasons,
            Reason("band_reminder", (("bound", desk.money(total)),)),
        ),
        figures=_figures(desk, account, fees),
        evidence=desk.books.evidence((*fees, *more.positions)),
        expires=desk.today + REMINDER_STANDS,
        variant=variant,
        slots=(
            ("account", Account(account.id)),
            ("saved", desk.money(total)),
            ("count", len(fees)),
            ("since", _since(desk, account)),
            ("again", AGAIN),
            *more.slots,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Move:
    account: AccountState
    source: str
    amount: int
    variant: str


def _transfer(
    desk: Desk, move: _Move, effect: Effect, reasons: tuple[Reason, ...], fees: list[int]
) -> Proposal:
    return Proposal(
        kind="avoid_fee",
        key=f"avoid_fee:{move.variant}:{move.account.id}",
        action="transfer",
        from_account=move.source,
        to_account=move.account.id,
        amount=move.amount,
        currency=desk.currency,
        effect=effect,
        reasons=reasons,
        figures=_figures(desk, move.account, fees),
        evidence=desk.books.evidence(fees),
        expires=desk.today + TRANSFER_STANDS,
        variant=move.variant,
        slots=(
            ("amount", desk.money(move.amount)),
            ("from", Account(move.source)),
            ("to", Account(move.account.id)),
            ("saved", desk.money(effect.value)),
            ("since", _since(desk, move.account)),
        ),
    )


def _figures(desk: Desk, account: AccountState, fees: list[int]) -> tuple[tuple[str, Slot], ...]:
    return (
        ("since", _since(desk, account)),
        ("fees_total", desk.money(_total(desk, fees))),
        ("fees_count", len(fees)),
        ("fees_last", desk.books.movements[fees[-1]].booked),
    )
