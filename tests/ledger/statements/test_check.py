"""`florin statement check` and `show`: the exact objects, exit codes, a sentence for a bad file."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from florin.ledger.statements.cli import app

SCHEMAS = Path(__file__).resolve().parents[3] / "schema" / "cli"
CSV = "Account,Date,Text,Amount,Balance,Currency,State\n"
CSV += "A,2024-01-02,=Shop,-10.00,90.00,EUR,booked\nA,2024-01-03,Refund,5.00,95.00,EUR,booked\n"
CSV += "A,2024-01-04,Hotel,-7.00,,EUR,pending\n"


def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit)
    lines = done.stdout.splitlines() if "--json" in arguments else []
    return done.exit_code, [json.loads(line) for line in lines], done.output


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def valid(name: str, result: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(result)


def test_check_a_good_file(statement: Path) -> None:
    code, (result,), _ = run("check", str(statement), "--json")
    valid("statement_check.json", result)
    assert code == 0
    assert result == {
        "file": str(statement),
        "ok": True,
        "format": "csv",
        "statements": [
            {
                "account": "A",
                "currency": "EUR",
                "opening": "100.00",
                "closing": "95.00",
                "transactions": 2,
                "pending": 1,
                "credits": "5.00",
                "debits": "10.00",
                "balanced": True,
            }
        ],
        "positions": [],
        "warnings": [],
        "error": None,
    }


def test_check_bad_files_one_object_each(statement: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.ofx"
    empty.write_bytes(b"")
    unreadable = tmp_path / "shut"
    unreadable.mkdir()
    files = [str(path) for path in (tmp_path / "missing", unreadable, empty, statement)]
    code, results, _ = run("check", *files, "--json")
    for result in results:
        valid("statement_check.json", result)
    assert (code, [result["ok"] for result in results]) == (1, [False, False, False, True])
    assert all(result["error"] and result["format"] is None for result in results[:3])


def test_check_for_people(statement: Path, tmp_path: Path) -> None:
    code, _, said = run("check", str(statement))
    assert (code, "balances hold" in said, "1 pending" in said) == (0, True, True)
    bad = tmp_path / "bad\x1b[31m.csv"
    code, _, said = run("check", str(bad))
    assert (code, "\x1b" in said) == (1, False)


def test_show(statement: Path) -> None:
    code, lines, _ = run("show", str(statement), "--json")
    for line in lines:
        valid("statement_show.json", line)
    assert code == 0
    assert lines[0] == {
        "booked": "2024-01-02",
        "value": None,
        "amount": "-10.00",
        "currency": "EUR",
        "status": "booked",
        "counterparty": None,
        "text": "=Shop",
        "reference": None,
    }
    assert lines[2]["status"] == "pending"
    code, _, said = run("show", str(statement.parent / "missing"))
    assert (code, "cannot be read" in said) == (1, True)


def test_a_fragment_without_lines_is_good(tmp_path: Path) -> None:
    fragment = tmp_path / "f.sta"
    fragment.write_bytes(b":62F:C100323EUR42570,04\n-")
    code, (result,), _ = run("check", str(fragment), "--json")
    assert (code, result["statements"][0]["closing"], result["statements"][0]["debits"]) == (
        0,
        "42570.04",
        "0.00",
    )
