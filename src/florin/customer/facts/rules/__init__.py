"""The picture as pure rules: accounts and movements in, facts with evidence out."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from florin.customer.facts.rules.books import Books, open_books
from florin.customer.facts.rules.definitions import FACTS, Definition
from florin.customer.facts.rules.shapes import AccountState, FactValue, Finding, Movement, Picture
from florin.customer.facts.rules.words import left_out, sentence, value_slot
from florin.market.rates import Rate

__all__ = [
    "FACTS",
    "AccountState",
    "Definition",
    "FactValue",
    "Movement",
    "Picture",
    "compute",
    "left_out",
    "sentence",
    "value_slot",
]


def compute(
    accounts: Iterable[AccountState],
    movements: Iterable[Movement],
    *,
    today: date,
    currency: str,
    rates: Mapping[str, Rate] = MappingProxyType({}),
) -> Picture:
    """All FACTS by name, in the household `currency`; accounts in others are left out and said in figures,
    but for the net worth, which counts them at `rates`.

    The order of the input does not matter. Movements after `today` and on unknown accounts are ignored.
    MoneyError where ISO 4217 does not know `currency`.
    """
    return picture_of(open_books(accounts, movements, today=today, currency=currency, rates=rates))


def picture_of(books: Books) -> Picture:
    """The same of books that are open already."""
    return {definition.name: _fact(definition, definition.compute(books), books) for definition in FACTS}


def _fact(definition: Definition, finding: Finding, books: Books) -> FactValue:
    counts_all = definition.name == "net_worth"
    left_out = (("accounts_left_out", books.left_out),) if books.left_out and not counts_all else ()
    return FactValue(
        name=definition.name,
        unit=definition.unit,
        value=finding.value,
        currency=books.currency if definition.unit == "money" else None,
        known=finding.missing is None,
        missing=finding.missing,
        evidence=finding.evidence,
        figures=(*finding.figures, *left_out),
    )
