"""`florin bench`: runs what stands in `benchmarks/` of a checkout, and what a bench is written with."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from florin.kernel.errors import InvalidInput, NotFound

CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `value` in `unit`, and its `ratio` to `peer` measured in the same run."""

    name: str
    value: float
    unit: str
    peer: str | None
    ratio: float | None
    runs: int

    def line(self) -> dict[str, Any]:
        """The figure as it is printed: six digits are more than any of them is worth."""
        told = asdict(self)
        return told | {key: _short(told[key]) for key in ("value", "ratio")}


def figure(name: str, unit: str, values: Sequence[float], peer: tuple[str, Sequence[float]]) -> Figure:
    """The median of `values`, beside the median of the peer's, taken in the same run and unit."""
    told, peers = peer
    value, floor = median(values), median(peers)
    return Figure(name, value, unit, told, value / floor if floor else None, len(values))


def seconds(function: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def benches() -> dict[str, str]:
    """Every bench of this checkout by name, with its one sentence.

    Raises:
        NotFound: there is no checkout around this Florin, as when it is installed from a wheel.
    """
    folder = CHECKOUT / "benchmarks"
    files = sorted(folder.glob("[a-z]*.py"))
    if not files:
        raise NotFound(f"there is no {folder}: the benches come with a checkout of Florin, not with a wheel")
    return {file.stem: file.read_text(encoding="utf-8").splitlines()[0].strip('"') for file in files}


def run(names: Sequence[str], runs: int) -> Iterator[Figure]:
    """The figures of the named benches, of all for none, as they are measured; `runs` times each.

    Raises:
        InvalidInput: a name that no bench has.
    """
    known = benches()
    if unknown := sorted(set(names) - set(known)):
        raise InvalidInput(f"there is no bench {', '.join(unknown)}; there are {', '.join(known)}")
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))
    for name in names or known:
        yield from import_module(f"benchmarks.{name}").figures(runs)


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
