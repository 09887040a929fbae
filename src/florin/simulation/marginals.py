"""The simulated population beside published statistics (python -m florin.simulation.marginals --out FILE)."""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from florin.simulation.draws import Floats
from florin.simulation.leaves import CATEGORIES, category
from florin.simulation.lines import BUSINESS, CARD, CURRENT, FOREIGN, INVESTMENT, LOAN, Bools, Records, summed
from florin.simulation.parameters import BASELINE, parameters, rows, sets
from florin.simulation.population import LivedBlock, asked, lived_block
from florin.simulation.shapes import REGIONS

HOUSEHOLDS, MONTHS, SEED, LAST = 2_000, 24, 1, date(2025, 12, 31)
SECOND = 2  # a second seed; one parameter was raised after a look at it
YEAR = 12
MIDDLE = 15  # of the month: its first days hold neither most pay nor all bills
GROUPS: Mapping[str, tuple[str, ...]] = {
    "food_at_home": ("food.groceries", "food.bakery", "food.convenience", "food.alcohol", "food.meal_kits"),
    "eating_out": (
        "food.restaurants", "food.fast_food", "food.coffee", "food.bars", "food.delivery", "food.work_meals",
    ),
    "housing": ("home.", "utilities.", "insurance.home", "public.property_tax"),
    "transport": ("transport.", "insurance.car", "debt.car_loan"),
    "health": ("health.", "insurance.health"),
    "clothing": ("shopping.clothing", "shopping.shoes"),
    "fun_and_travel": ("fun.", "travel.", "care.gym"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """A published statistic and the band within which the simulation must come; chosen before tuning."""

    name: str
    region: str
    unit: str
    meaning: str
    published: float
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Marginal:
    """What the simulation gives, beside what is published."""

    stated: Published
    value: float

    @property
    def within(self) -> bool:
        """Whether it lies in the stated band."""
        return self.stated.low <= self.value <= self.stated.high


@cache
def published() -> tuple[Published, ...]:
    """The table of published statistics."""
    text = files(__package__ or "").joinpath("published.csv").read_text("utf-8")
    numbers = ("published", "low", "high")
    return tuple(
        Published(**{**line, **{name: float(line[name]) for name in numbers}})
        for line in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True, slots=True)
class Year:
    """The last twelve months of some households, a row each; money in minor units."""

    region: np.ndarray
    income: Floats
    spent: Floats
    by_group: Floats  # [households, groups]
    fee: Bools
    below_zero: Floats  # share of the months, in their middle
    indebted: Bools
    fell_late: Bools  # defaulted within the year
    late_before: Bools


def measured(
    set_name: str = BASELINE, households: int = HOUSEHOLDS, seed: int = SEED
) -> tuple[Marginal, ...]:
    """Every published statistic beside the simulation's own."""
    wanted = asked(households, seed, MONTHS, LAST, chosen=parameters(set_name))
    years = [year_of(lived_block(wanted, number)) for number in range(wanted.blocks)]
    columns = (np.concatenate(parts) for parts in zip(*(_columns(each) for each in years), strict=True))
    year = Year(*columns)
    return tuple(
        Marginal(each, _value(each.name, year, year.region == REGIONS.index(each.region)))
        for each in published()
    )  # type: ignore[arg-type]


def _columns(year: Year) -> Iterator[np.ndarray]:
    return (getattr(year, name) for name in Year.__slots__)


def year_of(lived: LivedBlock) -> Year:
    """The last twelve months of a block."""
    state = lived.block.state
    months = len(lived.distress)
    lines = lived.lines[lived.month >= months - YEAR]
    fees = np.isin(lines["category"], [category("fees.overdraft"), category("fees.returned")])
    before = lived.defaulted[months - YEAR - 1]
    return Year(
        region=state.region,
        income=_summed(lines, _is_income(lines), state.size),
        spent=-_summed(lines, _is_spending(lines), state.size),
        by_group=_by_group(lines, state.size),
        fee=np.bincount(lines["household"][fees], minlength=state.size) > 0,
        below_zero=_below_zero(lived),
        indebted=state.has[:, CARD] | (state.has[:, LOAN] & (state.balance[:, LOAN] < 0)),
        fell_late=lived.defaulted[-1] & ~before,
        late_before=before,
    )


def _summed(lines: Records, at: Bools, size: int) -> Floats:
    return summed(lines, at, size)


def _is_income(lines: Records) -> Bools:
    """Money from others on the current account, and what owners draw from their business."""
    names = [
        number
        for number, name in enumerate(CATEGORIES)
        if name.startswith("income.") and "windfall" not in name
    ]
    from_others = (
        (lines["account"] != FOREIGN) & (lines["account"] != BUSINESS) & np.isin(lines["category"], names)
    )
    people = np.isin(lines["category"], [category("money.from_people")]) & (lines["amount"] > 0)
    drawn = (lines["account"] == CURRENT) & (lines["pair"] > 0) & (lines["amount"] > 0) & _drawings(lines)
    return from_others | people | drawn


def _drawings(lines: Records) -> Bools:
    """Own transfers that come from the business: their other half stands on it."""
    business = lines["pair"][(lines["account"] == BUSINESS) & (lines["pair"] > 0)]
    return np.isin(lines["pair"], business)


def _is_spending(lines: Records) -> Bools:
    """Money to others, less what came back; interest and fees too; no transfers between own accounts."""
    private = ~np.isin(lines["account"], [BUSINESS, INVESTMENT, FOREIGN])
    outward = [number for number, name in enumerate(CATEGORIES) if not name.startswith("income.")]
    not_people = lines["category"] != category("money.from_people")
    return private & (lines["pair"] == 0) & np.isin(lines["category"], outward) & not_people


def _by_group(lines: Records, size: int) -> Floats:
    """Money by group; a loan's and a mortgage's payments count whole, principal and interest."""
    found = np.zeros((size, len(GROUPS)))
    out = (lines["account"] == CURRENT) & (lines["pair"] > 0)
    mine = _is_spending(lines) | out
    mine &= ~np.isin(
        lines["category"],
        [category(name) for name in ("money.own_transfer", "money.card_payment", "money.investing")],
    )
    for at, prefixes in enumerate(GROUPS.values()):
        numbers = [number for number, name in enumerate(CATEGORIES) if name.startswith(prefixes)]
        found[:, at] = -_summed(lines, mine & np.isin(lines["category"], numbers), size)
    return found


def _below_zero(lived: LivedBlock) -> Floats:
    """The share of the year's months in whose middle the current account was below zero."""
    months, size = lived.distress.shape
    mine = lived.lines[lived.lines["account"] == CURRENT]
    month = lived.month[lived.lines["account"] == CURRENT]
    change, half = np.zeros((size, months), np.int64), np.zeros((size, months), np.int64)
    np.add.at(change, (mine["household"], month), mine["amount"])
    early = mine["day"] < MIDDLE
    np.add.at(half, (mine["household"][early], month[early]), mine["amount"][early])
    opening = np.array([accounts[0].opening for accounts in lived.accounts])
    middles = opening[:, None] + np.cumsum(change, axis=1) - change + half
    return (middles[:, -YEAR:] < 0).mean(axis=1)


def _value(name: str, year: Year, at: Bools) -> float:
    income = year.income[at]
    match name:
        case "income_median":
            return float(np.median(income)) / YEAR / 100
        case "income_gini":
            return gini(income)
        case "saving_rate":
            return float(1 - year.spent[at].sum() / income.sum())
        case "overdraft_fee":
            return float(year.fee[at].mean())
        case "below_zero":
            return float(year.below_zero[at].mean())
        case "default":
            sound = at & year.indebted & ~year.late_before
            return float(year.fell_late[sound].mean())
        case _:
            groups = year.by_group[at].sum(axis=0)
            return float(groups[list(GROUPS).index(name)] / year.spent[at].sum())


def gini(values: Floats) -> float:
    """The Gini coefficient of non-negative values: half the relative mean absolute difference."""
    ordered = np.sort(values)
    n = len(ordered)
    return float(((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / (n * ordered.sum()))


def page(found: Sequence[Marginal], again: Sequence[Marginal]) -> str:
    """docs/simulation.md; `again` are the marginals of the seed SECOND."""
    text = files(__package__ or "").joinpath("simulation.md").read_text("utf-8")
    lines = [_row(each) for each in found]
    table = "\n".join(
        [
            "| | Region | Simulated | Published | Band | Within | Source |",
            "| --- | --- | ---: | ---: | ---: | --- | --- |",
            *lines,
        ]
    )
    return (
        text.replace("{{table}}", table)
        .replace("{{again}}", _again(again))
        .replace("{{second}}", str(SECOND))
        .replace("{{sets}}", _sets())
        .replace("{{parameters}}", str(len(rows())))
    )


def _row(each: Marginal) -> str:
    s = each.stated

    def said(value: float) -> str:
        return f"{value:,.0f}" if s.unit == "money" else f"{value:.1%}" if value < 1 else f"{value:.2f}"

    return (
        f"| {s.meaning} | {s.region} | {said(each.value)} | {said(s.published)} "
        f"| {said(s.low)} to {said(s.high)} | {'yes' if each.within else 'NO'} | {s.source} |"
    )


def _again(found: Sequence[Marginal]) -> str:
    """How many are within their band, and which are not."""
    outside = [f"`{e.stated.name}` {e.stated.region} ({e.value:.3g})" for e in found if not e.within]
    told = f"{len(found) - len(outside)} of {len(found)} lie in their bands"
    return told + (f"; outside: {', '.join(outside)}" if outside else "")


def _sets() -> str:
    told = []
    for name in sets():
        changed = sorted({row.name for row in rows() if row.set == name}) if name != BASELINE else []
        told.append(
            f"- `{name}`: "
            + (", ".join(f"`{each}`" for each in changed) if changed else "the table as it stands")
        )
    return "\n".join(told)


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the page."""
    parser = argparse.ArgumentParser(prog="python -m florin.simulation.marginals", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the table's households [default: {SEED}]")
    told = parser.parse_args(arguments)
    told.out.write_text(page(measured(seed=told.seed), measured(seed=SECOND)), "utf-8", newline="")


if __name__ == "__main__":
    main()
