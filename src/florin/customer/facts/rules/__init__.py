"""The picture as pure rules: accounts and movements in, facts with evidence out."""

from collections.abc import Iterable
from datetime import date

from florin.customer.facts.rules.shapes import AccountState, Definition, FactValue, Movement, Picture

__all__ = ["FACTS", "AccountState", "Definition", "FactValue", "Movement", "Picture", "compute"]

FACTS: tuple[Definition, ...] = ()


def compute(
    accounts: Iterable[AccountState], movements: Iterable[Movement], *, today: date, currency: str
) -> Picture:
    """All FACTS by name, in the household `currency`; accounts in others are left out and said in figures.

    The order of the input does not matter. Movements after `today` and on unknown accounts are ignored.
    """
    raise NotImplementedError
