"""A whole population: households by seed, lived in blocks of columns, told one by one or written in bulk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from florin.kernel.errors import InvalidInput
from florin.simulation.draws import Draws, household_keys
from florin.simulation.life import accounts_of, month_of, prefix_of, told, truths
from florin.simulation.lines import Bools, Ints, Records
from florin.simulation.month import live
from florin.simulation.parameters import Parameters, parameters
from florin.simulation.shapes import KINDS, REGIONS, Account, Kind, Line, Region, Truth
from florin.simulation.state import Block
from florin.simulation.traits import BEFORE, drawn, month_number, shares_of_kinds

BLOCK = 50  # households that live together: large enough for numpy, small enough for the memory
HALF: Mapping[Region, float] = {"US": 0.5, "EA": 0.5}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which population: `count` households, the `months` that end with `last`'s, until `last`."""

    count: int
    seed: int
    months: int
    last: date
    shares: Mapping[Region, float]
    parameters: Parameters

    @property
    def first_month(self) -> int:
        """Since the year 0."""
        return month_number(self.last) - self.months + 1

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.count // BLOCK)


@dataclass(frozen=True, slots=True)
class LivedBlock:
    """All months of a block. `lines` by household, month and day; `month[i]`: of line i, from 0.

    `distress`, `defaulted`, `cause` (event code): [months, households], at each month's end. `accounts`: each
    household's, with openings.
    """

    first: int  # number of the first household, from 0
    block: Block
    accounts: tuple[tuple[Account, ...], ...]
    lines: Records
    month: Ints
    distress: Bools
    defaulted: Bools
    cause: Ints


@dataclass(frozen=True, slots=True)
class Household:
    """One household with everything that happened to it, month after month."""

    id: str
    kind: Kind
    region: Region
    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    truths: tuple[Truth, ...]


def asked(
    count: int,
    seed: int,
    months: int,
    last: date,
    region_shares: Mapping[Region, float] | None = None,
    chosen: Parameters | None = None,
) -> Asked:
    """What is asked for.

    Raises:
        InvalidInput: fewer than one household or month, or shares that are none.
    """
    shares = region_shares or HALF
    if count < 1 or months < 1:
        raise InvalidInput("a population needs at least one household and one month")
    if min(shares.values()) < 0 or not sum(shares.values()):
        raise InvalidInput("the regions' shares must not be negative, nor all zero")
    return Asked(count, seed, months, last, shares, chosen or parameters())


def households(
    count: int,
    seed: int,
    months: int,
    last: date,
    region_shares: Mapping[Region, float] | None = None,
    parameters: Parameters | None = None,
) -> Iterator[Household]:
    """The population, one household after the other; household n is the same however many there are."""
    wanted = asked(count, seed, months, last, region_shares, parameters)
    for number in range(wanted.blocks):
        lived = lived_block(wanted, number)
        for at in range(lived.block.state.size):
            yield _household(wanted, lived, at)


def household_id(number: int) -> str:
    """The id of household `number`, from 0."""
    return f"h{number + 1:06}"


def people(wanted: Asked, number: int) -> Block:
    """The households of block `number` before their first month."""
    first = number * BLOCK
    keys = household_keys(wanted.seed, np.arange(first, min(first + BLOCK, wanted.count)))
    chance = Draws(keys, BEFORE)
    shares = np.array([wanted.shares.get(region, 0.0) for region in REGIONS])
    regions = _chosen(chance.uniform("region"), shares)
    kinds = np.zeros(len(keys), np.int64)
    at = chance.uniform("kind")
    for region, name in enumerate(REGIONS):
        mine = regions == region
        kinds[mine] = _chosen(at[mine], shares_of_kinds(wanted.parameters, name))
    return drawn(keys, kinds, regions, wanted.parameters)


def _chosen(at: np.ndarray, shares: np.ndarray) -> Ints:
    bounds = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(bounds, at, side="right"), len(shares) - 1).astype(np.int64)


def lived_block(wanted: Asked, number: int) -> LivedBlock:
    """Block `number`, lived through all months."""
    block = people(wanted, number)
    first = month_of(wanted.first_month)
    accounts = tuple(accounts_of(block, at, first) for at in range(block.state.size))
    parts, states = [], []
    for turn in range(wanted.months):
        lines = live(block, wanted.first_month + turn).lines
        if turn == wanted.months - 1:
            lines = lines[lines["day"] < wanted.last.day]
        parts.append(lines)
        states.append((block.state.distress.copy(), block.state.defaulted.copy(), block.state.cause.copy()))
    lines = np.concatenate(parts)
    month = np.repeat(np.arange(wanted.months), [len(part) for part in parts])
    order = np.argsort(lines["household"], kind="stable")
    distress, defaulted, cause = (np.stack(column) for column in zip(*states, strict=True))
    return LivedBlock(number * BLOCK, block, accounts, lines[order], month[order], distress, defaulted, cause)


def _household(wanted: Asked, lived: LivedBlock, at: int) -> Household:
    state = lived.block.state
    region = REGIONS[int(state.region[at])]
    low, high = np.searchsorted(lived.lines["household"], [at, at + 1])
    lines: list[Line] = []
    really: list[Truth] = []
    for turn in range(wanted.months):
        start, end = low + np.searchsorted(lived.month[low:high], [turn, turn + 1])
        number = wanted.first_month + turn
        prefix = prefix_of(number)
        mine = lived.lines[start:end]
        lines += told(mine, month_of(number), region, int(state.city[at]), prefix)
        really += truths(mine, prefix)
    kind = KINDS[int(state.kind[at])]
    return Household(
        household_id(lived.first + at), kind, region, lived.accounts[at], tuple(lines), tuple(really)
    )
