"""Which text of the catalogue says a fact, and the slots it needs."""

from decimal import Decimal
from fractions import Fraction

from florin.customer.facts.rules.shapes import FactValue
from florin.kernel.money import Money, scale_of
from florin.language.slots import Days, Slot

_SAYS_LEFT_OUT = "liquid"  # the first fact that is a sum of accounts


def sentence(fact: FactValue) -> tuple[str, dict[str, Slot]]:
    """The catalogue key and slots of the sentence that says `fact`.

    "fact.<name>.sentence", or ".none" at zero, ".negative" below it, ".unknown" where it is not known (then
    "missing.<fact.missing>" says what would help). Slots: `value`, `amount` (money without
    its sign), figures.
    """
    key = f"fact.{fact.name}"
    if fact.value is None:
        return f"{key}.unknown", {}
    slots: dict[str, Slot] = {**dict(fact.figures), "value": _said(fact)}
    value = slots["value"]
    if isinstance(value, Money):
        slots["amount"] = Money(abs(value.minor), value.currency)
        value = value.minor
    if not value:
        return f"{key}.none", slots
    return f"{key}.negative" if fact.value < 0 else f"{key}.sentence", slots


def left_out(fact: FactValue) -> tuple[str, dict[str, Slot]] | None:
    """The catalogue key and slots of the sentence that says which accounts no fact counts, or None.

    It belongs right after `sentence(fact)`, and is said with one fact for all of them: repeated in each, it
    would drown what they say. Every fact's figures name it.
    """
    counted = dict(fact.figures).get("accounts_left_out") if fact.name == _SAYS_LEFT_OUT else None
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


def _said(fact: FactValue) -> Slot:
    """The value as its sentence says it.

    What is left over a month is said as the difference of income and spending as their sentences say them, in
    whole units: rounded by itself it could be one unit beside it.
    """
    sums = {code: slot.minor for code, slot in fact.figures if isinstance(slot, Money)}
    if fact.name != "monthly_net" or not {"income", "spending"} <= sums.keys():
        return value_slot(fact)
    unit = 10 ** scale_of(fact.currency or "")
    income, spending = (round(Fraction(sums[code], unit)) for code in ("income", "spending"))
    return Money((income - spending) * unit, fact.currency or "")
