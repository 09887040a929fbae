"""`florin audit`: whether the trail holds, and a customer's piece of it in a file that proves itself."""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

app = typer.Typer(help="The audit trail: signed seals over everything that happened.", no_args_is_help=True)


@app.command()
def verify(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="An exported piece; needs nothing else. Without one: the database.")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(help="The id of the key that a piece must be signed with (`florin audit key`)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look for tampering and name the first bad record; exit code 1 where there is one."""
    from florin.kernel.audit.piece import verify_piece

    found = _live(context.obj) if file is None else verify_piece(file, key)
    told = found.json()
    print(json.dumps(told) if as_json else _sentence(told))
    raise typer.Exit(0 if told["ok"] else 1)


@app.command()
def export(
    context: typer.Context,
    customer: Annotated[UUID, typer.Option(help="Whose records.")],
    out: Annotated[Path, typer.Option(help="The file to write, as JSON lines.")],
) -> None:
    """Write a customer's records with the proof that they stand in the sealed trail."""
    from florin.customer.service import customer as known
    from florin.kernel.audit.piece import export as written
    from florin.kernel.audit.sealer import seal_all
    from florin.kernel.audit.verification import at_one_instant
    from florin.kernel.work import Caller, work

    database, env = context.obj.database, context.obj.environment
    seal_all(database.worker, env.signing, env.clock.now())
    caller = Caller.operator(customer)
    with work(at_one_instant(database.app), caller) as unit:
        unit.emit("OperatorAccess", customer, {"reason": "audit export"})
        known(unit, env, customer)
        with out.open("wb") as file:
            count = written(unit, env.signing, customer, file, env.clock.now())
    print(f"{out}: {count} records, signed with the key {env.signing.key_id}")


@app.command()
def key(context: typer.Context) -> None:
    """Print the public key that seals, pieces and passports are signed with, as a JWK with its id."""
    signing = context.obj.environment.signing
    print(json.dumps({**signing.public_key(), "kid": signing.key_id}))


def _live(session: Any) -> Any:
    """The whole trail of the database; that it was verified, and what was found, is a record itself."""
    from florin.kernel.audit.verification import at_one_instant
    from florin.kernel.audit.verification import verify as verified
    from florin.kernel.work import Caller, work

    database, env = session.database, session.environment
    with work(at_one_instant(database.app), Caller.operator()) as unit:
        found = verified(unit, env.signing)
    with work(database.app, Caller.operator()) as unit:
        unit.emit("AuditVerified", None, found.json())
    return found


def _sentence(told: dict[str, Any]) -> str:
    end = told["sealed_to"]
    until = (
        f"up to record {end['record']} (seal {end['seal']}, {end['time']})" if end else "nothing is sealed"
    )
    head = f"{told['records']} records, {until}"
    bad = told["first_bad"]
    if bad is None:
        return f"{head}: nothing was tampered with"
    where = ", ".join(f"{name} {bad[name]}" for name in ("record", "entry", "seal") if bad[name])
    return f"{head}: {bad['why']}{': ' if where else ''}{where}"
