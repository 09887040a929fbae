"""`florin ledger`: whether the books hold."""

import json
from typing import Annotated, Any

import typer

app = typer.Typer(help="The journal and its balances.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """Keeps `verify` a command of its own while it is the only one."""


@app.command()
def verify(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Derive every balance again from the postings and report any break; exit code 1 where there is one."""
    from florin.ledger.service import verify as verified

    with context.obj("ledger verify") as work:
        found = verified(work)
    result = {
        "accounts": found.accounts,
        "entries": found.entries,
        "breaks": [_plain(b) for b in found.breaks],
    }
    print(json.dumps(result) if as_json else _sentence(result))
    raise typer.Exit(1 if result["breaks"] else 0)


def _plain(found: Any) -> dict[str, Any]:
    from florin.kernel.money import amount_text

    currency = found["currency"]
    money = {
        name: None if found[name] is None or not currency else amount_text(found[name], currency)
        for name in ("expected", "found")
    }
    account = None if found["account"] is None else str(found["account"])
    entry = None if found["entry"] is None else str(found["entry"])
    return {"kind": found["kind"], "account": account, "entry": entry, "currency": currency, **money}


def _sentence(result: dict[str, Any]) -> str:
    lines = [
        f"{b['kind']}: account {b['account']}, entry {b['entry']}, {b['expected']} expected, {b['found']} is"
        for b in result["breaks"]
    ]
    head = f"{result['accounts']} accounts, {result['entries']} entries: " + (
        f"{len(lines)} breaks" if lines else "all balances hold"
    )
    return "\n".join([head, *lines])
