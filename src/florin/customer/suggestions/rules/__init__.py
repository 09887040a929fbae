"""Suggestions as pure rules: the floor that learned models come on top of."""

from collections.abc import Iterable
from datetime import date

from florin.customer.facts.rules import AccountState, Movement, Picture
from florin.customer.suggestions.rules.shapes import BankTerms, Effect, Model, Proposal, Reason

__all__ = ["MODEL", "BankTerms", "Effect", "Model", "Proposal", "Reason", "model_hash", "suggest", "text_key"]

MODEL = Model("florin-rules", "1")


def suggest(
    picture: Picture,
    accounts: Iterable[AccountState],
    movements: Iterable[Movement],
    bank: BankTerms,
    *,
    today: date,
) -> tuple[Proposal, ...]:
    """At most three proposals, the most valuable first, that never contradict each other."""
    raise NotImplementedError


def model_hash() -> str:
    """sha256 (hex) over the source and tables of these rules and of the picture's."""
    raise NotImplementedError


def text_key(proposal: Proposal, part: str) -> str:
    """The catalogue key of a proposal's "title", "sentence" or "action"."""
    raise NotImplementedError
