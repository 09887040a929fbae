"""How each fact is found in the books: its value, its evidence, and the figures it was worked out from."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.calendar import month_start, months_later
from florin.customer.facts.rules.idle import CUSHION_DAYS, SafeCash, safe_cash
from florin.customer.facts.rules.rates import DEBT_KINDS, paid_in_full, with_rate
from florin.customer.facts.rules.shapes import AccountState, Figures, Finding
from florin.customer.facts.rules.together import together
from florin.kernel.money import Money
from florin.language.slots import Account, Days, Slot

LIQUID_KINDS = frozenset({"current", "savings", "cash"})
_FEWEST_DAYS = 30  # of spending before a mean a day says anything


def income(books: Books) -> Finding:
    """Income of a usual month, minor units."""
    return _monthly(books, books.earned)


def spending(books: Books) -> Finding:
    """Spending of a usual month, minor units, positive."""
    return _monthly(books, books.spent)


def monthly_net(books: Books) -> Finding:
    """What is usual to come in less what is usual to go out, minor units.

    Not the median of the months' own differences: that one would not add up with the other two facts.
    """
    came, went = income(books), spending(books)
    if came.value is None or went.value is None:
        return Finding(missing=came.missing or went.missing)
    figures = _money(books, income=int(came.value), spending=int(went.value))
    positions = [at for at in _in_months(books) if books.earned[at] or books.spent[at]]
    return Finding(
        came.value - went.value, books.evidence(positions), (*figures, ("months", len(books.months)))
    )


def liquid(books: Books) -> Finding:
    """What is on current, savings and cash accounts, minor units."""
    accounts = _of_kind(books, LIQUID_KINDS)
    return _sum_of(books, accounts) if accounts else Finding(missing="accounts")


def net_worth(books: Books) -> Finding:
    """All balances together with what securities are worth, debts negative, minor units; other currencies at
    the newest known rates."""
    every = [*books.accounts, *books.abroad]
    return together(
        [(a.id, Money(a.balance + a.holdings, a.currency)) for a in every], books.rates, books.currency
    )


def buffer_days(books: Books) -> Finding:
    """Whole days that the liquid money would last at the mean daily spending of the window."""
    liquid_now = liquid(books).value
    spent, days, positions = window_spending(books)
    if liquid_now is None:
        return Finding(missing="accounts")
    if days < _FEWEST_DAYS:
        return Finding(missing="days")
    if spent <= 0:
        return Finding(missing="spending")
    figures = _money(books, liquid=int(liquid_now), daily_spending=round_ratio(spent, days))
    return Finding(
        max(0, int(liquid_now) * days // spent), books.evidence(positions), (*figures, ("days", Days(days)))
    )


def overdrafts(books: Books) -> Finding:
    """Days of the window on which any current account ended below zero."""
    current = _of_kind(books, {"current"})
    if not current or books.window is None:
        return Finding(missing="current_account")
    first, last = books.window
    below = {day for a in current for day, balance in books.closing(a, first, last) if balance < 0}
    spells = sum(day - DAY not in below for day in below)
    figures: Figures = (("spells", spells), *_window(first, last))
    return Finding(len(below), _current_evidence(books, below), figures)


def lowest_balance(books: Books) -> Finding:
    """The lowest end-of-day balance of any one current account in the window, minor units."""
    current = _of_kind(books, {"current"})
    if not current or books.window is None:
        return Finding(missing="current_account")
    days = [(balance, day, a.id) for a in current for day, balance in books.closing(a, *books.window)]
    if not days:
        return Finding(missing="recent")
    lowest, day, account = min(days)
    figures: Figures = (("day", day), ("account", Account(account)), *_window(*books.window))
    return Finding(lowest, _current_evidence(books, {day}, account), figures)


def idle_cash(books: Books) -> Finding:
    """Money on current accounts that is safe to move, minor units; see `safe_cash` for the rule.

    Who keeps savings only has none: what lies there is not idle.
    """
    current, saved = _of_kind(books, {"current"}), _of_kind(books, {"savings"})
    held = _held(books, current=current, savings=saved)
    if not current:
        return Finding(0, (), held) if saved else Finding(missing="current_account")
    safe = safe_by_account(books)
    if not safe:
        return Finding(missing="cycles")
    total = sum(cash.amount for cash in safe.values())
    evidence = books.evidence(at for cash in safe.values() for at in cash.positions)
    figures = safe_figures(max(safe.values(), key=_by_amount), books.currency)
    return Finding(total, evidence, (*figures, *held))


def dearest_debt(books: Books) -> Finding:
    """What is owed on the debt with the highest rate, minor units, positive; 0 where nothing is owed.

    A card that is paid in full each month costs nothing: it is the dearest only where there is no other debt.
    """
    every = debts(books)
    free = [account for account in every if paid_in_full(books, account)]
    owing = [with_rate(books, account) for account in every if account not in free or len(free) == len(every)]
    if not owing:
        return Finding(0) if books.accounts else Finding(missing="accounts")
    rated = [(account.rate, -account.balance, account.id) for account in owing if account.rate is not None]
    if not rated:
        return Finding(missing="rate")
    rate, owed, dearest = max(rated)
    evidence = books.evidence(books.of_account[dearest])
    estimated = any(account.id == dearest and account.rate_source == "estimated" for account in owing)
    figures: Figures = (
        ("account", Account(dearest)),
        ("rate_estimated" if estimated else "rate", rate),
        ("debts_without_rate", len(owing) - len(rated)),
        *(("paid_in_full", Account(account.id)) for account in free),
    )
    return Finding(owed, evidence, figures)


def fees(books: Books) -> Finding:
    """Bank fees of the last 12 months less those given back, minor units, positive."""
    if not books.movements:
        return Finding(missing="movements")
    found = fees_since(books, months_later(books.today, -12))
    by_type: Counter[str] = Counter()
    for at, type in found:
        by_type[type] -= books.movements[at].amount
    figures = _money(books, **{f"fees_{type}": amount for type, amount in sorted(by_type.items()) if amount})
    return Finding(
        max(0, by_type.total()),
        books.evidence(at for at, _ in found),
        (("since", known_since(books, books.movements[0].booked)), *figures),
    )


def known_since(books: Books, first: date) -> date:
    """The first of the last 12 months' days that is known, where `first` is the first known day of all."""
    return max(first, months_later(books.today, -12) + DAY)


def fees_since(books: Books, day: date) -> list[tuple[int, str]]:
    """Position and type of each fee booked after `day`, oldest first."""
    later = (at for at, m in enumerate(books.movements) if m.booked > day)
    return [(at, type) for at in later if (type := books.fee_types[at]) is not None]


def debts(books: Books) -> list[AccountState]:
    """The accounts on which the customer owes: cards, loans and mortgages below zero."""
    return [account for account in _of_kind(books, DEBT_KINDS) if account.balance < 0]


def window_spending(books: Books) -> tuple[int, int, list[int]]:
    """Spending in the window (minor units), the window's days, and the positions that made it up."""
    if books.window is None:
        return 0, 0, []
    first, last = books.window
    positions = [at for at in books.between(first, last) if books.spent[at]]
    return sum(books.spent[at] for at in positions), (last - first).days + 1, positions


def cushion(books: Books) -> int:
    """Seven days of mean spending, all accounts together, minor units, rounded up."""
    spent, days, _ = window_spending(books)
    return max(0, -(-spent * CUSHION_DAYS // days)) if days else 0


def safe_by_account(books: Books) -> dict[str, SafeCash]:
    """The safe cash of each current account where it is known, by account id."""
    held_back = cushion(books)
    found = {account.id: safe_cash(books, account, held_back) for account in _of_kind(books, {"current"})}
    return {id: cash for id, cash in found.items() if cash is not None}


def safe_figures(cash: SafeCash, currency: str) -> Figures:
    """What the safe amount of one account was worked out from."""
    return (
        ("account", Account(cash.account)),
        ("worst_fall", Money(cash.worst_fall, currency)),
        ("worst_from", cash.worst_from),
        ("worst_from_balance", Money(cash.worst_from_balance, currency)),
        ("worst_to", cash.worst_to),
        ("worst_to_balance", Money(cash.worst_to_balance, currency)),
        ("median_fall", Money(cash.median_fall, currency)),
        ("cushion", Money(cash.cushion, currency)),
        ("lowest_month", Money(cash.lowest, currency)),
        ("cycles", cash.cycles),
    )


def round_ratio(total: int, count: int) -> int:
    """`total / count` to the nearest whole number, ties to even; `count` is positive."""
    whole, rest = divmod(total, count)
    return whole + (2 * rest > count or (2 * rest == count and whole % 2 == 1))


def usual(amounts: Iterable[int]) -> int:
    """The median of `amounts`, of which there is at least one; of the two middle ones their mean."""
    ordered = sorted(amounts)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return round_ratio(sum(middle), len(middle))


def _monthly(books: Books, amounts: list[int]) -> Finding:
    """What is usual in the complete months: one with a bonus or a large bill does not change it."""
    months = books.months
    if not months:
        return Finding(missing="months")
    positions = [at for at in _in_months(books) if amounts[at]]
    totals = dict.fromkeys(months, 0)
    for at in positions:
        totals[month_start(books.movements[at].booked)] += amounts[at]
    value = usual(totals.values())
    figures: Figures = (
        *(pair for month, total in totals.items() for pair in _month(books, month, total)),
        *(("month_above", month) for month, total in totals.items() if 2 * (total - value) > abs(value)),
        ("months", len(months)),
    )
    return Finding(value, books.evidence(positions), figures)


def _in_months(books: Books) -> list[int]:
    """The positions in the complete months, of which there is at least one."""
    return books.between(books.months[0], months_later(books.months[-1], 1) - DAY)


def _month(books: Books, month: date, total: int) -> Figures:
    return ("month", month), ("month_total", Money(total, books.currency))


def _sum_of(books: Books, accounts: Iterable[AccountState]) -> Finding:
    """Sum of balances, with each account's own; no single entry is evidence for a balance."""
    figures: list[tuple[str, Slot]] = []
    for account in accounts:
        balance = Money(account.balance, books.currency)
        figures += [("account", Account(account.id)), ("balance", balance)]
    return Finding(sum(account.balance for account in accounts), (), tuple(figures))


def _of_kind(books: Books, kinds: Iterable[str]) -> list[AccountState]:
    return [account for account in books.accounts if account.kind in kinds]


def _current_evidence(books: Books, days: set[date], only: str | None = None) -> tuple[int, ...]:
    """Entries on current accounts (or `only` one of them) of those days."""
    own = [only] if only else [account.id for account in _of_kind(books, {"current"})]
    positions = (at for id in own for at in books.of_account[id])
    return books.evidence(at for at in positions if books.movements[at].booked in days)


def _held(books: Books, **accounts: Iterable[AccountState]) -> Figures:
    """What lies on the accounts of each group, where there are any."""
    sums = {name: [account.balance for account in group] for name, group in accounts.items()}
    return _money(books, **{f"on_{name}": sum(found) for name, found in sums.items() if found})


def _window(first: date, last: date) -> Figures:
    return ("days", Days((last - first).days + 1)), ("from", first), ("to", last)


def _money(books: Books, **amounts: int) -> Figures:
    return tuple((code, Money(amount, books.currency)) for code, amount in amounts.items())


def _by_amount(cash: SafeCash) -> tuple[int, str]:
    return cash.amount, cash.account
