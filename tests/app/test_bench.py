"""`florin bench`: what it runs, what it prints, and what it says where there is nothing to run."""

import json
from importlib import import_module
from inspect import isgeneratorfunction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from florin.app import bench

SCHEMA = Path(__file__).parents[2] / "schema" / "cli" / "bench.json"
TWICE = '''"""Says how often it was run."""

from florin.app.bench import figure


def figures(runs):
    yield figure("twice.often", "times", [3.0, 1.0, 2.0][:runs], ("two", [4.0]))
'''


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one bench."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "twice.py").write_text(TWICE)
    monkeypatch.setattr(bench, "CHECKOUT", tmp_path)
    return tmp_path


def test_each_figure_is_one_line_with_the_median_and_its_ratio_to_the_peer(florin, checkout, monkeypatch):
    loaded = {}
    exec(TWICE, loaded)  # noqa: S102 - the bench just written
    monkeypatch.setattr(bench, "import_module", lambda name: type("Module", (), loaded))
    ran = florin("bench", "twice", "--runs", "3")
    told = json.loads(ran.out)
    assert told == {
        "name": "twice.often",
        "value": 2,
        "unit": "times",
        "peer": "two",
        "ratio": 0.5,
        "runs": 3,
    }
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(told)


def test_benches_are_listed_and_an_unknown_one_is_named(florin, checkout):
    assert florin("bench", "--list").out.split(maxsplit=1) == ["twice", "Says how often it was run.\n"]
    wrong = florin("bench", "thrice")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err == "florin: there is no bench thrice; there are twice\n"


def test_without_a_checkout_it_says_why_there_is_nothing_to_run(florin, tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "CHECKOUT", tmp_path / "site-packages")
    for arguments in ((), ("--list",)):
        ran = florin("bench", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert "come with a checkout of Florin" in ran.err


@pytest.mark.parametrize("name", bench.benches())
def test_every_bench_can_be_run(name: str):
    assert isgeneratorfunction(import_module(f"benchmarks.{name}").figures)
