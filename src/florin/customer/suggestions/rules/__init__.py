"""Suggestions as pure rules: the floor that learned models come on top of."""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files

from florin.customer.facts.rules import AccountState, Movement, Picture
from florin.customer.facts.rules.books import Books, open_books
from florin.customer.suggestions.rules.debt import pay_dearest_debt
from florin.customer.suggestions.rules.desk import open_desk
from florin.customer.suggestions.rules.fees import avoid_fees
from florin.customer.suggestions.rules.gap import close_gap
from florin.customer.suggestions.rules.idle import move_idle_cash
from florin.customer.suggestions.rules.pace import pay_more
from florin.customer.suggestions.rules.shapes import BankTerms, Effect, Model, Proposal, Reason

__all__ = [
    "MODEL",
    "BankTerms",
    "Effect",
    "Model",
    "Proposal",
    "Reason",
    "model_hash",
    "suggest",
    "suggest_from",
    "text_key",
]

MODEL = Model("florin-rules", "4")
MOST_SHOWN = 3
_SOURCES = ("florin.customer.facts.rules", "florin.customer.suggestions.rules")


def suggest(
    picture: Picture,
    accounts: Iterable[AccountState],
    movements: Iterable[Movement],
    bank: BankTerms,
    *,
    today: date,
    unwelcome: Container[str] = (),
) -> tuple[Proposal, ...]:
    """At most three proposals, the most valuable a year first (see `_ordered`), that never contradict.

    All kinds draw on one pool of safe cash: first what avoids a fee, then debts dearer than savings, then
    savings. A proposal that is too small draws nothing. `picture` must be of the same accounts and movements.
    `unwelcome`: keys and kinds that the customer refused or muted; they are left out, but what they would
    have drawn is not offered for something worse instead.
    """
    currency = picture["net_worth"].currency or ""
    return suggest_from(
        open_books(accounts, movements, today=today, currency=currency), bank, unwelcome=unwelcome
    )


def suggest_from(books: Books, bank: BankTerms, *, unwelcome: Container[str] = ()) -> tuple[Proposal, ...]:
    """The same from books that are open already."""
    desk = open_desk(books, bank)
    drawn = [*avoid_fees(desk), *pay_dearest_debt(desk), *move_idle_cash(desk)]
    made = [*drawn, *pay_more(desk, {p.to_account for p in drawn}), *close_gap(desk)]
    made = [p for p in made if p.key not in unwelcome and p.kind not in unwelcome]
    return tuple(_ordered(made)[:MOST_SHOWN])


def _ordered(made: Sequence[Proposal]) -> list[Proposal]:
    """The most valuable first; but what takes from an account before another proposal does stands before it,
    as the other one is reckoned with what is left then."""

    def value(at: int) -> int:
        source = made[at].from_account if made[at].amount is not None else None
        after = [p.effect.value for p in made[at:] if p.amount is not None and p.from_account == source]
        return max([made[at].effect.value, *after])

    return [made[at] for at in sorted(range(len(made)), key=lambda at: (-value(at), at))]


@cache
def model_hash() -> str:
    """sha256 (hex) over the source and tables of these rules and of the picture's."""
    digest = sha256()
    for package in _SOURCES:
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".toml")):
                content = file.read_bytes()
                digest.update(f"{package}/{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def text_key(proposal: Proposal, part: str) -> str:
    """The catalogue key of a proposal's "title", "sentence" or "action"."""
    return ".".join(filter(None, ("suggestion", proposal.kind, proposal.variant, part)))
