"""Which payments onto a debt pay it down ahead of time: nothing is spent, and they need not come again."""

from collections import defaultdict

from florin.customer.facts.rules.books import Books
from florin.customer.facts.rules.rates import DEBT_KINDS, STATEMENTS

_FEWEST = 3  # other payments that show what is usual
_FAR_ABOVE = 2  # times the usual payment


def ahead(books: Books) -> frozenset[int]:
    """Positions of payments from other own accounts onto a card, loan or mortgage that paid down what was
    owed, and of what came back of them.

    Such is one of more than twice the median of the other payments onto the debt, of which three are known.
    On a card only while it charged interest: who pays it in full pays for what was bought, however much.
    """
    found: set[int] = set()
    for debt, positions in _by_debt(books).items():
        paid = [at for at in positions if books.movements[at].amount < 0]
        extra = [at for at in paid if _is_ahead(books, debt, at, paid)]
        amounts = {-books.movements[at].amount for at in extra}
        found.update(extra)
        found.update(at for at in positions if books.movements[at].amount in amounts)
    return frozenset(found)


def _by_debt(books: Books) -> dict[str, list[int]]:
    """The positions of what was paid onto each debt from other own accounts, and drawn from it."""
    positions: dict[str, list[int]] = defaultdict(list)
    for at, partner in enumerate(books.partner):
        if (
            books.kinds.get(partner) in DEBT_KINDS
            and books.kinds[books.movements[at].account] not in DEBT_KINDS
        ):
            positions[partner].append(at)
    return positions


def _is_ahead(books: Books, debt: str, at: int, paid: list[int]) -> bool:
    others = sorted(-books.movements[other].amount for other in paid if other != at)
    if len(others) < _FEWEST or -books.movements[at].amount <= _FAR_ABOVE * others[len(others) // 2]:
        return False
    return books.kinds[debt] != "card" or _charged_interest(books, debt, at)


def _charged_interest(books: Books, card: str, at: int) -> bool:
    """Whether the card charged interest in the last statements before the payment."""
    until = books.movements[at].booked
    own = (books.movements[each] for each in books.of_account[card])
    return any(m.kind == "interest" and m.amount < 0 and until - STATEMENTS < m.booked <= until for m in own)
