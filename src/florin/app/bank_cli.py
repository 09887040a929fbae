"""`florin bank`: the bank's own configuration."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The bank's own configuration.", no_args_is_help=True)


@app.callback()
def bank() -> None:
    """Keeps `check` a command of its own while it is the only one."""


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A bank.toml; by default the one in use.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say everything that is wrong with a bank.toml; exit code 1 if anything is."""
    from florin.kernel.bank import DEMO_BANK, check_bank
    from florin.kernel.settings import settings

    path = file or settings().bank or DEMO_BANK
    problems = check_bank(path)
    if as_json:
        listed = [{"field": each.field, "message": each.message} for each in problems]
        print(json.dumps({"file": str(path), "ok": not problems, "problems": listed}))
    else:
        for each in problems:
            print(f"{each.field or path}: {each.message}")
        if not problems:
            print(f"{path}: good")
    raise typer.Exit(1 if problems else 0)
