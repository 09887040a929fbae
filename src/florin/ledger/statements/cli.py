"""`florin statement`: what a bank's file holds, before anything is imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="Bank statement files: OFX, QIF, camt, MT940, CSV.", no_args_is_help=True)


@app.callback()
def statement() -> None:
    """Keeps each command's name while there are few."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of any format; the content tells which.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a file.")] = False,
) -> None:
    """Say what each file holds and whether its balances hold; exit code 1 where a file is no statement."""
    from florin.ledger.statements.check import checked

    good = True
    for file in files:
        result = checked(file)
        good = good and result["ok"]
        print(json.dumps(result) if as_json else _page(result))
    raise typer.Exit(0 if good else 1)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A file of any format.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Print every line of a file, money out negative."""
    from florin.ledger.statements import StatementError, read
    from florin.ledger.statements.check import shown

    try:
        found = read(file)
    except StatementError as error:
        typer.echo(f"{_clean(file)}: {error}", err=True)
        raise typer.Exit(1) from None
    for line in shown(found):
        print(json.dumps(line) if as_json else _row(line))


def _page(result: dict[str, Any]) -> str:
    if not result["ok"]:
        return f"{_clean(result['file'])}: not read\n  {_clean(result['error'])}"
    lines = [f"{_clean(result['file'])}: {result['format']}"]
    lines += [f"  {_account(each)}" for each in result["statements"]]
    if result["positions"]:
        lines.append(f"  {len(result['positions'])} holdings")
    return "\n".join([*lines, *(f"  note: {_clean(warning)}" for warning in result["warnings"])])


def _account(each: dict[str, Any]) -> str:
    held = {True: "balances hold", False: "balances do not hold", None: "no balances to check"}[
        each["balanced"]
    ]
    waiting = f", {each['pending']} pending" if each["pending"] else ""
    span = f"{each['opening'] or '?':>14} -> {each['closing'] or '?':>14} {each['currency'] or '   '}"
    moved = f"{each['transactions']} lines{waiting}, in {each['credits']}, out {each['debits']}"
    return f"{_clean(each['account'] or 'no account named'):34.34}  {span}  {moved}; {held}"


def _row(line: dict[str, Any]) -> str:
    mark = "" if line["status"] == "booked" else "  (pending)"
    said = _clean(f"{line['counterparty'] or ''}  {line['text']}".strip())
    return f"{line['booked'] or '':10}  {line['amount']:>14} {line['currency'] or '':3}  {said[:100]}{mark}"


def _clean(text: object) -> str:
    """The text without control characters: a file must not be able to steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in str(text))
