"""SECURITY.md promises what is tested: each row of its table names tests, and each of them exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| **")]
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STRIDE = {"Spoofing", "Tampering", "Repudiation", "Disclosure", "Denial", "Elevation"}


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_every_threat_names_tests_that_exist(row: str):
    named = NODE.findall(row)
    assert named
    assert len(named) == row.split("|")[3].count("::")
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text())
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, (
            f"{path}::{name}"
        )


def test_every_kind_of_threat_has_a_row():
    assert {re.match(r"\| \*\*(\w+)", row)[1] for row in ROWS} == STRIDE  # type: ignore[index]
