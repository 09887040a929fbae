"""A population: the same whoever asks and however many; more credit harms where it should."""

import dataclasses
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pytest

from florin.kernel.errors import InvalidInput
from florin.simulation.draws import Draws, as_normal, as_uniform, household_keys
from florin.simulation.lines import CURRENT, sums
from florin.simulation.month import live
from florin.simulation.parameters import parameters, sets
from florin.simulation.population import asked, households, lived_block, people
from florin.simulation.shapes import KINDS, REGIONS

LAST = date(2025, 12, 31)


def test_a_household_is_the_same_however_many_there_are():
    few = list(households(3, 9, 4, LAST))
    many = list(islice(households(130, 9, 4, LAST), 3))
    assert few == many
    assert [each.id for each in few] == ["h000001", "h000002", "h000003"]


def test_months_that_end_earlier_are_a_part_of_those_that_end_later():
    (whole,) = households(1, 9, 3, date(2025, 12, 31))
    (part,) = households(1, 9, 3, date(2025, 12, 12))
    assert part.lines == whole.lines[: len(part.lines)]
    assert part.lines[-1].booked <= date(2025, 12, 12) < whole.lines[len(part.lines)].booked


def test_what_the_days_decided_is_what_the_lines_say():
    """The current account is reckoned twice: day by day to decide, and from the lines."""
    for name in sets():
        block = people(asked(200, 3, 12, LAST, chosen=parameters(name)), 0)
        for month in range(24_000, 24_006):
            before = block.state.balance.copy()
            lived = live(block, month)
            change = sums(lived.lines, before.shape, lived.lines["account"])
            assert (before + change == block.state.balance).all()
            assert (lived.current == block.state.balance[:, CURRENT]).all()


def test_all_kinds_and_regions_occur_and_shares_are_kept():
    state = people(asked(200, 1, 1, LAST), 0).state
    assert set(state.region) == {0, 1}
    only = people(asked(200, 1, 1, LAST, {"EA": 1.0}), 0).state
    assert set(only.region) == {REGIONS.index("EA")}
    kinds = np.concatenate([people(asked(1000, 1, 1, LAST), number).state.kind for number in range(10)])
    assert set(kinds) == set(range(len(KINDS)))


def test_nonsense_is_refused():
    for wrong in (
        {"count": 0},
        {"months": 0},
        {"region_shares": {"US": 0.0}},
        {"region_shares": {"US": -1.0}},
    ):
        told: dict[str, Any] = {"count": 1, "seed": 1, "months": 1, "last": LAST} | wrong
        with pytest.raises(InvalidInput):
            asked(**told)


def _defaults(set_name: str, factor: float, households: int = 400) -> float:
    """The share of cardholders in default after twenty months, where every card's limit is `factor` times."""
    wanted = asked(households, 5, 20, LAST, {"US": 1.0}, parameters(set_name))
    late = held = 0
    for number in range(wanted.blocks):
        block = people(wanted, number)
        block.state.card_limit *= factor
        cards = block.state.card_limit > 0
        for turn in range(wanted.months):
            live(block, wanted.first_month + turn)
        late += int((block.state.defaulted & cards).sum())
        held += int(cards.sum())
    return late / held


def test_where_credit_harms_more_credit_means_more_default():
    harm = _defaults("credit_harms", 3.0) - _defaults("credit_harms", 0.5)
    usual = _defaults("baseline", 3.0) - _defaults("baseline", 0.5)
    assert harm > 0.03
    assert harm > 2 * usual


def test_hard_times_are_harder_than_calm_ones():
    def distress(name: str) -> float:
        return float(lived_block(asked(200, 2, 14, LAST, chosen=parameters(name)), 0).distress[6:].mean())

    assert distress("harsh") > distress("baseline") > distress("calm") * 0.9
    assert distress("thrifty") < distress("baseline")


def test_chance_is_even_and_each_purpose_has_its_own():
    keys = household_keys(7, np.arange(20_000))
    draws = Draws(keys, 24_000)
    one, other = draws.uniform("one"), draws.uniform("other")
    assert abs(one.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.03
    assert abs(np.corrcoef(one, Draws(keys, 24_001).uniform("one"))[0, 1]) < 0.03
    normal = as_normal(draws.words("normal"))
    assert abs(normal.mean()) < 0.03
    assert abs(normal.std() - 1) < 0.02
    assert (as_uniform(draws.words("normal")) < 1).all()
    assert (draws.words("wide", 3)[5:9] == Draws(keys[5:9], 24_000).words("wide", 3)).all()


def test_a_household_carries_its_trouble_only_in_its_truth():
    lived = lived_block(asked(200, 4, 12, LAST), 0)
    assert lived.distress.any()
    for each in islice(households(40, 4, 6, LAST), 40):
        names = {field.name for field in dataclasses.fields(each.lines[0])}
        assert not names & {"category", "recurring", "event", "distress", "defaulted"}
