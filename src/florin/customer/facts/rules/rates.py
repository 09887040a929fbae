"""What a debt costs a year where nobody told: estimated from the interest that was charged."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.shapes import AccountState

DEBT_KINDS = frozenset({"card", "loan", "mortgage"})
STATEMENTS = timedelta(days=62)  # two statement periods
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


def bears_interest(books: Books, account: AccountState) -> bool:
    """Whether the debt costs interest at all: a card paid in full each month does not.

    A card does if interest was charged in the last two statement periods, or if less was paid in them than
    was owed before. Not known (too short a past) counts as no.
    """
    if account.kind != "card":
        return True
    interest, owed, paid = _lately(books, account)
    return interest or (owed is not None and owed > 0 and paid < owed)


def paid_in_full(books: Books, account: AccountState) -> bool:
    """Whether a card is known to be paid in full each month: it charged no interest in the last two statement
    periods, and what was owed before them was paid."""
    if account.kind != "card":
        return False
    interest, owed, paid = _lately(books, account)
    return not interest and owed is not None and paid >= owed and paid > 0


def _lately(books: Books, card: AccountState) -> tuple[bool, int | None, int]:
    """Of the last two statement periods: whether interest was charged, what was owed before them (None where
    that is not known), and what was paid in them; minor units."""
    since = books.today - STATEMENTS
    own = (books.movements[at] for at in books.of_account[card.id])
    recent = [m for m in own if m.booked > since and not m.opening and m.kind != "refund"]
    before = books.closing(card, since, since)
    owed = max(0, -before[0][1]) if before else None
    interest = any(m.kind == "interest" and m.amount < 0 for m in recent)
    return interest, owed, sum(m.amount for m in recent if m.amount > 0)
