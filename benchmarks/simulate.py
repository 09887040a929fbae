"""Seconds to simulate 10,000 households over 36 months into files, against writing the same bytes plainly."""

import os
import resource
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from florin.app.bench import Figure, figure, seconds
from florin.simulation.population import asked
from florin.simulation.writing import FILES, write

HOUSEHOLDS, MONTHS, SEED, LAST = 10_000, 36, 1, date(2025, 12, 31)
PROCESSES = 2
BYTES = 1 << 20
PEER = "one process writing the same bytes"


def figures(runs: int) -> Iterator[Figure]:
    """Ours, and its floor on the files that ours has just made."""
    took, floors, lines, floor_lines, memory = [], [], [], [], []
    for _ in range(runs):
        with TemporaryDirectory(dir=_roomy()) as folder:
            made = Path(folder) / "made"
            wanted = asked(HOUSEHOLDS, SEED, MONTHS, LAST)
            written = []
            took.append(seconds(lambda w=wanted, m=made, into=written: into.append(write(w, m, PROCESSES))))
            lines.append(written[0].lines / took[-1])
            memory.append(_most_memory())
            floors.append(
                sum(seconds(lambda f=made / name, t=Path(folder) / name: _plain(f, t)) for name in FILES)
            )
            floor_lines.append(written[0].lines / floors[-1])
    yield figure("simulate.seconds", "s", took, (PEER, floors))
    yield figure("simulate.lines", "lines/s", lines, (PEER, floor_lines))
    yield figure("simulate.memory", "MB", memory, ("the gigabyte that was allowed", [1000.0]))


def _roomy() -> str | None:
    """Where several gigabytes have room: FLORIN_BENCH_FOLDER, or where temporary files go."""
    return os.environ.get("FLORIN_BENCH_FOLDER")


def _plain(made: Path, target: Path) -> None:
    """Writes what is in `made` once more; its bytes come from the page cache."""
    with made.open("rb", buffering=0) as source, target.open("wb", buffering=0) as file:
        shutil.copyfileobj(source, file, BYTES)
    target.unlink()


def _most_memory() -> float:
    """Megabytes: this process at its largest, and as much as its largest child for each that ran."""
    mine, child = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (mine + PROCESSES * child) * 1024 / 1e6
