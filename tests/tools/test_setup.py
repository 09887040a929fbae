"""The set-up scripts: what is missing is said plainly, all at once, before anything is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "tools/setup"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that is the whole PATH, with a good Python, Node and npm."""
    program(tmp_path, "python3", 'case "$1" in -V) echo Python 3.12.1;; esac')
    program(tmp_path, "node", "echo v20.19.4")
    program(tmp_path, "npm", "echo 10")
    for name in ("id", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(script: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("sh") or "sh", SETUP / script]
    found = {"PATH": str(path), **environment}
    return subprocess.run(command, env=found, capture_output=True, text=True, check=False)


def test_a_good_machine_is_told_nothing(machine: Path):
    ran = run("preflight.sh", machine)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v23.0.0", True),
        ("v26.1.0", True),
    ],
)
def test_node_versions_that_build_the_client(machine: Path, version: str, good: bool):
    program(machine, "node", f"echo {version}")
    ran = run("preflight.sh", machine)
    assert (ran.returncode == 0) is good
    assert good or f"'node' is {version}" in ran.stderr


def test_everything_missing_is_said_at_once(tmp_path: Path):
    ran = run("preflight.sh", tmp_path)
    assert ran.returncode == 1
    assert "'python3' was not found" in ran.stderr
    assert "Node >= 20.19 with npm" in ran.stderr


def test_an_old_python_is_named_with_the_way_out(machine: Path):
    program(machine, "python3", 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac')
    ran = run("preflight.sh", machine)
    assert ran.returncode == 1
    assert "'python3' is Python 3.9.2" in ran.stderr
    assert "PYTHON=python3.12" in ran.stderr


def test_a_python_that_cannot_make_environments(machine: Path):
    program(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    assert "apt install python3-venv" in run("preflight.sh", machine).stderr


def test_the_python_that_was_named_is_asked(machine: Path):
    assert "'python3.99' was not found" in run("preflight.sh", machine, PYTHON="python3.99").stderr


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_chromium_or_apt_it_goes_on_but_not_in_ci(machine: Path, ci: str, code: int):
    ran = run("chromium.sh", machine, CI=ci)
    assert ran.returncode == code
    assert "no Chromium found" in ran.stderr
    assert ("will be skipped" in ran.stderr) is (ci == "")


def test_the_chromium_that_is_there_is_taken(machine: Path):
    program(machine, "my-chromium", "echo Chromium 156")
    ran = run("chromium.sh", machine, CHROMIUM=str(machine / "my-chromium"), CI="true")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_chromium_is_installed_by_apt_where_that_is_allowed(machine: Path):
    put = f'ln -s "{machine}/npm" "{machine}/chromium"'
    program(machine, "apt-get", f'echo "$@" >> "{machine}/apt.log"; case "$1" in install) {put};; esac')
    program(machine, "sudo", 'shift; exec "$@"')
    for name in ("ln", "true"):
        (machine / name).symlink_to(shutil.which(name) or name)
    ran = run("chromium.sh", machine, CI="true")
    assert ran.returncode == 0, ran.stderr
    assert "chromium" in (machine / "apt.log").read_text()


def test_make_lists_its_verbs():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in ("demo", "test", "check", "bench", "schema", "lock", "shots", "clean"):
        assert f"make {verb} " in listed
