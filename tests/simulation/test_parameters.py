"""Every parameter of behaviour stands in the table with its source, none in the engine."""

import ast
from pathlib import Path

import numpy as np
import pytest

from florin.kernel.errors import InvalidInput
from florin.simulation import leaves, parameters
from florin.simulation.parameters import BASELINE, rows, sets
from florin.simulation.shapes import KINDS

ENGINE = Path(parameters.__file__).parents[1]
BEHAVIOUR = (
    "traits",
    "shocks",
    "incomes",
    "bills",
    "spending",
    "cards",
    "savings",
    "business",
    "settle",
    "credit",
    "month",
)
# Signs, halves, pairs, percent, days of a week, months of a quarter and a year: arithmetic, not behaviour.
ARITHMETIC = {0, 1, 2, 3, 7, 12, 100, 1000, -1, -2}


def test_every_parameter_says_its_unit_its_meaning_and_where_it_is_from():
    for row in rows():
        assert row.unit, row
        assert row.meaning, row
        assert row.source == "assumption" or len(row.source) > len("assumption"), row
        assert np.isfinite([row.us, row.ea]).all()


def test_what_is_recalled_from_a_publication_is_marked_so():
    named = [
        row
        for row in rows()
        if any(name in row.source for name in ("BLS", "Eurostat", "CFPB", "NY Fed", "HFCS"))
    ]
    assert len(named) > 50
    for row in named:
        assert "to be checked" in row.source, row


def test_five_sets_and_each_changes_something_that_the_baseline_has():
    assert sets() == (BASELINE, "credit_harms", "calm", "harsh", "thrifty")
    known = {(row.name, row.unit) for row in rows() if row.set == BASELINE}
    for row in rows():
        assert (row.name, row.unit) in known
    plain = parameters.parameters()
    for name in sets()[1:]:
        changed = parameters.parameters(name)
        assert any((changed.tables[each] != plain.tables[each]).any() for each in plain.tables)


def test_a_value_is_said_once_and_holds_for_every_kind():
    seen = [(row.set, row.name, row.kind) for row in rows()]
    assert len(seen) == len(set(seen))
    for name, values in parameters.parameters().tables.items():
        assert np.isfinite(values).all(), name
    assert {row.kind for row in rows()} <= {"", *KINDS}


def test_an_unknown_set_is_named():
    with pytest.raises(InvalidInput, match="no parameter set 'nope'"):
        parameters.parameters("nope")


def test_money_is_counted_in_minor_units():
    row = next(row for row in rows() if row.name == "fee.overdraft")
    assert parameters.parameters().value("fee.overdraft", "US") == row.us * 100


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_no_number_of_behaviour_stands_in_the_engine(name):
    tree = ast.parse((ENGINE / f"{name}.py").read_text("utf-8"))
    named = {
        id(node)
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]).isupper()
        for node in ast.walk(each)
    }
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and id(node) not in named
        and node.value not in ARITHMETIC
    ]
    assert found == []


def test_every_parameter_is_used_and_every_used_one_is_there():
    used = {
        node.value
        for path in ENGINE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    families = ("spend", "season", "subscription", *KINDS)
    leaf_names = {leaf.name for leaf in leaves.SHOPPED} | {
        *leaves.SUBSCRIBED,
        *leaves.INSURED,
        *leaves.BUSINESS,
    }
    for name in {row.name for row in rows()}:
        stem, _, last = name.rpartition(".")
        composed = (
            stem in leaf_names or stem.startswith(families) or stem in ("pay", "home", "bill", "people")
        )
        assert name in used or composed, f"{name} ({last}) is used by nobody"
