"""The typed values that a text may show; nothing else can become words or numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from florin.kernel.money import Money


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A whole number of days."""

    count: int


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """Words that a person or a bank gave; shown as they are, never read as a number or a template."""

    text: str


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account by its id, where its name may not be stored; `named` makes it a Name before composing."""

    id: str


@dataclass(frozen=True, slots=True, order=True)
class Payee:
    """Whom an entry was with, by the entry's id, where the name may not be stored; as with Account."""

    id: str


# int: a count; Decimal: a rate as a fraction
Slot = Money | date | int | Decimal | Days | Name | Account | Payee
Slots = dict[str, Slot]


def named(slots: Mapping[str, Slot], names: Mapping[str, str]) -> Slots:
    """`slots` with each Account and Payee replaced by its Name; KeyError where `names` lacks the id."""
    return {
        code: Name(names[slot.id]) if isinstance(slot, Account | Payee) else slot
        for code, slot in slots.items()
    }


def to_json(slot: Slot) -> dict[str, Any]:
    """`slot` as plain JSON with its type, such as {"money": 1250, "currency": "EUR"}; for storing."""
    match slot:
        case Money(minor, currency):
            return {"money": minor, "currency": currency}
        case Days(count):
            return {"days": count}
        case Name(text):
            return {"name": text}
        case Account(id):
            return {"account": id}
        case Payee(id):
            return {"payee": id}
        case Decimal():
            return {"rate": str(slot)}
        case date():
            return {"date": slot.isoformat()}
    return {"count": slot}


def from_json(stored: dict[str, Any]) -> Slot:
    """The slot that `to_json` stored; ValueError for anything else."""
    match stored:
        case {"money": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"days": int(count)}:
            return Days(count)
        case {"name": str(text)}:
            return Name(text)
        case {"account": str(id)}:
            return Account(id)
        case {"payee": str(id)}:
            return Payee(id)
        case {"rate": str(rate)}:
            return Decimal(rate)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"count": int(count)}:
            return count
    raise ValueError(f"not a stored slot: {stored!r}")
