"""Which text of the catalogue says a fact, and the slots it needs."""

from decimal import Decimal

from florin.customer.facts.rules.shapes import FactValue
from florin.kernel.money import Money
from florin.language.slots import Days, Slot


def sentence(fact: FactValue) -> tuple[str, dict[str, Slot]]:
    """The catalogue key and slots of the sentence that says `fact`.

    "fact.<name>.sentence", or ".none" at zero, ".negative" below it, ".unknown" where it is not known (then
    "missing.<fact.missing>" says what would help). Slots: `value`, `amount` (money without
    its sign), figures.
    """
    key = f"fact.{fact.name}"
    if fact.value is None:
        return f"{key}.unknown", {}
    slots: dict[str, Slot] = {**dict(fact.figures), "value": value_slot(fact)}
    if fact.unit == "money":
        slots["amount"] = Money(abs(int(fact.value)), fact.currency or "")
    if not fact.value:
        return f"{key}.none", slots
    return f"{key}.negative" if fact.value < 0 else f"{key}.sentence", slots


def left_out(fact: FactValue) -> tuple[str, dict[str, Slot]] | None:
    """The catalogue key and slots of the sentence that says which accounts `fact` does not count, or None.

    It belongs right after `sentence(fact)`: without it the value would seem to be of all accounts.
    """
    counted = dict(fact.figures).get("accounts_left_out")
    return ("fact.left_out", {"n": counted}) if counted else None


def value_slot(fact: FactValue) -> Slot:
    """The value of a known fact as a typed slot; ValueError where it is not known."""
    if fact.value is None:
        raise ValueError(f"{fact.name} is not known")
    if fact.unit == "money":
        return Money(int(fact.value), fact.currency or "")
    if fact.unit == "days":
        return Days(int(fact.value))
    return Decimal(fact.value) if fact.unit == "rate" else int(fact.value)
