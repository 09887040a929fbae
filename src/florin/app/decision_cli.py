"""`florin decision`: the passport of one decision, and its verification with nothing but the file."""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

app = typer.Typer(help="Decisions about customers, as documents that prove themselves.", no_args_is_help=True)
MAX_BYTES = 16 * 1024 * 1024  # far more than any passport has


@app.command()
def passport(
    context: typer.Context,
    decision: Annotated[UUID, typer.Argument(metavar="ID", help="The decision's id.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    language: Annotated[str, typer.Option(help="The language that its reasons are told in.")] = "en",
) -> None:
    """Write the signed passport of a decision: inputs, model, reasons, outcome."""
    from florin.app.parts import decisions
    from florin.customer.decisions.passport import issue
    from florin.kernel.errors import InvalidInput, NotFound
    from florin.kernel.work import Caller, work

    session = context.obj
    env = session.environment
    if language not in env.bank.languages:
        raise InvalidInput(f"--language: there are {', '.join(env.bank.languages)}")
    with session("decision passport") as everyone:
        owner = _first(source.owner(everyone, decision) for source in decisions())
    if owner is None:
        raise NotFound(f"there is no decision {decision}")
    with work(session.database.app, Caller("operator", "command line", (owner,), language)) as unit:
        found = _first(source.found(unit, env, decision) for source in decisions())
        if found is None:
            raise NotFound(f"there is no decision {decision}")
        content = issue(unit, env, found)
        out.write_bytes(content)
    print(f"{out}: signed with the key {env.signing.key_id}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A passport; nothing else is needed.")],
    key: Annotated[
        str | None, typer.Option(help="The id of the key that it must be signed with (`florin audit key`).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Verify a passport offline; exit code 1 where it is not what was signed."""
    from florin.customer.decisions.passport import verify as verified

    with file.open("rb") as opened:
        told = verified(opened.read(MAX_BYTES), key).json()
    print(json.dumps(told) if as_json else _sentence(told))
    raise typer.Exit(0 if told["ok"] else 1)


def _sentence(told: dict[str, Any]) -> str:
    if told["ok"]:
        return (
            f"decision {told['decision']} by model {told['model_hash']}, signed with the key {told['key_id']}"
        )
    return f"not valid: {told['problem']}"


def _first(found: Any) -> Any:
    return next((each for each in found if each is not None), None)
