"""How much money on a current account is safe to move, from how deep the account fell before."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.repayments import ahead
from florin.customer.facts.rules.shapes import AccountState
from florin.kernel.money import scale_of

MAX_CYCLES, MIN_CYCLES = 12, 3
HORIZON = 31  # days after the start of a cycle, and days in which money must have lain untouched
CUSHION_DAYS = 7
_STALE = 35  # days without a movement after which an account kept elsewhere says nothing about today
_STEPS = ((100, 5), (500, 10), (2000, 50))  # below 100 units: steps of 5, below 500: of 10, ...
_LARGEST_STEP = 100


@dataclass(frozen=True, slots=True)
class SafeCash:
    """What is safe to move from one current account; all amounts in minor units of its currency.

    `amount`: by the worst fall, rounded down; `median_amount`: the same by the median fall. `lowest`: lowest
    end-of-day balance of the last 31 days. `drain`: the largest net loss over one cycle. `worst_from`: the
    day from whose end the worst fall is counted, with the balance then; `worst_to`: its lowest day, with the
    balance then as if own moves to and from savings, and what paid a debt down ahead of time, had not been
    since. `positions`: in the books, of all movements between the two but those moves; they sum to the one
    balance less the other. Where the account never fell they show that: the lowest it came to was above where
    it began.
    """

    account: str
    amount: int
    median_amount: int
    worst_fall: int
    median_fall: int
    cushion: int
    lowest: int
    drain: int
    cycles: int
    worst_from: date
    worst_from_balance: int
    worst_to: date
    worst_to_balance: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Cycle:
    start: date
    low_day: date
    low: int  # change until the lowest day; above zero where the account only rose
    net: int

    @property
    def fall(self) -> int:
        """How deep the account went below its balance at the start, minor units."""
        return max(0, -self.low)


def safe_cash(books: Books, account: AccountState, cushion: int) -> SafeCash | None:
    """The money on `account` that its own past says will not be needed in the next 31 days; None if unknown.

    amount = min(balance now - worst fall - cushion, lowest end-of-day balance of 31 days), rounded down.

    - The worst fall is how deep the account went below its balance on this day of the month, within 31 days,
      in the last up to 12 months. It keeps today's place in the month: just after pay-day it holds back the
      rent, just before it does not. At least 3 such cycles, else nothing is known.
    - Own moves to and from savings, and payments that paid down a debt ahead of time, are taken out of the
      past: a fall must be what bills and spending did, money fetched back from savings must not hide one, and
      a card that was cleared once is not to be cleared again.
    - What holds and planned transfers speak for is not there any more; both sides are less by it.
    - The cushion (7 days of mean spending, all accounts together) is for a month worse than any seen.
    - The lowest balance caps it without exception: only money that was not needed for a whole month is idle.
      Money that came in since may be meant for something; waiting costs at most a month's interest, and after
      an undone transfer the same advice does not come back at once.
    - An account kept elsewhere without a movement for 35 days is unknown: its balance may be an old one.
    """
    own_moves = _own_moves(books, account)
    cycles = _cycles(books, account, own_moves)
    if len(cycles) < MIN_CYCLES or _stale(books, account):
        return None
    worst = max(cycles, key=lambda cycle: (cycle.fall, cycle.start))
    median = sorted(cycle.fall for cycle in cycles)[len(cycles) // 2]
    untouched = min(
        balance for _, balance in books.closing(account, books.today - HORIZON * DAY, books.today)
    )
    ((_, began),) = books.closing(account, worst.start, worst.start)
    free, lowest = account.balance - account.held - cushion, untouched - account.held
    return SafeCash(
        account=account.id,
        amount=rounded_down(min(free - worst.fall, lowest), account.currency),
        median_amount=rounded_down(min(free - median, lowest), account.currency),
        worst_fall=worst.fall,
        median_fall=median,
        cushion=cushion,
        lowest=untouched,
        drain=max(0, -min(cycle.net for cycle in cycles)),
        cycles=len(cycles),
        worst_from=worst.start,
        worst_from_balance=began,
        worst_to=worst.low_day,
        worst_to_balance=began + worst.low,
        positions=_between(books, account, worst, own_moves),
    )


def rounded_down(amount: int, currency: str) -> int:
    """`amount` (minor units) down to a step of 5, 10, 50 or 100 units by its size; 0 where it is negative."""
    unit = major_unit(currency)
    step = unit * next((step for below, step in _STEPS if amount < below * unit), _LARGEST_STEP)
    return max(0, amount // step * step)


def rounded_up(amount: int, currency: str) -> int:
    """`amount` (positive minor units) up to the step of `rounded_down`."""
    unit = major_unit(currency)
    step = unit * next((step for below, step in _STEPS if amount <= below * unit), _LARGEST_STEP)
    return -(-amount // step) * step


def major_unit(currency: str) -> int:
    """Minor units that people count in as one: 100 cents, 1,000 fils, and 100 yen, where 1 buys nothing."""
    return 10 ** max(2, scale_of(currency))


def _cycles(books: Books, account: AccountState, own_moves: set[int]) -> list[_Cycle]:
    """The observed cycles, newest first; the one that ends today may be up to three days short of 31."""
    change = _change(books, account, own_moves)
    first = books.observed_from(account)
    starts = [months_later(books.today, -back) for back in range(1, MAX_CYCLES + 1)]
    return [_cycle(start, change, books.today) for start in starts if start >= first]


def _cycle(start: date, change: dict[date, int], today: date) -> _Cycle:
    days = min(HORIZON, (today - start).days)
    path = list(accumulate(change.get(start + after * DAY, 0) for after in range(1, days + 1)))
    low = min(path)
    return _Cycle(start, low_day=start + (path.index(low) + 1) * DAY, low=low, net=path[-1])


def _change(books: Books, account: AccountState, own_moves: set[int]) -> dict[date, int]:
    """Net change a day of `account`, without `own_moves`."""
    change: dict[date, int] = {}
    for at in books.of_account[account.id]:
        if at not in own_moves:
            movement = books.movements[at]
            change[movement.booked] = change.get(movement.booked, 0) + movement.amount
    return change


def _own_moves(books: Books, account: AccountState) -> set[int]:
    """Positions on `account` whose other leg is on a savings account of the customer, or that paid a debt
    down ahead of time."""
    own, extra = books.of_account[account.id], ahead(books)
    return {at for at in own if at in extra or books.kinds.get(books.partner[at]) == "savings"}


def _between(books: Books, account: AccountState, cycle: _Cycle, own_moves: set[int]) -> tuple[int, ...]:
    """Positions on `account` from the cycle's start to its lowest day, without `own_moves`."""
    own = (at for at in books.of_account[account.id] if at not in own_moves)
    return tuple(at for at in own if cycle.start < books.movements[at].booked <= cycle.low_day)


def _stale(books: Books, account: AccountState) -> bool:
    positions = books.of_account[account.id]
    return not account.here and books.movements[positions[-1]].booked < books.today - _STALE * DAY
