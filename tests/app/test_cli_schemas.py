"""Every `--json` of the command line has a schema in `schema/cli/`, and its output holds to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer
from jsonschema import Draft202012Validator

from florin.app.cli import app
from florin.identity.staff import start_demo_session
from florin.simulation.sample import sample_statement

FOLDER = Path(__file__).parents[2] / "schema" / "cli"
LINES = {"bench"}  # prints JSON without being asked for it
ELSEWHERE = {"restore"}  # held to its schema in tests/app/leaving/test_restore.py, in a home of its own
RATES = "Date,USD,JPY,\n2026-11-20,1.1520,180.44,\n"


def json_commands() -> list[str]:
    """The names of all commands that take `--json`, as their schemas are called."""
    return sorted(_walk(typer.main.get_command(app), ()))


def _walk(command: Any, names: tuple[str, ...]) -> Iterator[str]:
    for name, each in getattr(command, "commands", {}).items():
        yield from _walk(each, (*names, name))
    if any("--json" in parameter.opts for parameter in command.params):
        yield "_".join(names)


def checked(name: str, out: str) -> list[dict[str, Any]]:
    """The objects that a command printed, one a line, each held against its schema."""
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    told = [json.loads(line) for line in out.splitlines()]
    for each in told:
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(each)
    return told


def test_every_json_command_has_a_schema_and_every_schema_a_command():
    have = {path.stem for path in FOLDER.glob("*.json")}
    assert have == {*json_commands(), *LINES}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_schema_is_one_and_lets_nothing_unnamed_through(path: Path):
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    for each in _objects(schema):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict) and schema.get("type") == "object":
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _objects(each)


def test_every_command_prints_what_its_schema_says(florin, tmp_path, clock, database, env):
    seen: set[str] = set()

    def run(*arguments: object) -> list[dict[str, Any]]:
        name = "_".join(str(each) for each in arguments[:2])
        seen.add(name)
        return checked(name, florin(*arguments, "--json").out)

    content, name, _ = sample_statement(clock.business_date())
    file = tmp_path / name
    file.write_bytes(content)
    rates, words = tmp_path / "rates.csv", tmp_path / "words.txt"
    rates.write_text(RATES)
    words.write_text("Dear Sir or Madam,\n")

    told = ("--name", "Ann", "--country", "US", "--currency", "USD")
    (added,) = run("customer", "add", *told, "--consent", "picture, suggestions")
    ann = added["id"]
    assert ann in [each["id"] for each in run("customer", "list")]
    assert run("identity", "invite", "--customer", ann)[0]["token"]
    assert run("identity", "sessions", ann) == []
    assert [each["ok"] for each in run("statement", "check", file, words)] == [True, False]
    assert run("statement", "show", file)
    (tried,) = run("statement", "import", file, "--customer", ann, "--dry-run")
    good, bad = run("statement", "import", file, words, "--customer", ann)
    assert tried["import"] is None
    assert tried["added"] == good["added"] > 100
    assert (bad["import"], bad["added"]) == (None, 0)
    assert bad["error"]

    (picture,) = run("customer", "picture", ann)
    by_unit = {each["unit"]: each for each in picture["facts"] if each["known"]}
    assert {"money", "days"} <= set(by_unit)
    assert by_unit["money"]["value"]["currency"] == "USD"
    (told,) = run("customer", "suggestions", ann)
    assert [each["state"] for each in told["suggestions"]][:2] == ["open", "open"]
    assert good["import"] in [each["import"] for each in run("statement", "list", "--customer", ann)]
    passport, piece = tmp_path / "passport.json", tmp_path / "piece.jsonl"
    assert florin("decision", "passport", told["suggestions"][0]["id"], "--out", passport).code == 0
    assert run("decision", "verify", passport)[0]["decision"] == told["suggestions"][0]["id"]
    assert run("decision", "verify", words)[0]["problem"] == "unreadable"
    assert florin("audit", "export", "--customer", ann, "--out", piece).code == 0
    assert run("audit", "verify")[0]["sealed_to"]
    assert run("audit", "verify", piece)[0]["ok"]
    assert run("audit", "verify", words)[0]["first_bad"]["why"] == "unreadable"
    (undone,) = run("statement", "undo", good["import"])
    assert undone["import"] == good["import"]

    assert run("ledger", "verify")[0]["breaks"] == []
    assert run("market", "rates", rates)[0]["currencies"] == ["JPY", "USD"]
    assert run("bank", "check")[0]["ok"]
    assert not run("bank", "check", words)[0]["ok"]
    assert checked("bench", florin("bench", "command_line", "--runs", "1", "--json").out)
    seen.add("bench")
    _, reviewer = start_demo_session(database.app, env, "reviewer")
    (taken,) = run("customer", "export", ann, "--out", tmp_path / "out")
    assert taken["files"] > 40
    (asked,) = run("customer", "erase", ann, "--by", reviewer.id)
    assert (asked["state"], asked["kept_until"]) == ("asked", None)
    (kept,) = run("customer", "retained", ann, "--by", reviewer.id, "--reason", "audit")
    assert kept["records"] == []
    assert checked("backup", florin("backup", tmp_path / "rows.dump", "--json").out)[0]["bytes"] > 0
    seen.add("backup")
    assert seen | ELSEWHERE == set(json_commands())


def test_a_break_in_the_books_holds_to_the_schema(florin, monkeypatch):
    from florin.ledger.service import Verification

    nothing = dict.fromkeys(("account", "entry", "currency", "expected", "found"))
    breaks = (
        {
            "kind": "balance",
            "account": UUID(int=7),
            "entry": None,
            "currency": "USD",
            "expected": 5,
            "found": -7,
        },
        {**nothing, "kind": "no postings", "entry": 3},
    )
    monkeypatch.setattr("florin.ledger.service.verify", lambda _: Verification(1, 2, breaks))
    (told,) = checked("ledger_verify", florin("ledger", "verify", "--json").out)
    assert told["breaks"][0]["found"] == "-0.07"
    assert told["breaks"][1]["entry"] == "3"
