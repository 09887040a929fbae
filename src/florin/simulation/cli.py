"""`florin simulate`: a population's transactions and, apart from them, the truth about each."""

from pathlib import Path
from typing import Annotated

import typer

MOST = 1_000_000
app = typer.Typer(help="Households that earn and spend, as files.", subcommand_metavar="")


@app.callback(invoke_without_command=True)
def simulate(
    households: Annotated[int, typer.Option(min=1, max=MOST, help="How many households.")],
    months: Annotated[
        int, typer.Option(min=1, max=600, help="How many months, the last one being --last's.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for transactions.csv, truth.csv and households.json.")],
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The same seed gives the same bytes.")] = 1,
    set_name: Annotated[str, typer.Option("--set", help="Parameter set.")] = "baseline",
    last: Annotated[
        str | None, typer.Option(help="Last day, YYYY-MM-DD [default: the end of last month].")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes that share the work [default: one a core].")
    ] = None,
) -> None:
    """Simulate households and write what their banks would see, and the truth apart."""
    import os

    from florin.kernel.errors import InvalidInput
    from florin.simulation.parameters import parameters, sets
    from florin.simulation.population import asked
    from florin.simulation.writing import write

    if set_name not in sets():
        raise InvalidInput(f"--set {set_name!r} is no parameter set; there are {', '.join(sets())}")
    wanted = asked(households, seed, months, _last(last, months), chosen=parameters(set_name))
    try:
        written = write(wanted, out, processes or os.cpu_count() or 1)
    except OSError as error:
        raise InvalidInput(f"--out {out} cannot be written: {error.strerror or error}") from None
    print(f"{written.lines} lines of {households} households in {written.folder}")


def _last(told: str | None, months: int):
    from datetime import date, timedelta

    from florin.kernel.errors import InvalidInput

    try:
        day = date.fromisoformat(told) if told else date.today().replace(day=1) - timedelta(days=1)
    except ValueError:
        raise InvalidInput(f"--last {told!r} is no day; write it as 2026-10-31") from None
    if day.year * 12 + day.month - months < 12 * 1900 or day.year > 9000:
        raise InvalidInput(f"--last {day} leaves no room for {months} months")
    return day
