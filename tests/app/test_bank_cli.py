"""`florin bank check`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from florin.app.bank_cli import app
from florin.kernel.bank import DEMO_BANK


def run(*arguments: str):
    return CliRunner().invoke(app, ["check", *arguments])


def test_the_bank_in_use_is_good():
    ran = run("--json")
    assert ran.exit_code == 0
    assert json.loads(ran.stdout) == {"file": str(DEMO_BANK), "ok": True, "problems": []}


def test_a_problem_names_its_field_and_sets_the_exit_code(tmp_path: Path):
    path = tmp_path / "bank.toml"
    path.write_text(DEMO_BANK.read_text().replace('"US"', '"UK"'))
    ran = run(str(path))
    assert ran.exit_code == 1
    assert ran.stdout.startswith("country: 'UK' is not a country code")
    problem = json.loads(run(str(path), "--json").stdout)["problems"][0]
    assert problem["field"] == "country"
