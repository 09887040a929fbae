"""What a debt costs a year where nobody told: estimated from the interest that was charged."""

from dataclasses import replace
from decimal import Decimal

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.shapes import AccountState

DEBT_KINDS = frozenset({"card", "loan", "mortgage"})
_FINEST = Decimal("0.0001")
_HIGHEST = Decimal(1)  # above 100 % a year the charges and balances do not belong together


def with_rate(books: Books, account: AccountState) -> AccountState:
    """`account` with an estimated yearly rate where it is a debt without one and its charges allow it."""
    if account.rate is not None or account.kind not in DEBT_KINDS:
        return account
    rate = estimated_rate(books, account)
    return account if rate is None else replace(account, rate=rate, rate_source="estimated")


def estimated_rate(books: Books, account: AccountState) -> Decimal | None:
    """Yearly simple rate (ACT/365, four decimals) from interest charges of the last 12 months.

    The charges after the first, over what was owed at the end of each day from the first charge to the day
    before the last. None with fewer than two charges, or where the result is no plausible rate.
    """
    charged = [books.movements[at] for at in charges(books, account)]
    if len(charged) < 2:
        return None
    first, last = charged[0].booked, charged[-1].booked
    interest = -sum(m.amount for m in charged if m.booked > first)
    owed = sum(max(0, -balance) for _, balance in books.closing(account, first, last - DAY))
    if not owed or not interest:
        return None
    rate = (Decimal(interest * 365) / Decimal(owed)).quantize(_FINEST)
    return rate if 0 < rate <= _HIGHEST else None


def charges(books: Books, account: AccountState) -> list[int]:
    """Positions of the interest charged on `account` in the last 12 months, oldest first."""
    since = months_later(books.today, -12)
    own = ((at, books.movements[at]) for at in books.of_account[account.id])
    return [at for at, m in own if m.kind == "interest" and m.amount < 0 and m.booked > since]
