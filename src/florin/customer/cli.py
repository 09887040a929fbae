"""`florin customer`: who they are, what is known of them, what is suggested to them."""

import json
from typing import Annotated, Any
from uuid import UUID

import typer

app = typer.Typer(help="Customers, their picture and their suggestions.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[UUID, typer.Argument(metavar="ID", help="The customer's id.")]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="How the customer is called.")],
    country: Annotated[str, typer.Option(help="Where they live, ISO 3166-1, such as US.")],
    currency: Annotated[str, typer.Option(help="What they count in, ISO 4217, such as USD.")],
    consent: Annotated[
        str, typer.Option(help="Purposes that the bank has asked them to consent to, such as picture.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Add a customer, with keys of their own."""
    from florin.customer.service import add_customer

    session = context.obj
    identifier = add_customer(
        session.database.app,
        session.environment,
        name=name,
        country=country,
        currency=currency,
        consents=_wishes(consent),
    )
    print(json.dumps({"id": str(identifier)}) if as_json else identifier)


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List all customers."""
    from florin.customer.service import customers

    with context.obj("customer list") as work:
        found = customers(work, context.obj.environment)
    for each in found:
        row = {
            "id": str(each.id),
            "name": each.name,
            "country": each.country,
            "currency": each.currency,
            "persona": each.persona,
        }
        print(json.dumps(row) if as_json else f"{each.id}  {each.country}  {each.currency}  {each.name}")


@app.command()
def picture(context: typer.Context, customer: Id, as_json: Json = False) -> None:
    """Show what is known of a customer, each fact with the entries it rests on."""
    from florin.customer.home import facts_json
    from florin.ledger.views import account_names

    with _following(context, customer) as work:
        names = account_names(work, context.obj.environment)
        facts = facts_json(work, context.obj.environment, names)
    if as_json:
        print(json.dumps({"customer": str(customer), "facts": facts}))
        return
    for fact in facts:
        print(f"{fact['name']:16} {fact['sentence']}")


@app.command()
def suggestions(context: typer.Context, customer: Id, as_json: Json = False) -> None:
    """Show the open suggestions to a customer, best first, each with its reasons."""
    from florin.customer.suggestions.service import listed
    from florin.customer.suggestions.views import Names, detail_json

    env = context.obj.environment
    with _following(context, customer) as work:
        names = Names.of(work, env)
        found = [detail_json(row, names) for row in listed(work, env)]
    if as_json:
        print(json.dumps({"customer": str(customer), "suggestions": found}))
        return
    for each in found:
        print(f"{each['title']}\n  {each['sentence']}")
        for reason in each["reasons"]:
            print(f"  - {reason['text']}")
    if not found:
        print("nothing to suggest")


@app.command()
def rebuild(context: typer.Context, customer: Id) -> None:
    """Derive a customer's transactions, facts and suggestions again from nothing."""
    from florin.customer.service import rebuild as derived_again

    _known(context, customer)
    with context.obj.customer(customer) as work:
        derived_again(work, context.obj.environment)
    context.obj.drain()
    print("rebuilt")


def _following(context: typer.Context, customer: UUID) -> Any:
    """A transaction for the customer, once everything that their ledger asks for has followed."""
    _known(context, customer)
    context.obj.drain()
    return context.obj.customer(customer)


def _wishes(told: str) -> tuple[Any, ...]:
    """Both sources of each purpose in a comma-separated list."""
    from florin.customer.consent.rules import everything, purposes
    from florin.kernel.errors import InvalidInput

    wanted = [name.strip() for name in told.split(",") if name.strip()]
    if unknown := sorted(set(wanted) - purposes().keys()):
        raise InvalidInput(f"there is no purpose {', '.join(unknown)}; there are {', '.join(purposes())}")
    return everything(*dict.fromkeys(wanted)) if wanted else ()


def _known(context: typer.Context, customer: UUID) -> None:
    from florin.customer.service import customer as one

    with context.obj.customer(customer) as work:
        one(work, context.obj.environment, customer)
