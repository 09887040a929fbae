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
    "missing.<fact.missing>" says what would help), with what `_because` adds where that alone would not be
    true. Slots: `value`, `amount` (money without its sign), figures.
    """
    key = f"fact.{fact.name}"
    if fact.value is None:
        return f"{key}.unknown", {}
    slots: dict[str, Slot] = {**dict(fact.figures), "value": _said(fact)}
    said, value = slots["value"], fact.value
    if isinstance(said, Money):
        slots["amount"] = Money(abs(said.minor), said.currency)
        value = said.minor
    if not value:
        return f"{key}.none{_because(fact, slots)}", slots
    return f"{key}.negative" if value < 0 else f"{key}.sentence{_because(fact, slots)}", slots


def left_out(fact: FactValue) -> tuple[str, dict[str, Slot]] | None:
    """The catalogue key and slots of the sentence that says which accounts are not counted, or None.

    It belongs right after `sentence(fact)`, and is said with one fact for all of them: repeated in each, it
    would drown what they say. Every fact's figures name it. Net worth counts all whose rate is known, and
    says for itself how many it leaves out.
    """
    counted = dict(fact.figures).get("accounts_left_out")
    key = {_SAYS_LEFT_OUT: "fact.left_out", "net_worth": "fact.net_worth.left_out"}.get(fact.name)
    return (key, {"n": counted}) if counted and key and fact.known else None


def value_slot(fact: FactValue) -> Slot:
    """The value of a known fact as a typed slot; ValueError where it is not known."""
    if fact.value is None:
        raise ValueError(f"{fact.name} is not known")
    if fact.unit == "money":
        return Money(int(fact.value), fact.currency or "")
    if fact.unit == "days":
        return Days(int(fact.value))
    return Decimal(fact.value) if fact.unit == "rate" else int(fact.value)


def _because(fact: FactValue, slots: dict[str, Slot]) -> str:
    """Which kind of the same finding: why nothing lies idle, and whether the dearest debt costs at all."""
    if fact.name == "idle_cash" and not fact.value:
        current, savings = slots.get("on_current"), slots.get("on_savings")
        if isinstance(current, Money) and current.minor < 0:
            slots["below"] = Money(-current.minor, current.currency)
            return ".below"
        if isinstance(savings, Money) and savings.minor > 0:
            return ".saved" if current else ".only_saved"
    if fact.name == "dearest_debt" and fact.value:
        free = [slot for code, slot in fact.figures if code == "paid_in_full"]
        return ".free" if slots.get("account") in free else ""
    return ""


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
