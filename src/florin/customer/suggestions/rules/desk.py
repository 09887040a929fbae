"""What all kinds of suggestions work from: the books, the bank's terms, and one pool of safe cash."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from florin.customer.facts.rules.books import Books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.findings import fees_since, safe_by_account
from florin.customer.facts.rules.idle import SafeCash, major_unit, rounded_down
from florin.customer.facts.rules.shapes import AccountState
from florin.customer.suggestions.rules.shapes import BankTerms
from florin.kernel.money import Money

MATERIAL_UNITS = 5  # a year; below this an effect is not worth anyone's attention
WORD_UNITS = 25  # a year; below this a reminder, which saves nothing by itself, is not either
TRANSFER_STANDS = timedelta(days=14)  # afterwards the balances it rests on are too old
REMINDER_STANDS = timedelta(days=31)


@dataclass(frozen=True)
class Desk:
    """The state that proposals are made from; `pool` is what is still safe to move, by current account.

    One pool for all kinds: what one proposal takes is gone for the next. Amounts in minor units.
    """

    books: Books
    bank: BankTerms
    pool: dict[str, int] = field(default_factory=dict)
    drawn: set[str] = field(default_factory=set)  # accounts that a proposal takes from
    takes: dict[str, list["Take"]] = field(default_factory=dict)  # what was taken from the pool, by account

    @property
    def today(self) -> date:
        """The business date."""
        return self.books.today

    @property
    def currency(self) -> str:
        """The household currency."""
        return self.books.currency

    @cached_property
    def safe(self) -> dict[str, SafeCash]:
        """Safe cash by current account, where known."""
        return safe_by_account(self.books)

    @cached_property
    def home(self) -> "Home | None":
        """Where savings earn most: a savings account, or a new one here; None where no rate is known."""
        homes = [home for account in self.of_kind("savings") if (home := _home(account, self.bank))]
        if self.bank.savings_rate is not None and not any(a.here for a in self.of_kind("savings")):
            homes.append(Home(None, True, self.bank.savings_rate))
        return max(homes, key=lambda home: (home.rate, home.here, home.account or ""), default=None)

    @cached_property
    def fees(self) -> list[tuple[int, str]]:
        """Position and type of each fee of the last 12 months."""
        return fees_since(self.books, months_later(self.today, -12))

    def of_kind(self, *kinds: str) -> list[AccountState]:
        """The accounts of those kinds, by id."""
        return [account for account in self.books.accounts if account.kind in kinds]

    def money(self, minor: int) -> Money:
        """`minor` in the household currency."""
        return Money(minor, self.currency)

    def material(self, effect: int) -> bool:
        """Whether an effect in minor units is worth a suggestion."""
        return effect >= MATERIAL_UNITS * major_unit(self.currency)

    def worth_a_word(self, effect: int) -> bool:
        """Whether an effect in minor units is worth a mere reminder."""
        return effect >= WORD_UNITS * major_unit(self.currency)

    def take(self, account: str, amount: int, to: str) -> None:
        """Take `amount` from the pool for the account `to`; what is left is rounded down again."""
        self.drawn.add(account)
        left = rounded_down(self.pool[account] - amount, self.currency)
        self.pool[account] = left
        self.takes.setdefault(account, []).append(Take(to, amount, left))


@dataclass(frozen=True, slots=True)
class Take:
    """What a proposal for the account `to` took from a pool, and what was left after it; minor units."""

    to: str
    amount: int
    left: int


@dataclass(frozen=True, slots=True)
class Home:
    """A place for savings: an account (None: a new one here) and its yearly rate."""

    account: str | None
    here: bool
    rate: Decimal


def open_desk(books: Books, bank: BankTerms) -> Desk:
    """A desk whose pool holds all safe cash, less what keeps a current account here free of its fee."""
    desk = Desk(books, bank)
    for id in desk.safe:
        desk.pool[id] = unbound(desk, id)
    return desk


def unbound(desk: Desk, account: str) -> int:
    """Safe cash of a current account, less what keeps it free of its fee; before any proposal."""
    (state,) = (a for a in desk.books.accounts if a.id == account)
    return min(desk.safe[account].amount, _above_free_balance(state, desk.bank))


def _above_free_balance(account: AccountState, bank: BankTerms) -> int:
    free = bank.maintenance_free_balance
    if free is None or not account.here or account.balance < free:
        return max(0, account.balance)  # no such rule, or not met anyway
    return rounded_down(account.balance - free, account.currency)


def _home(account: AccountState, bank: BankTerms) -> Home | None:
    rate = account.rate if account.rate is not None or not account.here else bank.savings_rate
    return None if rate is None else Home(account.id, account.here, rate)


def largest_first(pool: dict[str, int]) -> Iterable[str]:
    """The accounts of a pool that still hold something, the fullest first."""
    return [id for _, id in sorted((-amount, id) for id, amount in pool.items() if amount > 0)]
