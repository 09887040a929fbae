"""Milliseconds of the pages that ask most, at 10,000 transactions with row-level security on."""

from collections.abc import Iterator
from statistics import quantiles
from uuid import UUID

from benchmarks.material.homes import House, house
from benchmarks.material.server import Visitor, demo, until_answered, until_met
from benchmarks.material.statements import lines, ofx
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.demo.moving import Wish, begin
from florin.identity.service import personas
from florin.kernel.work import Caller, work
from florin.ledger.imports import service

REQUESTS = 100
PAGES = {
    "home": "/api/home",
    "search_some": "/api/transactions?q=luna",
    "search_one": "/api/transactions?q=payroll+northwind",
    "search_none": "/api/transactions?q=nothing+like+it",
}


def figures(runs: int) -> Iterator[Figure]:
    """One visitor, one request after another over one connection, pages and floor in turn."""
    with house(demo=True) as around:
        begin(around.database.app, around.env, Wish(months=1))
        _bring(around, _you(around))
        with demo(around.home, "--no-live", "--months", "1") as port:
            until_answered(port, "/ready")
            until_met(port)
            visitor = Visitor(port)
            visitor.sign_in("you")
            rounds = [_round(visitor) for _ in range(runs)]
    for name in PAGES:
        for percent, nth in (("p50", 49), ("p95", 94)):
            told, floor = ([r[page][nth] for r in rounds] for page in (name, "health"))
            yield figure(f"latency.{name}_{percent}", "ms", told, (f"/health, {percent}", floor))


def _round(visitor: Visitor) -> dict[str, list[float]]:
    """The percentiles of each page in milliseconds."""
    pages = {**PAGES, "health": "/health"}
    told: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(REQUESTS):
        for name, path in pages.items():
            told[name].append(1000 * seconds(lambda p=path: visitor.get(p)))
    return {name: quantiles(values, n=100) for name, values in told.items()}


def _you(around: House) -> UUID:
    return personas(around.database.app)["you"]


def _bring(around: House, customer: UUID) -> None:
    with work(around.database.app, Caller.operator(customer)) as unit:
        upload = service.Upload("five-years.ofx", ofx(lines()))
        service.bring(
            unit,
            service.context_of(unit, around.env),
            upload,
            max_bytes=around.env.settings.statement_max_bytes,
        )
    drain(around.database.worker, around.env, PARTS)
