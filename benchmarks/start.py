"""Seconds from `florin demo` to a page that answers, against the bare start of embedded PostgreSQL."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.material.homes import empty_home
from benchmarks.material.server import demo, until_answered
from florin.app.bench import Figure, figure, seconds
from florin.kernel.postgres import start_server


def figures(runs: int) -> Iterator[Figure]:
    """A home that is made at this start, and one that was there."""
    fresh: list[tuple[float, ...]] = []
    warm: list[tuple[float, ...]] = []
    for _ in range(runs):
        with empty_home() as bare, empty_home() as home:
            fresh.append((_bare(bare), *_florin(home)))
            warm.append((_bare(bare), *_florin(home)))
    for name, rounds in (("fresh", fresh), ("warm", warm)):
        bare, ready, page = (list(column) for column in zip(*rounds, strict=True))
        peer = (f"embedded PostgreSQL alone, {name} folder", bare)
        yield figure(f"start.{name}_ready", "s", ready, peer)
        yield figure(f"start.{name}_page", "s", page, peer)


def _bare(home: Path) -> float:
    """Start alone (with initdb, where the folder is fresh); the stop is not counted."""
    started = []
    took = seconds(lambda: started.append(start_server(home)))
    started[0].stop()
    return took


def _florin(home: Path) -> tuple[float, float]:
    """Seconds until `/ready` answered, and until `/` did."""
    start = time.perf_counter()
    with demo(home) as port:
        until_answered(port, "/ready")
        ready = time.perf_counter() - start
        until_answered(port, "/")
        return ready, time.perf_counter() - start
