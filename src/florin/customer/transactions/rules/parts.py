"""The parts that a transaction is split into: together exactly its amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from florin.customer.transactions.rules.words import clean
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.money import Money, MoneyError, amount_text, to_minor

LEAST, MOST = 2, 20
MOST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part in minor units of the transaction's currency, with the transaction's sign."""

    label: str
    minor: int


def split(whole: int, currency: str, wanted: Sequence[tuple[str, Decimal]]) -> list[Part]:
    """The parts of a transaction of `whole` minor units; none for none.

    InvalidInput names every field that is wrong, and says by how much the parts miss the amount.
    """
    if not wanted:
        return []
    problems: list[FieldError] = []
    if not LEAST <= len(wanted) <= MOST:
        problems.append(FieldError("parts", f"there are {LEAST} to {MOST} parts", "part-count"))
    parts = [_part(n, label, amount, whole, currency, problems) for n, (label, amount) in enumerate(wanted)]
    together = sum(part.minor for part in parts)
    if not problems and together != whole:
        said = f"come to {amount_text(together, currency)}, the transaction to {amount_text(whole, currency)}"
        slots = {"parts": Money(together, currency), "whole": Money(whole, currency)}
        problems.append(FieldError("parts", said, "part-sum", slots))
    if problems:
        raise InvalidInput("the transaction cannot be split like this", fields=problems, reason="split")
    return parts


def _part(n: int, label: str, amount: Decimal, whole: int, currency: str, problems: list[FieldError]) -> Part:
    name = clean(label)
    if not name:
        problems.append(FieldError(f"parts.{n}.label", "is missing", "missing"))
    elif len(name) > MOST_LABEL:
        said = f"must have at most {MOST_LABEL} characters"
        problems.append(FieldError(f"parts.{n}.label", said, "too-long", {"limit": MOST_LABEL}))
    minor = 0
    try:
        minor = to_minor(amount, currency)
    except MoneyError as error:
        problems.append(FieldError(f"parts.{n}.amount", str(error), getattr(error, "code", "wrong")))
    else:
        if minor == 0:
            problems.append(FieldError(f"parts.{n}.amount", "must not be zero", "zero"))
        elif (minor > 0) != (whole > 0):
            problems.append(
                FieldError(f"parts.{n}.amount", "must have the sign of the transaction", "other-sign")
            )
    return Part(name, minor)
