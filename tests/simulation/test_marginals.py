"""The simulated population lies where published statistics say, within bands stated beforehand."""

from pathlib import Path

import numpy as np
import pytest

from florin.simulation.marginals import SECOND, Marginal, gini, main, measured, page, published

DOCS = Path(__file__).parents[2] / "docs" / "simulation.md"


@pytest.fixture(scope="module")
def found() -> tuple[Marginal, ...]:
    return measured()


@pytest.mark.slow
@pytest.mark.parametrize(
    "at", range(len(published())), ids=[f"{each.name}-{each.region}" for each in published()]
)
def test_each_marginal_is_within_its_band(found, at):
    each = found[at]
    assert each.within, f"{each.value:.4g} is not within {each.stated.low} to {each.stated.high}"


@pytest.mark.slow
def test_the_page_holds_what_the_simulation_gives(found):
    assert DOCS.read_text("utf-8") == page(found, measured(seed=SECOND))


def test_every_band_holds_what_is_published_and_names_its_source():
    for each in published():
        assert each.low < each.published < each.high
        assert each.source.endswith("(recalled, to be checked)")


def test_gini_of_known_cases():
    assert gini(np.array([5.0, 5.0, 5.0])) == 0
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == 0.75


def test_the_command_says_where_to_write(capsys):
    with pytest.raises(SystemExit):
        main([])
    assert "--out" in capsys.readouterr().err
