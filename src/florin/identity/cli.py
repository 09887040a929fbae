"""`florin identity`: who may come in, and who is in."""

import json
from contextlib import AbstractContextManager
from typing import Annotated, Any
from uuid import UUID

import typer

app = typer.Typer(help="Invitations to register a passkey, and sessions.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[UUID, typer.Argument(metavar="ID", help="The customer's id.")]


@app.command()
def invite(
    context: typer.Context,
    customer: Annotated[UUID | None, typer.Option(help="Invite this customer.", metavar="ID")] = None,
    staff: Annotated[str | None, typer.Option(help="Invite this member of staff.", metavar="NAME")] = None,
    role: Annotated[
        str | None, typer.Option(help="What the member of staff is: reviewer, operator or auditor.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Let a customer, or a member of staff, register a passkey: an address that opens once, within days."""
    from florin.identity import invitations
    from florin.identity.realms import CUSTOMERS, STAFF
    from florin.identity.staff import add_staff

    env = context.obj.environment
    if customer is not None and staff is None and role is None:
        with context.obj.customer(customer) as unit:
            made = invitations.invite(unit, env, CUSTOMERS, customer)
    elif customer is None and staff is not None and role is not None:
        with _operator(context) as unit:
            made = invitations.invite(unit, env, STAFF, add_staff(unit, env, staff, role))
    else:
        raise typer.BadParameter("name either --customer, or --staff with --role")
    told = {"token": made.token, "url": made.url, "expires": made.expires.isoformat()}
    print(json.dumps(told) if as_json else f"{made.url}\nopens once, until {made.expires:%Y-%m-%d %H:%M} UTC")


@app.command()
def sessions(context: typer.Context, customer: Id, as_json: Json = False) -> None:
    """List a customer's open sessions."""
    from florin.identity.realms import CUSTOMERS
    from florin.identity.service import listed

    with context.obj.customer(customer) as unit:
        found = listed(unit, context.obj.environment, CUSTOMERS, customer)
    for row in found:
        told = {key: str(value) for key, value in row.items()}
        told |= {key: row[key].isoformat() for key in ("created", "seen")}
        print(
            json.dumps(told)
            if as_json
            else f"{told['id']}  {told['how']:10}  {told['seen']}  {told['device']}"
        )


@app.command("end-sessions")
def end_sessions(context: typer.Context, customer: Id) -> None:
    """End all of a customer's sessions."""
    from florin.identity.realms import CUSTOMERS
    from florin.identity.service import end_others

    with context.obj.customer(customer) as unit:
        ended = end_others(unit, CUSTOMERS, customer, None)
    print(f"{ended} ended")


def _operator(context: typer.Context) -> AbstractContextManager[Any]:
    """A transaction of an operator for whom no customer is open."""
    from florin.kernel.work import Caller, work

    return work(context.obj.database.app, Caller.operator())
