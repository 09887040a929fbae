"""A statement of 10,000 lines imported: the transaction, the command, until facts and suggestions stand."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, text

from benchmarks.material.homes import House, command, house, surroundings
from benchmarks.material.statements import FORMATS, Line, lines
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.kernel.work import Caller, work
from florin.ledger.imports import service
from florin.ledger.statements import read

RAW = "the same rows by one unnest INSERT without constraints"
_RAW_TABLE = text("create temp table if not exists raw_line (booked date, amount bigint, words text)")
_RAW_INSERT = text("""
insert into raw_line select * from
  unnest(cast(:days as date[]), cast(:amounts as bigint[]), cast(:words as text[]))
""")


@dataclass
class Seconds:
    """What one format's runs took."""

    raw: list[float] = field(default_factory=list)
    parse: list[float] = field(default_factory=list)
    transaction: list[float] = field(default_factory=list)
    standing: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def figures(runs: int) -> Iterator[Figure]:
    """OFX (lines with ids) and CSV (lines without): each run for a customer of its own."""
    told = lines()
    with house() as around:
        for name in ("ofx", "csv"):
            file = around.home / f"statement.{name}"
            file.write_bytes(FORMATS[name](told))
            took = Seconds()
            for _ in range(runs):
                _once(around, file, told, took)
            yield from _figures(f"statement_import.{name}", took)


def _once(around: House, file: Path, told: list[Line], took: Seconds) -> None:
    took.raw.append(_raw(around.database.app, told))
    took.parse.append(seconds(lambda: read(file.read_bytes())))
    ann = around.customer()
    took.transaction.append(seconds(lambda: _bring(around, ann, file)))
    follow = seconds(lambda: drain(around.database.worker, around.env, PARTS))
    took.standing.append(took.transaction[-1] + follow)
    took.again.append(seconds(lambda: _bring(around, ann, file)))
    drain(around.database.worker, around.env, PARTS)
    took.whole.append(seconds(lambda: _command(around, around.customer(), file)))


def _figures(name: str, took: Seconds) -> Iterator[Figure]:
    raw = (RAW, took.raw)
    yield figure(f"{name}.transaction", "s", took.transaction, raw)
    yield figure(f"{name}.transaction_by_parse", "s", took.transaction, ("parsing alone", took.parse))
    yield figure(f"{name}.facts_and_suggestions", "s", took.standing, raw)
    yield figure(f"{name}.command", "s", took.whole, raw)
    yield figure(f"{name}.second_import", "s", took.again, ("the first import", took.transaction))


def _raw(engine: Engine, told: list[Line]) -> float:
    """The floor: the rows alone, written and committed."""

    def insert() -> None:
        with engine.begin() as connection:
            connection.execute(_RAW_TABLE)
            values = {"days": [t.booked for t in told], "amounts": [t.cents for t in told]}
            connection.execute(_RAW_INSERT, {**values, "words": [t.text for t in told]})

    return seconds(insert)


def _bring(around: House, customer: UUID, file: Path) -> None:
    with work(around.database.app, Caller.operator(customer)) as unit:
        upload = service.Upload(file.name, file.read_bytes())
        service.bring(
            unit,
            service.context_of(unit, around.env),
            upload,
            max_bytes=around.env.settings.statement_max_bytes,
        )


def _command(around: House, customer: UUID, file: Path) -> None:
    arguments = command("statement", "import", str(file), "--customer", str(customer), "--json")
    env = surroundings(around.home)
    subprocess.run(arguments, check=True, env=env, stdout=subprocess.DEVNULL)
