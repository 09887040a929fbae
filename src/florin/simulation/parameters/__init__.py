"""Every parameter of behaviour, from one table in which each has its source or is an assumption."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from florin.kernel.errors import InvalidInput
from florin.simulation.shapes import KINDS, REGIONS

Floats = NDArray[np.float64]
BASELINE = "baseline"
MONEY = (
    "money"  # the unit of amounts: the table says them in dollars and euros, the engine counts in hundredths
)
MINOR = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `us` and `ea` in `unit`; `kind` is "" where the value holds for all kinds."""

    set: str
    name: str
    kind: str
    unit: str
    meaning: str
    us: float
    ea: float
    source: str

    @property
    def pair(self) -> tuple[float, float]:
        """The values for US and EA as the engine uses them: money in minor units."""
        scale = MINOR if self.unit == MONEY else 1
        return self.us * scale, self.ea * scale


@dataclass(frozen=True)
class Parameters:
    """One parameter set. `tables`: by name, values by [kind, region] in the order of KINDS and REGIONS."""

    name: str
    tables: Mapping[str, Floats]

    def table(self, name: str) -> Floats:
        """Values by [kind, region]; KeyError for a name that the table does not have."""
        return self.tables[name]

    def value(self, name: str, region: str, kind: str | None = None) -> float:
        """One value; the first kind's where none is told."""
        return float(self.tables[name][KINDS.index(kind) if kind else 0, REGIONS.index(region)])


@cache
def rows() -> tuple[Row, ...]:
    """The whole table, in its order."""
    text = files(__package__ or "").joinpath("table.csv").read_text("utf-8")
    return tuple(
        Row(**{**line, "us": float(line["us"]), "ea": float(line["ea"])})
        for line in csv.DictReader(text.splitlines())
    )


def sets() -> tuple[str, ...]:
    """The names of the parameter sets, the baseline first."""
    return tuple(dict.fromkeys(row.set for row in rows()))


@cache
def parameters(name: str = BASELINE) -> Parameters:
    """The named set: the baseline with what the set overrides.

    Raises:
        InvalidInput: no set has this name.
    """
    if name not in sets():
        raise InvalidInput(f"there is no parameter set {name!r}; there are {', '.join(sets())}")
    tables: dict[str, Floats] = {}
    for row in rows():
        if row.set in (BASELINE, name):
            _put(tables, row)
    for values in tables.values():
        values.flags.writeable = False
    return Parameters(name, tables)


def _put(tables: dict[str, Floats], row: Row) -> None:
    values = tables.setdefault(row.name, np.full((len(KINDS), len(REGIONS)), np.nan))
    values[KINDS.index(row.kind) if row.kind else slice(None)] = row.pair
