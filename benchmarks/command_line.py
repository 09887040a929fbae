"""Seconds of `florin --help`, against a bare Python and a bare Typer application."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from benchmarks.material.homes import command
from florin.app.bench import Figure, figure, seconds

TYPER = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def hello(name: str) -> None: "Say hello."
app()
"""


def figures(runs: int) -> Iterator[Figure]:
    """Three processes in turn, so that all see the same machine; the first round only warms the disk."""
    kinds = {
        "help": command("--help"),
        "python": [sys.executable, "-c", "pass"],
        "typer": [sys.executable, "-c", TYPER, "--help"],
    }
    rounds = [{name: _run(each) for name, each in kinds.items()} for _ in range(3 * runs + 1)][1:]
    told = {name: [each[name] for each in rounds] for name in kinds}
    yield figure("command_line.help", "s", told["help"], ("python -c pass", told["python"]))
    yield figure(
        "command_line.help_by_typer", "s", told["help"], ("a bare Typer app's --help", told["typer"])
    )


def _run(arguments: Sequence[str]) -> float:
    return seconds(lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=os.environ))
