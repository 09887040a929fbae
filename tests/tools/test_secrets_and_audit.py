"""The search for secrets finds what is planted; the audit fails for what is found and says when none was."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

CHECKS = Path(__file__).parents[2] / "tools/checks"
HEAD = "-----BEGIN {} PRIVATE KEY-----"


def searched(folder: Path, content: str) -> tuple[int, str]:
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    (folder / "settings.py").write_text(content)
    (folder / "settings.lock").write_text(content)  # left out: a lock holds hashes
    tool = folder / "search" / "secrets.py"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text((CHECKS / "secrets.py").read_text())
    ran = subprocess.run([sys.executable, tool], cwd=folder, capture_output=True, text=True, check=False)
    assert not ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


@pytest.mark.parametrize(
    "content",
    [
        HEAD.format("RSA") + "\n",
        "key = '" + "AKIA" + "Q3EGRKB5J2XLF7WZ'\n",
        "url = 'postgresql://ann:" + "verysecret@db/florin'\n",
        "db_pass" + "word = 'correct horse'\n",
    ],
    ids=["private key", "cloud key", "address with a password", "password"],
)
def test_what_looks_like_a_secret_is_found(tmp_path, content):
    code, told = searched(tmp_path, content)
    assert code == 1
    assert "settings.py:1: looks like a secret" in told
    assert "settings.lock" not in told


def test_what_is_none_is_named_with_its_reason_and_not_longer_than_it_is_there(tmp_path):
    _, told = searched(tmp_path, "pass" + "word = 'correct horse'\n")
    code = told.split(", ")[-1].strip(" )\n")
    known = [{"file": "settings.py", "hash": code, "reason": "of a test"}]
    (tmp_path / "search").mkdir(exist_ok=True)
    (tmp_path / "search" / "secrets.json").write_text(json.dumps(known))
    assert searched(tmp_path, "pass" + "word = 'correct horse'\n") == (0, "")
    gone = searched(tmp_path, "nothing = 1\n")
    assert gone == (1, f"secrets.json: settings.py holds no {code} any more\n")


def test_every_exception_has_a_reason():
    known = json.loads((CHECKS / "secrets.json").read_text())
    assert all(len(each["reason"]) > 10 for each in known)


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit_check", CHECKS / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packages(*vulnerabilities: str) -> str:
    found = [{"name": "one", "version": "1.0", "vulns": [{"id": each} for each in vulnerabilities]}]
    return json.dumps({"dependencies": [*found, {"name": "own", "skip_reason": "not on the index"}]})


@pytest.mark.parametrize(
    ("said", "fails", "told"),
    [
        (packages("CVE-2024-1"), 1, "CVE-2024-1"),
        (packages(), 0, "0 known vulnerabilities"),
        ("", 0, "NOT AUDITED"),
        (json.dumps({"dependencies": [{"name": "own", "skip_reason": "not found"}]}), 0, "NOT AUDITED"),
    ],
    ids=["found", "none", "no answer", "nothing looked at"],
)
def test_found_vulnerabilities_fail_and_silence_is_no_all_clear(
    audit, monkeypatch, capsys, said, fails, told
):
    monkeypatch.setattr(audit, "tells_advisories", lambda: True)
    monkeypatch.setattr(
        audit, "ran", lambda command: (said if "pip_audit" in command else "", "ConnectionError")
    )
    assert audit.main() == fails
    assert told in capsys.readouterr().out


def test_a_mirror_that_knows_no_advisory_is_no_all_clear(audit, monkeypatch, capsys):
    monkeypatch.setattr(audit, "ran", lambda _: (packages(), ""))
    assert audit.main() == 0
    assert capsys.readouterr().out.count("NOT AUDITED") == 3


def test_the_web_client_is_audited_too(audit, monkeypatch):
    found = json.dumps({"vulnerabilities": {"left": {"severity": "high"}}})
    monkeypatch.setattr(
        audit, "ran", lambda command: (found if command[0] == "npm" else "", "ConnectionError")
    )
    assert audit.main() == 1
