"""The file check finds what it names, in a repository of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools/checks/files.py"


def findings(folder: Path, name: str, content: str | bytes) -> str:
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = subprocess.run([sys.executable, SCRIPT], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == bool(ran.stdout), ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        ("a.md", "fine\n", ""),
        ("a.md", "blank \n", "a.md:1: trailing blanks"),
        ("a.md", "windows\r\n", "a.md:1: trailing blanks"),
        ("a.md", "one\ntwo", "a.md:2: no newline"),
        ("a.py", "<<<<<<< ours\n", "a.py:1: left over from a merge"),
        ("a.toml", "[x\n", "a.toml:1: "),
        ("a.json", "{\n", "a.json:1: "),
        ("tsconfig.json", "// commented\n{}\n", ""),
        ("requirements.lock", "--index-url somewhere\n", "requirements.lock:1: names a package index"),
        (
            "package-lock.json",
            '{"resolved": "https://somewhere"}\n',
            "package-lock.json:1: names a package index",
        ),
        ("data/bank.ofx", "as the bank wrote it \r\n", ""),
        ("big.txt", "x" * 1_500_001, "big.txt:1: larger than"),
    ],
)
def test_each_finding(tmp_path: Path, name: str, content: str, finding: str):
    assert findings(tmp_path, name, content).startswith(finding)
    assert bool(finding) == bool(findings(tmp_path, name, content))
