"""The command line for tests: through its real entry point, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def florin(database, env, monkeypatch, capsys) -> Callable[..., Ran]:
    """`florin ...` in this process, on the tests' database and clock."""
    from florin.app.cli import main

    lent = replace(database, close=lambda: None)
    monkeypatch.setattr("florin.app.wiring.open_all", lambda: (lent, env))

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["florin", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def florin_process(tmp_path) -> Callable[..., Ran]:
    """`florin ...` in a process of its own, with these FLORIN_* variables, in an empty home by default."""

    def run(*arguments: object, **variables: str) -> Ran:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FLORIN_")}
        around = {**kept, "PYTHONPATH": str(SOURCE), "FLORIN_HOME": str(tmp_path / "home"), **variables}
        command = [sys.executable, "-m", "florin.app.main", *map(str, arguments)]
        ran = subprocess.run(command, env=around, capture_output=True, text=True, timeout=60, check=False)
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return run
