"""Facts as they are shown: a sentence, a value, what they mean and what they rest on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from florin.kernel.api import money
from florin.kernel.money import Money
from florin.language.composer import catalogue, compose, rendered
from florin.language.slots import Account, Days, Name, Slot, from_json

LANGUAGE = "en"


def fact_json(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A stored fact as the API and the command line show it."""
    value = None if row.value is None else Decimal(row.value)
    is_money = row.unit == "money" and row.known
    return {
        "name": row.name,
        "label": compose(LANGUAGE, f"fact.{row.name}.label", {}),
        "sentence": _sentence(row, names),
        "value": money(int(value), row.currency) if is_money and value is not None else None,
        "number": f"{value:f}" if row.known and value is not None and not is_money else None,
        "unit": row.unit,
        "as_of": row.as_of.isoformat(),
        "known": row.known,
        "evidence_count": len(row.evidence),
        "evidence": [str(entry) for entry in row.evidence],
        "definition": compose(LANGUAGE, f"fact.{row.name}.definition", {}),
    }


def figures_json(figures: Any, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Stored figures as labels and values in words."""
    return [
        {"label": compose(LANGUAGE, f"figure.{code}", {}), "value": rendered(told(from_json(slot), names), LANGUAGE)}
        for code, slot in figures
    ]


def told(slot: Slot, names: Mapping[str, str]) -> Slot:
    """The slot with an account turned into its name."""
    return Name(names.get(slot.id, "…")) if isinstance(slot, Account) else slot


def _sentence(row: Any, names: Mapping[str, str]) -> str:
    prefix = f"fact.{row.name}"
    if not row.known:
        missing = f"missing.{row.missing}"
        return " ".join((compose(LANGUAGE, f"{prefix}.unknown", {}), compose(LANGUAGE, missing, {})))
    slots = {code: told(from_json(slot), names) for code, slot in row.figures}
    slots["value"] = _slot(row)
    if row.unit == "money":
        slots["amount"] = Money(abs(int(row.value)), row.currency)
    return compose(LANGUAGE, _variant(row, prefix), slots)


def _variant(row: Any, prefix: str) -> str:
    wanted = "none" if row.value == 0 else "negative" if row.value < 0 else "sentence"
    key = f"{prefix}.{wanted}"
    return key if key in catalogue(LANGUAGE) else f"{prefix}.sentence"


def _slot(row: Any) -> Slot:
    match row.unit:
        case "money":
            return Money(int(row.value), row.currency)
        case "days":
            return Days(int(row.value))
        case "count":
            return int(row.value)
    return Decimal(row.value)
