"""`florin customer export | erase | hold | release | retained`, `florin backup` and `florin restore`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

Id = Annotated[UUID, typer.Argument(metavar="ID", help="The customer's id.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[UUID, typer.Option("--by", metavar="STAFF", help="Id of the member of staff who asks for it.")]


def add_to(customer: typer.Typer, florin: typer.Typer) -> None:
    """Puts these commands beside those that look after a customer and the whole."""
    for command in (export, erase, hold, release, retained):
        customer.command()(command)
    for command in (backup, restore):
        florin.command()(command)


def export(
    context: typer.Context,
    customer: Id,
    out: Annotated[Path, typer.Option(help="A folder that is empty or not there yet.")],
    as_json: Json = False,
) -> None:
    """Write everything about a customer into a folder: JSON and CSV, their files, and a manifest."""
    from florin.app.leaving.export.out import to_folder
    from florin.kernel.work import Caller

    session = context.obj
    session.drain()
    count = to_folder(session.database.app, session.environment, Caller.operator(customer), out)
    told = {"customer": str(customer), "folder": str(out), "files": count}
    print(json.dumps(told) if as_json else f"{count} files in {out}")


def erase(
    context: typer.Context,
    customer: Id,
    by: By,
    confirm: Annotated[
        UUID | None,
        typer.Option(metavar="STAFF2", help="Id of a second member of staff, who agrees: then it is done."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask that a customer be erased; with a second member of staff's consent, erase them."""
    from florin.app.leaving.erase import agree, asked, propose, run
    from florin.kernel.work import Caller, work

    session = context.obj
    database, env = session.database, session.environment
    with work(database.app, Caller.operator(customer)) as unit:
        before = asked(unit)
    if before is None or before.state == "asked":
        approval = propose(database.app, env, customer, by)
        if confirm is not None:
            agree(database.app, env, customer, approval, confirm)
    if confirm is not None:
        run(database.worker, env, customer)
    with work(database.app, Caller.operator(customer)) as unit:
        now = asked(unit)
    state = now.state if now and now.state != "asked" else "asked"
    until = now.kept_until.isoformat() if now and now.kept_until else None
    if as_json:
        print(json.dumps({"customer": str(customer), "state": state, "kept_until": until}))
    elif state == "asked":
        print("recorded; a second member of staff must confirm it: --confirm STAFF2")
    else:
        print(f"{state}; {f'what the law keeps is kept until {until}' if until else 'nothing is kept'}")


def hold(
    context: typer.Context,
    customer: Id,
    reason: Annotated[str, typer.Option(help="court, authority, claim or audit.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day of it.")],
    by: By,
) -> None:
    """Place a legal hold: what must be kept of a customer is not deleted while it stands."""
    from florin.app.leaving.holds import place

    with context.obj.customer(customer) as unit:
        place(unit, context.obj.environment, reason=reason, until=until.date(), member=by)
    print(f"held until {until.date().isoformat()}")


def release(context: typer.Context, customer: Id, by: By) -> None:
    """Release the legal holds on a customer."""
    from florin.app.leaving.holds import release as let_go

    with context.obj.customer(customer) as unit:
        count = let_go(unit, context.obj.environment, customer, by)
    print(f"{count} released")


def retained(
    context: typer.Context,
    customer: Id,
    by: By,
    reason: Annotated[str, typer.Option(help="request, court, authority, claim or audit.")],
    as_json: Json = False,
) -> None:
    """Show what the law still keeps of somebody who left; that it was looked at is logged."""
    from florin.app.leaving.holds import REFUSALS
    from florin.app.leaving.retained import opened
    from florin.kernel.database import as_ours

    with as_ours(REFUSALS), context.obj.customer(customer) as unit:
        found = opened(unit, context.obj.environment, customer, by, reason)
    told = [
        {
            "kind": r.kind,
            "id": r.subject,
            "until": r.kept.until.isoformat(),
            "rules": list(r.kept.rules),
            "words": r.words,
        }
        for r in found
    ]
    if as_json:
        print(json.dumps({"customer": str(customer), "records": told}))
        return
    for each in told:
        print(f"{each['kind']:9} {each['id']}  until {each['until']}  {_line(each['words'])}")
    if not told:
        print("nothing is kept")


def _line(words: dict[str, Any]) -> str:
    return "  ".join(f"{name}: {value}" for name, value in words.items())


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes; must not be there yet.")],
    keys: Annotated[
        bool, typer.Option("--keys", help="The keys instead of the database: kept apart from its backup.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Back up the database without what is derived from it, or the keys."""
    from florin.app.leaving import backup as saved

    session = context.obj
    env = session.environment
    if keys:
        size = saved.keys(env.settings, file)
    else:
        _ = session.database
        size = saved.database(env.settings, file)
    told = {"file": str(file), "keys": keys, "bytes": size}
    print(json.dumps(told) if as_json else f"{size} bytes in {file}")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, help="A backup of the database.")],
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FILE", exists=True, help="A backup of the keys.")
    ] = None,
    erased: Annotated[
        list[Path] | None,
        typer.Option(
            "--tombstones",
            metavar="FILE",
            exists=True,
            help="A list of erased customers, beside this home's own.",
        ),
    ] = None,
    revoked: Annotated[
        list[Path] | None,
        typer.Option(
            "--revocations",
            metavar="FILE",
            exists=True,
            help="A list of revoked consents, beside this home's own.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace the database that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Restore a backup into an empty home; who was erased since does not come back, nor a revoked
    consent."""
    from florin.app.leaving.restore import restore as bring_back
    from florin.kernel.settings import settings

    lists = {"lists": erased or (), "revoked": revoked or ()}
    found = bring_back(settings(), file, keys=keys, **lists, force=force)
    if as_json:
        print(json.dumps(found.told()))
        return
    again = f"{found.erased} erased again; {found.revoked} consents revoked again"
    print(f"{found.customers} customers; {again}; {found.rebuilt} rebuilt")
    if found.keyless:
        print(f"{found.keyless} have no key here: restore with --keys FILE")
