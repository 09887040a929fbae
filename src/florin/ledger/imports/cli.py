"""`florin statement import` and `undo`, beside `check` and `show`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from florin.ledger.statements.cli import app

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Statement files, of any format that `check` reads.")],
    customer: Annotated[UUID, typer.Option(help="Whose statements they are.")],
    account: Annotated[
        UUID | None, typer.Option(help="The account they belong to, where the file does not say.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import statements; a file imported before adds nothing, a file that cannot be read changes nothing."""
    failed = False
    with typer.progressbar(
        files, label="Importing", hidden=len(files) < 2 or not sys.stderr.isatty(), file=sys.stderr
    ) as shown:
        results = [_import(context.obj, file, customer, account, dry_run=dry_run) for file in shown]
    if not dry_run:
        context.obj.drain()
    for result in results:
        failed = failed or result["error"] is not None
        print(json.dumps(result) if as_json else _sentence(result, dry_run))
    raise typer.Exit(1 if failed else 0)


def _import(
    session: Any, file: Path, customer: UUID, account: UUID | None, *, dry_run: bool
) -> dict[str, Any]:
    from florin.kernel.errors import FlorinError

    try:
        return _run(session, file, customer, account, dry_run=dry_run)
    except OSError as error:
        return _result(file, error=error.strerror or str(error))
    except FlorinError as error:
        return _result(file, error=error.detail)


def _run(session: Any, file: Path, customer: UUID, account: UUID | None, *, dry_run: bool) -> dict[str, Any]:
    from florin.kernel.errors import NotFound
    from florin.ledger.imports import service, sql

    env = session.environment
    limit = env.settings.statement_max_bytes
    with file.open("rb") as opened:
        content = opened.read(
            limit + 1
        )  # what is longer is refused, also where no size is known, as of a pipe
    upload = service.Upload(file.name, content, account)
    with session.customer(customer) as work:
        if not work.scalar(sql.HOUSEHOLD, customer=customer):
            raise NotFound("there is no such customer")
        around = service.context_of(work, env)
        take = service.preview if dry_run else service.bring
        identifier = take(work, around, upload, max_bytes=limit)
        row = work.first(sql.IMPORT, id=identifier)
        error = around.vault.open_fields(row.personal).get("error")
        summary = around.vault.open_fields(row.summary)
        if dry_run or row.state == "failed":
            work.run(sql.DISCARD, id=identifier)
        kept = not dry_run and row.state == "imported"
        return _result(file, row, summary, identifier if kept else None, error)


def _result(
    file: Path,
    row: Any = None,
    summary: dict[str, Any] | None = None,
    identifier: UUID | None = None,
    error: str | None = None,
) -> dict[str, Any]:
    statements = (summary or {}).get("statements", [])
    return {
        "file": str(file),
        "import": None if identifier is None else str(identifier),
        "added": row.added if row and not error else 0,
        "duplicates": row.duplicates if row and not error else 0,
        "pending": row.pending if row and not error else 0,
        "accounts": [s["account_id"] for s in statements],
        "refused": [r for s in statements for r in s["refused"]],
        "warnings": [*(summary or {}).get("warnings", []), *(w for s in statements for w in s["warnings"])],
        "error": error,
    }


def _sentence(result: dict[str, Any], dry_run: bool) -> str:
    if result["error"]:
        return (
            result["error"]
            if result["error"].startswith(result["file"])
            else f"{result['file']}: {result['error']}"
        )
    verb = "would add" if dry_run else "added"
    parts = [f"{result['file']}: {verb} {result['added']}, {result['duplicates']} known already"]
    if result["pending"]:
        parts.append(f"{result['pending']} pending")
    parts += [f"refused {r['where']}: {r['reason']}" for r in result["refused"]]
    tail = f" (import {result['import']})" if result["import"] else ""
    return "; ".join(parts) + tail


@app.command("list")
def list_(
    context: typer.Context,
    customer: Annotated[UUID, typer.Option(help="Whose imports.")],
    as_json: Json = False,
) -> None:
    """List a customer's imports, newest first, with the ids that `undo` takes."""
    from florin.ledger.imports import sql

    env = context.obj.environment
    with context.obj.customer(customer) as work:
        rows = work.all(sql.IMPORTS, customer=customer)
        files = [env.vault(customer).open_fields(row.personal).get("file", "") for row in rows]
    for row, file in zip(rows, files, strict=True):
        told = {"import": str(row.id), "file": file, "state": row.state, "added": row.added}
        day = row.created.date().isoformat()
        print(
            json.dumps(told | {"created": day})
            if as_json
            else f"{row.id}  {day}  {row.state:8} {row.added:6}  {file}"
        )


@app.command()
def undo(
    context: typer.Context,
    import_id: Annotated[UUID, typer.Argument(metavar="IMPORT", help="The import to take back.")],
    as_json: Json = False,
) -> None:
    """Take a whole import back; lines that another import also holds stay."""
    from florin.kernel.errors import NotFound
    from florin.ledger.imports import service, sql

    with context.obj("statement undo") as everyone:
        owner = everyone.scalar(sql.OWNER, id=import_id)
    if owner is None:
        raise NotFound(f"there is no import {import_id}")
    with context.obj.customer(owner) as work:
        service.undo(work, service.context_of(work, context.obj.environment), import_id)
    context.obj.drain()
    print(
        json.dumps({"import": str(import_id), "state": "undone"})
        if as_json
        else f"import {import_id} is undone"
    )
