"""One household's life, month by month: the same engine as for thousands, with a block of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from florin.kernel.errors import InvalidInput
from florin.simulation.leaves import CATEGORIES
from florin.simulation.lines import CARD, INVESTMENT, LINE_KINDS, LOAN, MORTGAGE, SAVINGS, Ints, Records
from florin.simulation.merchants.lexicon import lexicon
from florin.simulation.month import live
from florin.simulation.parameters import Parameters
from florin.simulation.shapes import (
    ACCOUNTS,
    CURRENCIES,
    EVENTS,
    KINDS,
    REGIONS,
    Account,
    Cast,
    Line,
    Month,
    Region,
    Truth,
)
from florin.simulation.state import Block
from florin.simulation.traits import drawn, month_number
from florin.simulation.wording import own_account, worded

LEDGER_KINDS = {"business": "current", "foreign": "current"}
FOREIGN_CURRENCY: dict[str, str] = {"US": "EUR", "EA": "USD"}


class Life:
    """A household from the month that begins on `first`.

    Raises:
        InvalidInput: a trait that does not exist, or `first` is not the first of a month.
    """

    def __init__(self, cast: Cast, first: date, parameters: Parameters | None = None) -> None:
        if first.day != 1:
            raise InvalidInput(f"a life begins on the first of a month, not on {first}")
        kinds, regions = np.array([KINDS.index(cast.kind)]), np.array([REGIONS.index(cast.region)])
        keys = np.array([cast.seed % 2**64], np.uint64)
        self._block = drawn(keys, kinds, regions, parameters, (cast,))
        self._next = month_number(first)
        self.accounts = accounts_of(self._block, 0, first)

    def month(self, balances: Mapping[str, int] | None = None) -> Month:
        """The next month. `balances`: minor units by account key at its start, where the ledger knows better.

        Raises:
            InvalidInput: a balance of an account that the household does not have.
        """
        state = self._block.state
        for key, balance in (balances or {}).items():
            if key not in ACCOUNTS or not state.has[0, ACCOUNTS.index(key)]:
                raise InvalidInput(f"this household has no account {key!r}")
            state.balance[0, ACCOUNTS.index(key)] = balance
        lived = live(self._block, self._next)
        prefix, month = prefix_of(self._next), month_of(self._next)
        self._next += 1
        region, city = REGIONS[int(state.region[0])], int(state.city[0])
        return Month(
            told(lived.lines, month, region, city, prefix),
            truths(lived.lines, prefix),
            bool(state.distress[0]),
            bool(state.defaulted[0]),
        )

    @property
    def balances(self) -> dict[str, int]:
        """What the household believes to have, minor units by account key."""
        state = self._block.state
        return {key: int(state.balance[0, at]) for at, key in enumerate(ACCOUNTS) if state.has[0, at]}


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Some months of one household: its accounts as they began, all its lines, and what they really were."""

    cast: Cast
    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    truths: tuple[Truth, ...]


def lifetimes(
    casts: Sequence[Cast], first: date, months: int, parameters: Parameters | None = None
) -> Iterator[Lifetime]:
    """Households that live the same months together, each as it would alone, for hardly more than one costs.

    Their words are found one household after the other, as they are asked for.
    """
    kinds = np.array([KINDS.index(cast.kind) for cast in casts])
    regions = np.array([REGIONS.index(cast.region) for cast in casts])
    keys = np.array([cast.seed % 2**64 for cast in casts], np.uint64)
    block = drawn(keys, kinds, regions, parameters, casts)
    accounts = [accounts_of(block, at, first) for at in range(len(casts))]
    start = month_number(first)
    lived = [(number, live(block, number).lines) for number in range(start, start + months)]
    for at, cast in enumerate(casts):
        lines: list[Line] = []
        really: list[Truth] = []
        city = int(block.state.city[at])
        for number, everyones in lived:
            mine, prefix = everyones[everyones["household"] == at], prefix_of(number)
            lines += told(mine, month_of(number), cast.region, city, prefix)
            really += truths(mine, prefix)
        yield Lifetime(cast, accounts[at], tuple(lines), tuple(really))


def month_of(number: int) -> date:
    """The first day of month `number` (since the year 0)."""
    return date(number // 12, number % 12 + 1, 1)


def prefix_of(number: int) -> str:
    """What the references of month `number` begin with."""
    return f"m{number // 12}-{number % 12 + 1:02}:"


def accounts_of(block: Block, at: int, first: date) -> tuple[Account, ...]:
    """The accounts of one household of a block that has not lived yet."""
    state = block.state
    region = REGIONS[int(state.region[at])]
    country = lexicon(region).places[int(state.city[at])].country
    rates = {
        SAVINGS: state.savings_rate,
        CARD: state.card_rate,
        LOAN: state.loan_rate,
        MORTGAGE: state.mortgage_rate,
    }
    names = {CARD: "Card", LOAN: "Loan", MORTGAGE: "Mortgage", INVESTMENT: "Investments"}
    found = []
    for number, key in enumerate(ACCOUNTS):
        if state.has[at, number]:
            rate = rates.get(number)
            found.append(
                Account(
                    key=key,
                    kind=LEDGER_KINDS.get(key, key),
                    name=names.get(number) or own_account(country, key).capitalize(),
                    number=f"{(int(state.key[at]) + number * 7919) % 10_000:04}",
                    currency=FOREIGN_CURRENCY[region] if key == "foreign" else CURRENCIES[region],
                    opened=first - timedelta(days=1),
                    opening=int(state.balance[at, number]),
                    rate=None if rate is None else f"{rate[at]:.4f}",
                    limit=int(state.card_limit[at]) or None if number == CARD else None,
                )
            )
    return tuple(found)


def told(lines: Records, month: date, region: Region, city: int, prefix: str) -> tuple[Line, ...]:
    """One household's lines of one month as a bank sees them."""
    twins = twin_positions(lines)
    columns = zip(
        *(lines[name].tolist() for name in ("account", "day", "amount", "text", "kind")),
        twins.tolist(),
        strict=True,
    )
    days = [month + timedelta(day) for day in range(31)]
    made = []
    for at, (account, day, amount, text, kind, twin) in enumerate(columns):
        words = worded(text, region, city)
        key = ACCOUNTS[account]
        made.append(
            Line(
                key,
                days[day],
                amount,
                FOREIGN_CURRENCY[region] if key == "foreign" else CURRENCIES[region],
                words.descriptor,
                words.counterparty,
                words.mcc,
                f"{prefix}{at + 1}",
                LINE_KINDS[kind],
                f"{prefix}{twin + 1}" if twin >= 0 else None,
            )
        )
    return tuple(made)


def truths(lines: Records, prefix: str) -> tuple[Truth, ...]:
    """What one household's lines of one month really were, beside `told`."""
    columns = zip(*(lines[name].tolist() for name in ("category", "recurring", "event")), strict=True)
    return tuple(
        Truth(f"{prefix}{at + 1}", CATEGORIES[category], recurring, EVENTS[event - 1] if event else None)
        for at, (category, recurring, event) in enumerate(columns)
    )


def twin_positions(lines: Records) -> Ints:
    """The position of each line's other half, -1 where there is none."""
    found = np.full(len(lines), -1)
    halves = np.flatnonzero(lines["pair"])
    order = halves[np.argsort(lines["pair"][halves], kind="stable")]
    found[order[0::2]], found[order[1::2]] = order[1::2], order[0::2]
    return found
