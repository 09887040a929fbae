"""`florin market`: what the world did, read from files."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Exchange rates.", no_args_is_help=True)
MAX_BYTES = 64 * 1024 * 1024  # far more than the file of all days since 1999 has


@app.callback()
def market() -> None:
    """Keeps `rates` a command of its own while it is the only one."""


@app.command()
def rates(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV of euro reference rates as the ECB publishes it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read euro reference rates (ECB daily CSV); a file that cannot be read changes nothing."""
    from florin.market.rates import RatesUnreadable, parse_rates
    from florin.market.service import save_rates

    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise RatesUnreadable(f"the file has more than {MAX_BYTES // 2**20} MiB")
        found = parse_rates(content)
    except (OSError, RatesUnreadable) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        typer.echo(f"{file}: {reason}", err=True)
        raise typer.Exit(1) from None
    with context.obj(f"market rates {file.name}") as work:
        changed = save_rates(work.connection, found, file.name)
    days = sorted({rate.day for rate in found})
    currencies = sorted({rate.currency for rate in found})
    result = {"rates": len(found), "changed": changed, "currencies": currencies}
    result |= {"first": days[0].isoformat(), "last": days[-1].isoformat()}
    if as_json:
        print(json.dumps(result))
    else:
        span = f"{days[0]} to {days[-1]}"
        print(f"rates read: {len(found)}, currencies: {len(currencies)}, {span}; new or changed: {changed}")
