"""The guards of the test run itself."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SHOTS_TEST = (
    "import pytest\n\n@pytest.mark.shots\ndef test_shot(shots_folder):\n    assert shots_folder.is_dir()\n"
)
BROWSER_TEST = "import pytest\n\n@pytest.mark.browser\ndef test_page():\n    assert False, 'it ran'\n"


def test_a_connection_to_another_machine_fails_the_test():
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match="only this machine"):
        outside.connect(("192.0.2.1", 80))


def test_loopback_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_a_browser_its_tests_skip_but_fail_in_ci(tmp_path: Path, ci: str, outcome: str):
    said = run_with_our_conftest(tmp_path, BROWSER_TEST, CI=ci, PATH=str(tmp_path), CHROMIUM="")
    assert outcome in said
    assert "no Chromium found" in said


def test_screenshots_are_taken_only_when_asked_for(tmp_path: Path):
    assert "1 deselected" in run_with_our_conftest(tmp_path, SHOTS_TEST)
    assert "1 passed" in run_with_our_conftest(tmp_path, SHOTS_TEST, "--shots", str(tmp_path / "shots"))


def run_with_our_conftest(folder: Path, test: str, *options: str, **environment: str) -> str:
    """What pytest says to one test under this run's conftest.py."""
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_it.py").write_text(test)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-o",
        "markers=browser\nshots",
        "-rs",
    ]
    ran = subprocess.run(
        [*command, folder, *options],
        env=os.environ | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr
