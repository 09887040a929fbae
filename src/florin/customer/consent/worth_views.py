"""What a consent is worth as it is shown: every change in words, with the value before and after."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from florin.customer.consent.ablation import Change, Reading, Step
from florin.customer.facts.views import told
from florin.kernel.api import money
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.language.composer import compose, rendered
from florin.language.slots import Days, Name, Payee, Slot
from florin.ledger.views import account_names
from florin.ports.environment import Environment

# Whom the entries were with that a proposal names; nothing of it is stored.
_PAYEES = text("""
select distinct on (entry_id) entry_id, coalesce(nullif(counterparty, ''), text) as name
  from derived.transaction where customer_id = :customer and entry_id = any(:entries) order by entry_id, line
""")


def worth_json(work: Work, env: Environment, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Each step with a sentence that sums it up and its changes."""
    readings = [each for step in steps for change in step.changes for each in (change.before, change.after)]
    slots = [slot for each in readings if each for slot in each.label[1].values()]
    entries = [int(slot.id) for slot in slots if isinstance(slot, Payee)]
    payees = work.all(_PAYEES, customer=work.customer, entries=entries) if entries else []
    names = {**account_names(work, env), **{str(row.entry_id): row.name for row in payees}}
    return [_step(step, names, work.language) for step in steps]


def _step(step: Step, names: dict[str, str], language: str) -> dict[str, Any]:
    changes = [_change(each, names, language) for each in step.changes]
    return {
        "purpose": step.purpose,
        "source": step.source,
        "give": step.give,
        "also": list(step.also),
        "accounts": step.accounts,
        "sentence": _sentence(step, changes, language),
        "changes": changes,
        "yearly_before": money(step.yearly_before, step.currency),
        "yearly_after": money(step.yearly_after, step.currency),
    }


def _sentence(step: Step, changes: Sequence[dict[str, Any]], language: str) -> str:
    said: list[str] = []
    for how in ("came", "went", "changed"):
        if n := sum(each["kind"] == "fact" and each["how"] == how for each in changes):
            said.append(compose(language, f"consent.worth.facts.{how}", {"n": n}))
    if step.yearly_before != step.yearly_after:
        slots = {
            "before": Money(step.yearly_before, step.currency),
            "after": Money(step.yearly_after, step.currency),
        }
        said.append(compose(language, "consent.worth.yearly", slots))
    if not said:
        said.append(compose(language, "consent.worth.some" if changes else "consent.worth.nothing", {}))
    return " ".join(said)


def _change(change: Change, names: dict[str, str], language: str) -> dict[str, Any]:
    reading = change.reading
    key, slots = reading.label
    label = compose(language, key, {code: told(slot, names) for code, slot in slots.items()})
    before, after = (_value(each, language) for each in (change.before, change.after))
    how = "came" if before is None else "went" if after is None else "changed"
    words: dict[str, Slot] = {"label": Name(label)}
    words |= {code: Name(value["text"]) for code, value in (("before", before), ("after", after)) if value}
    return {
        "kind": reading.kind,
        "name": reading.name,
        "how": how,
        "label": label,
        "before": before,
        "after": after,
        "sentence": compose(language, f"consent.change.{reading.kind}.{how}", words),
    }


def _value(reading: Reading | None, language: str) -> dict[str, Any] | None:
    """A value as words, and as money or a number; None where it is not known."""
    if reading is None or reading.value is None:
        return None
    value = reading.value
    is_money = isinstance(value, Money)
    number = value.count if isinstance(value, Days) else value
    return {
        "text": rendered(value, language),
        "money": money(value.minor, value.currency) if is_money else None,
        "number": f"{number:f}" if isinstance(number, Decimal) else None if is_money else str(number),
    }
