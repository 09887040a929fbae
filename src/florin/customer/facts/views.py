"""Facts as they are shown: a sentence, a value, what they mean and what they rest on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from florin.customer.facts.rules.shapes import FactValue
from florin.customer.facts.rules.words import left_out, sentence
from florin.kernel.api import money
from florin.language.composer import compose, rendered
from florin.language.slots import Account, Name, Payee, Slot, from_json

_STYLES = {"month_above": "month"}  # figures that are whole months


def fact_json(row: Any, names: Mapping[str, str], language: str) -> dict[str, Any]:
    """A stored fact as the API and the command line show it."""
    value = None if row.value is None else Decimal(row.value)
    is_money = row.unit == "money" and row.known
    return {
        "name": row.name,
        "label": compose(language, f"fact.{row.name}.label", {}),
        "sentence": _sentence(row, names, language),
        "value": money(int(value), row.currency) if is_money and value is not None else None,
        "number": f"{value:f}" if row.known and value is not None and not is_money else None,
        "unit": row.unit,
        "as_of": row.as_of.isoformat(),
        "known": row.known,
        "missing": row.missing,
        "evidence_count": len(row.evidence),
        "evidence": [str(entry) for entry in row.evidence],
        "definition": compose(language, f"fact.{row.name}.definition", {}),
    }


def figures_json(figures: Any, names: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """Stored figures as labels and values in words; what a month came to stands under the month's name."""
    shown: list[dict[str, str]] = []
    month: Slot | None = None
    for code, stored in figures:
        slot = told(from_json(stored), names)
        if code == "month":
            month = slot
            continue
        named = code == "month_total" and month is not None
        label = compose(language, f"figure.{code}", {})
        if named and month is not None:
            label = rendered(month, language, "month")
        shown.append({"label": label, "value": rendered(slot, language, _STYLES.get(code, ""))})
    return shown


def told(slot: Slot, names: Mapping[str, str]) -> Slot:
    """The slot with an account or a payee turned into its name."""
    return Name(names.get(slot.id, "…")) if isinstance(slot, Account | Payee) else slot


def _sentence(row: Any, names: Mapping[str, str], language: str) -> str:
    fact = _fact(row)
    key, slots = sentence(fact)
    told_slots = {code: told(slot, names) for code, slot in slots.items()}
    parts = [(key, told_slots)]
    if not fact.known:
        parts.append((f"missing.{fact.missing}", {}))
    if without := left_out(fact):
        parts.append((without[0], dict(without[1])))
    return " ".join(compose(language, part, part_slots) for part, part_slots in parts)


def _fact(row: Any) -> FactValue:
    """A stored fact as the rules made it."""
    value = row.value if row.value is None or row.unit == "rate" else int(row.value)
    figures = tuple((code, from_json(slot)) for code, slot in row.figures)
    return FactValue(
        row.name, row.unit, value, row.currency, row.known, row.missing, tuple(row.evidence), figures
    )
