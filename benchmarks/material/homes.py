"""Homes of their own for a bench: a fresh database in an empty folder, gone afterwards."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from florin.app.wiring import environment, open_database
from florin.customer.consent.rules import everything
from florin.customer.service import add_customer
from florin.kernel.database import Database
from florin.kernel.settings import Settings, default_home
from florin.ports.environment import Environment


@contextmanager
def empty_home() -> Iterator[Path]:
    """An empty FLORIN_HOME on the disk where the default one lies: elsewhere a flush may cost nothing."""
    around = default_home().parent
    around.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="florin-bench-", dir=around))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class House:
    """An open database in a home of its own."""

    home: Path
    database: Database
    env: Environment

    def customer(self) -> UUID:
        """A fresh customer who counts in dollars and has consented to everything."""
        return add_customer(
            self.database.app, self.env, name="Ann Lee", country="US", currency="USD", consents=everything()
        )


@contextmanager
def house(*, demo: bool = False) -> Iterator[House]:
    """A fresh house, its schema made, its server running."""
    with empty_home() as home:
        settings = Settings.model_validate({"home": home, "demo": demo})
        with open_database(settings) as database:
            yield House(home, database, environment(settings))


def command(*arguments: str) -> list[str]:
    """`florin` with these arguments, in a process of this Python."""
    return [sys.executable, "-m", "florin.app.main", *arguments]


def surroundings(home: Path) -> Mapping[str, str]:
    """The environment of a process in this home, by this checkout's code."""
    source = Path(__file__).parents[2] / "src"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLORIN_")}
    return {**kept, "FLORIN_HOME": str(home), "PYTHONPATH": str(source)}
