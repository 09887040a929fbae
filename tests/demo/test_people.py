"""The people as they are told: complete, of every kind, each with a problem that can be shown."""

from datetime import date
from typing import get_args

import pytest

from florin.customer.facts.rules import FACTS
from florin.demo.people import EURO_AREA, PEOPLE, names, region_of
from florin.kernel.bank import COUNTRIES
from florin.language.composer import texts
from florin.simulation.shapes import Kind

OTHERS = [person for person in PEOPLE if not person.own]
SUGGESTIONS = {"move_idle_cash", "pay_dearest_debt", "avoid_fee", "close_gap"}


def test_there_are_twenty_and_the_visitor_of_every_kind_and_none_twice():
    assert len(OTHERS) == 20
    assert [p.id for p in PEOPLE if p.own] == ["you"]
    assert {p.kind for p in OTHERS} == set(get_args(Kind))
    assert len({p.id for p in PEOPLE}) == len(PEOPLE)
    for region in ("US", "EA"):
        assert len({p.homes[region].name for p in PEOPLE}) == len(PEOPLE)
    assert len({p.face for p in PEOPLE}) == len(PEOPLE)
    assert [p.id for p in OTHERS if (p.traits or {}).get("has_foreign")] == ["jonas"]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.id)
def test_each_is_told_whole(person):
    assert person.homes["EA"].country in EURO_AREA & COUNTRIES
    assert f"demo.person.{person.id}.line" in texts("en")
    assert person.own or f"demo.person.{person.id}.problem" in texts("en")
    assert person.own == (person.age is None) == (not person.sees) == (person.matter is None)
    facts = {fact.name for fact in FACTS}
    for sight in person.sees:
        assert (sight.fact in facts) != (sight.suggestion in SUGGESTIONS)
        assert sight.fact is None or (sight.least, sight.most) != (None, None)


def test_the_cast_follows_the_banks_country():
    assert (region_of("US"), region_of("DE"), region_of("GB")) == ("US", "EA", "US")
    assert {len(part) for region in ("US", "EA") for part in map(set, names(region))} == {40}


def test_a_cast_depends_on_the_seed_and_the_day_they_came():
    maya = next(p for p in PEOPLE if p.id == "maya")
    began = date(2026, 11, 23)
    cast = maya.cast("US", 1, began)
    assert cast == maya.cast("US", 1, began)
    assert cast.seed != maya.cast("US", 2, began).seed
    assert [event.month for event in cast.events] == [date(2026, 9, 1)]
