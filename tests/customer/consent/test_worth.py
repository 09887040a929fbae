"""The price tag: what is shown before a decision is what the decision then brings."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from florin.customer.consent.ablation import Step
from florin.customer.consent.rules import Wish, everything
from florin.customer.facts import service as facts
from florin.customer.facts.rules import FACTS
from florin.customer.suggestions import service as suggestions
from florin.kernel.money import Money
from florin.language.slots import Days

SERIES = text("select direction from derived.recurring where customer_id = :c")


def measured(person) -> dict[tuple[str, str], Any]:
    """What is really known now: facts, suggestions with their effect, series."""
    with person.work() as unit:
        stored = facts.stored(unit, person.env)
        listed = suggestions.listed(unit, person.env)
        series = unit.all(SERIES, c=person.id)
    known = {
        ("fact", d.name): stored[d.name].value for d in FACTS if d.name in stored and stored[d.name].known
    }
    for row in listed:
        effect = row.proposal["effect"]
        known[f"suggestion_{effect['period']}", row.key] = effect["value"]
    for way, name in (("out", "bills"), ("in", "income")):
        if n := sum(row.direction == way for row in series):
            known["coming", name] = n
    return known


def bare(value: Any) -> Any:
    match value:
        case Money(minor, _):
            return minor
        case Days(count):
            return count
    return value


def promised(step: Step, now: dict) -> dict[tuple[str, str], Any]:
    """What a step says would then be known."""
    then = dict(now)
    for change in step.changes:
        key = (change.reading.kind, change.reading.name)
        then.pop(key, None)
        if change.after is not None and change.after.value is not None:
            then[key] = bare(change.after.value)
    then.pop(("coming", "payments"), None)
    return then


def same(told: dict, real: dict) -> None:
    told = {key: Decimal(value) for key, value in told.items()}
    real = {key: Decimal(value) for key, value in real.items()}
    assert told == real


def step_of(person, purpose, source) -> Step:
    (found,) = [s for s in person.worth() if (s.purpose, s.source) == (purpose, source)]
    return found


@pytest.mark.parametrize("source", ["here", "elsewhere"])
@pytest.mark.parametrize("purpose", ["picture", "suggestions"])
def test_before_the_first_consent_one_sees_what_it_would_bring(una, purpose, source):
    step = step_of(una, purpose, source)
    assert (step.give, step.yearly_before) == (True, 0)
    assert step.changes
    same(promised(step, {}), promised_after(una, step))


def promised_after(person, step: Step) -> dict:
    """What is known once the step is really taken."""
    sources = ("here", "elsewhere") if step.source is None else (step.source,)
    wanted = everything() if step.purpose is None else [
        Wish(p, s) for p in (*step.also, step.purpose) for s in sources
    ]  # fmt: skip
    if step.give:
        person.give(*wanted)
    else:
        person.revoke_all(step.purpose, step.source)
    person.settle()
    return measured(person)


@pytest.mark.parametrize("source", ["here", "elsewhere"])
@pytest.mark.parametrize("purpose", ["picture", "suggestions"])
def test_before_revoking_one_sees_what_it_would_take(asked, purpose, source):
    now = measured(asked)
    step = step_of(asked, purpose, source)
    assert step.give is False
    assert step.yearly_before == sum(v for (kind, _), v in now.items() if kind == "suggestion_year")
    same(promised(step, now), promised_after(asked, step))


@pytest.mark.parametrize("given", [False, True])
def test_everything_at_once_is_shown_too(una, given):
    if given:
        una.give()
        una.settle()
    now = measured(una)
    step = step_of(una, None, None)
    assert step.give is not given
    same(promised(step, now), promised_after(una, step))


def test_with_part_of_it_given_the_rest_is_measured_from_there(una):
    una.give(Wish("picture", "here"))
    una.settle()
    now = measured(una)
    step = step_of(una, "suggestions", "elsewhere")
    assert (step.give, step.also) == (True, ("picture",))
    same(promised(step, now), promised_after(una, step))


def test_looking_at_it_stores_nothing(una):
    before = una.derived(), una.rows("select count(*) from event_log where customer_id = :c")
    assert any(step.changes for step in una.worth())
    assert (una.derived(), una.rows("select count(*) from event_log where customer_id = :c")) == before


def test_someone_without_accounts_sees_that_nothing_would_change(someone):
    person = someone()
    assert [step.changes for step in person.worth()] == [()] * 5
